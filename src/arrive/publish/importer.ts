// Many items at once: a story's past, or a live blog with its posts, from elsewhere. Each becomes a submission like any other, kept
// before the answer; all of them are taken in one order, under the key of the first.
import { createHash } from 'node:crypto';
import type { Principal } from '../../access/key/key-ring.js';
import { DatelineError } from '../../core/errors.js';
import { keyOf } from '../../core/story/identity.js';
import { NINJS, storyName } from '../../core/format/ninjs.js';
import type { Store } from '../../store/store.js';
import type { SubmissionParams } from '../../store/database/tables.js';
import { CooperativeLoop } from '../../concurrency/cooperative-loop.js';
import type { ImportItem, ParsedImport } from './import-worker.js';
import type { PublishRequest, Intake } from './intake.js';

const STATUSES = ['created', 'revised', 'unchanged', 'stale', 'failed', 'queued'] as const;
/** What became of an import. `errors` tells of the first that failed. */
export type ImportOutcome = { items: number; stories: string[]; errors: { submission: string; code: string; reason: string }[] } & Record<(typeof STATUSES)[number], number>;

const MAX_ITEMS = 10_000;
const MAX_ERRORS = 20;
const UUID = /^urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export class Importer {
  constructor(
    private readonly intake: Intake,
    private readonly store: Store,
  ) {}

  /** Keeps all items; answers their submissions, in order. What came in the same words before is answered as it was then. */
  async accept({ items, bytes }: ParsedImport, holder: Principal): Promise<string[]> {
    const [first] = items;
    if (first === undefined) throw new DatelineError('invalid_content', 'There is nothing in it to import.');
    if (items.length > MAX_ITEMS) throw new DatelineError('too_large', `An import has ${MAX_ITEMS} items at most; this one has ${items.length}.`);
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const { key: storyKey } = await this.identify(first, holder.publisher);
    const turns = new CooperativeLoop();
    const arrivals: PublishRequest[] = [];
    let begin = 0;
    for (const item of items) {
      const { version, end } = item;
      const { key, params: name } = await this.identify(item, holder.publisher);
      const params: SubmissionParams = { ...name, ...(version === undefined ? {} : { version }) };
      const raw = whole.subarray(begin, end);
      begin = end;
      const digest = createHash('sha256').update(JSON.stringify([params, key])).update(raw).digest('base64url');
      arrivals.push({ publisher: holder.publisher, intent: 'publish', contentType: NINJS, raw, params: { ...params, keyName: holder.keyName }, storyKey, idempotencyKey: `import ${digest}` });
      await turns.step();
    }
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
      if (error !== null && errors.length < MAX_ERRORS) errors.push({ submission: id, code: error.code, reason: error.reason });
    }
    return { items: ids.length, ...counts, stories: [...stories], errors };
  }

  /** The key and the parameters of an item's story. A name that is an id of ours means that very story, where it is this publisher's. */
  async identify({ uri, address }: ImportItem, publisher: string): Promise<{ key: string; params: SubmissionParams }> {
    const [, id] = UUID.exec(uri) ?? [];
    const own = id === undefined ? null : await this.store.stories.keyOf(id);
    if (id !== undefined && own?.publisher === publisher && own.mergedInto === null) return { key: own.key, params: { story: id } };
    const name = storyName(uri);
    const params = { ...('uri' in name ? { uri: name.uri.slice(0, 2048) } : {}), ...(address === undefined ? {} : { url: address }) };
    return { key: keyOf({ publisher, ...params }), params };
  }
}
