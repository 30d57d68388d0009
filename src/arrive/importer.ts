// Many items at once: a story's past, or a live blog with its posts, from elsewhere. Each becomes a submission like any other, kept
// before the answer; all of them are taken in one order, under the key of the first.
import { createHash } from 'node:crypto';
import type { Principal } from '../access/key-ring.js';
import { DatelineError } from '../core/errors.js';
import { keyOf } from '../core/identity.js';
import { NINJS, storyName, type NinjsItem } from '../core/ninjs.js';
import { ninjsAddress } from '../core/ninjs-draft.js';
import type { Store } from '../store/store.js';
import type { SubmissionParams } from '../store/tables.js';
import type { Arrival, Intake } from './intake.js';

/** An item, read, and as it was sent. `version` where it is one of several states of its story. */
export type ImportItem = { item: NinjsItem; sent: unknown; version?: number | undefined };

const STATUSES = ['created', 'revised', 'unchanged', 'stale', 'failed', 'queued'] as const;
/** What became of an import. `errors` tells of the first that failed. */
export type ImportOutcome = { items: number; stories: string[]; errors: { submission: string; code: string; reason: string }[] } & Record<(typeof STATUSES)[number], number>;

const MOST_ITEMS = 10_000;
const MOST_ERRORS = 20;
const UUID = /^urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export class Importer {
  constructor(
    private readonly intake: Intake,
    private readonly store: Store,
  ) {}

  /** Keeps all items; answers their submissions, in order. What came in the same words before is answered as it was then. */
  async accept(items: readonly ImportItem[], holder: Principal): Promise<string[]> {
    if (items.length > MOST_ITEMS) throw new DatelineError('too_large', `An import has ${MOST_ITEMS} items at most; this one has ${items.length}.`);
    const named = await Promise.all(items.map(async ({ item }) => this.nameOf(item, holder.publisher)));
    const [first] = named;
    if (first === undefined) throw new DatelineError('invalid_content', 'There is nothing in it to import.');
    const arrivals = items.map(({ sent, version }, at): Arrival => {
      const params: SubmissionParams = { ...named[at]?.params, ...(version === undefined ? {} : { version }) };
      const raw = Buffer.from(JSON.stringify(sent));
      const digest = createHash('sha256').update(JSON.stringify([params, named[at]?.key])).update(raw).digest('base64url');
      return { publisher: holder.publisher, intent: 'publish', contentType: NINJS, raw, params: { ...params, keyName: holder.keyName }, storyKey: first.key, idempotencyKey: `import ${digest}` };
    });
    return this.intake.acceptAll(arrivals);
  }

  /** What became of them, waiting up to `ms` for the last. */
  async outcome(ids: readonly string[], ms: number): Promise<ImportOutcome> {
    const deadline = performance.now() + ms;
    const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<(typeof STATUSES)[number], number>;
    const stories = new Set<string>();
    const errors: ImportOutcome['errors'] = [];
    for (const id of ids) {
      const { status, story, error } = await this.intake.outcome(id, Math.max(0, deadline - performance.now()));
      counts[status] += 1;
      if (story !== null) stories.add(story);
      if (error !== null && errors.length < MOST_ERRORS) errors.push({ submission: id, code: error.code, reason: error.reason });
    }
    return { items: ids.length, ...counts, stories: [...stories], errors };
  }

  /** The key and the parameters of an item's story. A name that is an id of ours means that very story, where it is this publisher's. */
  async nameOf(item: NinjsItem, publisher: string): Promise<{ key: string; params: SubmissionParams }> {
    const [, id] = UUID.exec(item.uri) ?? [];
    const own = id === undefined ? null : await this.store.stories.keyOf(id);
    if (id !== undefined && own?.publisher === publisher && own.mergedInto === null) return { key: own.key, params: { story: id } };
    const name = storyName(item.uri);
    const url = ninjsAddress(item) ?? undefined;
    const params = { ...('uri' in name ? { uri: name.uri.slice(0, 2048) } : {}), ...(url === undefined ? {} : { url }) };
    return { key: keyOf({ publisher, ...params }), params };
  }
}
