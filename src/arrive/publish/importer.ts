// Imports of many items: a story's history, or a live blog with its posts, from another system. Each item
// becomes a submission, stored before the response. All have the story key of the first, so that they are
// revised in order.
import { createHash } from 'node:crypto';
import type { Principal } from '../../access/key/key-ring.js';
import { DatelineError } from '../../core/errors.js';
import { identityKey } from '../../core/story/identity.js';
import { NINJS, parseNinjsUri } from '../../core/format/ninjs.js';
import type { Store } from '../../store/store.js';
import type { SubmissionParams } from '../../store/database/tables.js';
import { CooperativeLoop } from '../../concurrency/cooperative-loop.js';
import type { ImportItem, ParsedImport } from './import-worker.js';
import type { PublishRequest, Intake } from './intake.js';

const STATUSES = ['created', 'revised', 'unchanged', 'stale', 'failed', 'queued'] as const;
/** The number of items per status, their stories, and the first errors. */
export type ImportOutcome = {
  items: number;
  stories: string[];
  errors: { submission: string; code: string; reason: string }[];
} & Record<(typeof STATUSES)[number], number>;

const MAX_ITEMS = 10_000;
const MAX_ERRORS = 20;
const UUID = /^urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export class Importer {
  constructor(
    private readonly intake: Intake,
    private readonly store: Store,
  ) {}

  /**
   * Stores all items; returns their submission ids, in order. An item imported before keeps its first
   * submission.
   */
  async accept({ items, bytes }: ParsedImport, principal: Principal): Promise<string[]> {
    const [first] = items;
    if (first === undefined) throw new DatelineError('invalid_content', 'The body contains no items to import.');
    if (items.length > MAX_ITEMS)
      throw new DatelineError('too_large', `An import has at most ${MAX_ITEMS} items; this one has ${items.length}.`);
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const { key: storyKey } = await this.identify(first, principal.publisher);
    const loop = new CooperativeLoop();
    const requests: PublishRequest[] = [];
    let start = 0;
    for (const item of items) {
      const { version, end } = item;
      const { key, params: names } = await this.identify(item, principal.publisher);
      const params: SubmissionParams = { ...names, ...(version === undefined ? {} : { version }) };
      const raw = all.subarray(start, end);
      start = end;
      const digest = createHash('sha256')
        .update(JSON.stringify([params, key]))
        .update(raw)
        .digest('base64url');
      requests.push({
        publisher: principal.publisher,
        intent: 'publish',
        contentType: NINJS,
        raw,
        params: { ...params, keyName: principal.keyName },
        storyKey,
        idempotencyKey: `import ${digest}`,
      });
      await loop.yieldIfDue();
    }
    return this.intake.acceptAll(requests);
  }

  /** The outcomes of submissions, waiting up to `ms` for the last. */
  async outcome(ids: readonly string[], ms: number): Promise<ImportOutcome> {
    const deadline = performance.now() + ms;
    const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<
      (typeof STATUSES)[number],
      number
    >;
    const stories = new Set<string>();
    const errors: ImportOutcome['errors'] = [];
    for (const id of ids) {
      const { status, story, error } = await this.intake.outcome(id, Math.max(0, deadline - performance.now()));
      counts[status] += 1;
      if (story !== null) stories.add(story);
      if (error !== null && errors.length < MAX_ERRORS)
        errors.push({ submission: id, code: error.code, reason: error.reason });
    }
    return { items: ids.length, ...counts, stories: [...stories], errors };
  }

  /**
   * The story key and parameters of an item. A `urn:uuid:` with the id of one of the publisher's stories
   * means that story.
   */
  async identify({ uri, address }: ImportItem, publisher: string): Promise<{ key: string; params: SubmissionParams }> {
    const [, id] = UUID.exec(uri) ?? [];
    const own = id === undefined ? null : await this.store.stories.findKey(id);
    if (id !== undefined && own?.publisher === publisher && own.mergedInto === null) {
      return { key: own.key, params: { story: id } };
    }
    const name = parseNinjsUri(uri);
    const params = {
      ...('uri' in name ? { uri: name.uri.slice(0, 2048) } : {}),
      ...(address === undefined ? {} : { url: address }),
    };
    return { key: identityKey({ publisher, ...params }), params };
  }
}
