// What a look found, written in one transaction with the submissions that it makes: a change is sent on once, also where a worker
// dies in the middle, and never by a turn that was lost.
import { createHash } from 'node:crypto';
import { maskText } from '../../core/text/masked-address.js';
import type { FoundItem } from '../../core/source/found-item.js';
import { keyOf } from '../../core/story/identity.js';
import { CHANGES_KEPT, pollInterval, type PollBounds, type PollWishes } from '../../core/source/poll-interval.js';
import { cleanText } from '../../core/text/text-rule.js';
import type { Tx } from '../../store/database/database.js';
import type { ItemChange, SeenItem, SourceItem } from '../../store/source/source-items.js';
import type { Source, SourceChange } from '../../store/source/sources.js';
import type { Store } from '../../store/store.js';
import type { SourceError } from '../../store/database/tables.js';
import { pollPauseFor } from './hub-subscriber.js';
import type { PublishRequest, Intake } from '../publish/intake.js';
import type { FetchResult } from './source-fetcher.js';

type PolledRequest = Omit<PublishRequest, 'idempotencyKey'>;

/** Whether anything was found that is other than before; null where the turn was lost. */
type Recorded = { changed: boolean } | null;

const MAX_REASON = 500;
/** The weight of the newest distance between two looks in their average. */
const AVERAGE_WEIGHT = 0.2;

export const boundsOf = (source: Pick<Source, 'min_seconds' | 'max_seconds'>): PollBounds => ({ min: source.min_seconds * 1000, max: source.max_seconds * 1000 });

const paramsOf = ({ zone, language, topics, key_name: keyName }: Source) => ({ ...(zone === null ? {} : { zone }), ...(language === null ? {} : { language }), ...(topics.length === 0 ? {} : { topics }), keyName });

/** An entry as JSON, as if its publisher had sent it. */
function requestOfItem(source: Source, item: FoundItem & { story: object }): PolledRequest {
  const { publisher, topics, key_name: keyName } = source;
  const url = item.url ?? undefined;
  const raw = Buffer.from(JSON.stringify({ ...item.story, ...(topics.length === 0 ? {} : { topics }) }));
  return { publisher, intent: 'publish', contentType: 'application/json', raw, params: { uri: item.uri, ...(url === undefined ? {} : { url }), keyName }, storyKey: keyOf({ publisher, uri: item.uri, url }) };
}

/** A page as it came; `uri` is the entry's that led to it, else the page may name its own address. */
function requestOfPage(source: Source, visit: Extract<FetchResult, { result: 'page' }>, uri: string | null): PolledRequest {
  const { publisher } = source;
  const params = { ...paramsOf(source), url: visit.url, ...(uri === null ? {} : { uri }) };
  return { publisher, intent: 'publish', contentType: visit.contentType, raw: visit.body, params, storyKey: uri === null ? null : keyOf({ publisher, uri }) };
}

/** Of all that would be sent on; of what only its page tells, of when it says that it changed. A live blog's own time moves with each of its posts, and says nothing of the blog. */
function digestOf({ topics }: Source, { story, at, url }: FoundItem): Buffer {
  const said = story?.kind === 'liveblog' ? { ...story, versionCreated: null } : (story ?? at);
  return createHash('sha256').update(JSON.stringify([said, url, topics])).digest();
}

export class PollRecorder {
  constructor(
    private readonly store: Store,
    private readonly intake: Intake,
    private readonly now: () => number,
  ) {}

  /** What a look at the source itself came to. */
  async recordPoll(source: Source, visit: FetchResult): Promise<Recorded> {
    return this.inLease(source, async (tx) => {
      const { arrivals, changed, times } = await this.takeChanges(tx, source, visit);
      const ids = await this.intake.acceptInTransaction(tx, arrivals);
      const now = this.now();
      const changes = changed ? (source.fetches === 0 && times.length > 0 ? times : [...source.changes, now]).slice(-CHANGES_KEPT) : source.changes;
      const note = visit.result === 'items' ? visit.found.note : null;
      const missed = changed && source.hub_state === 'verified' && (source.pushed_at === null || source.last_fetch === null || source.pushed_at < source.last_fetch) ? source.hub_missed + 1 : source.hub_missed;
      const every = Math.max(pollInterval({ changes, since: source.created_at.getTime(), failures: 0 }, boundsOf(source), now, visit.wishes), pollPauseFor({ ...source, hub_missed: missed }, now));
      await this.store.sources.write(tx, source.id, {
        ...this.polledFields(source, every, visit.result === 'same' ? {} : { kind: visit.result === 'page' ? 'page' : visit.kind }),
        ...(visit.address === source.address ? {} : { address: visit.address, host: new URL(visit.address).host }),
        etag: visit.etag,
        last_modified: visit.lastModified,
        digest: visit.digest,
        changes,
        ...(changed ? { last_change: new Date(now), changes_found: source.changes_found + Math.max(1, arrivals.length) } : {}),
        hub_missed: missed,
        error_streak: 0,
        last_error: note === null ? null : this.errorJson(note),
      });
      return { ids, changed };
    });
  }

  /** What a look at one of its pages came to. */
  async recordPagePoll(source: Source, item: SourceItem, visit: FetchResult): Promise<Recorded> {
    return this.inLease(source, async (tx) => {
      const changed = visit.result === 'page';
      const ids = changed ? await this.intake.acceptInTransaction(tx, [requestOfPage(source, visit, item.uri)]) : [];
      const now = this.now();
      const changes = changed ? [...item.changes, now].slice(-CHANGES_KEPT) : item.changes;
      await this.store.sourceItems.write(tx, source.id, item.item, { ...this.itemFields(source, item, { changes, failures: 0 }, visit.wishes), etag: visit.etag, last_modified: visit.lastModified, page_digest: visit.digest, page: visit.address, changes });
      if (changed) await this.store.sources.write(tx, source.id, { last_change: new Date(now), changes_found: (source.changes_found += 1) });
      return { ids, changed };
    });
  }

  /** A look that came to nothing by the source's fault. */
  async recordFailure(source: Source, fault: { code: string; reason: string; retryAfter?: number | undefined }): Promise<Recorded> {
    return this.inLease(source, async (tx) => {
      const failures = source.error_streak + 1;
      const every = pollInterval({ changes: source.changes, since: source.created_at.getTime(), failures }, boundsOf(source), this.now(), { retryAfter: fault.retryAfter });
      await this.store.sources.write(tx, source.id, { ...this.polledFields(source, every, {}), error_streak: failures, last_error: this.errorJson(fault) });
      return { ids: [], changed: false };
    });
  }

  async recordPageFailure(source: Source, item: SourceItem, fault: { code: string; reason: string; retryAfter?: number | undefined }): Promise<Recorded> {
    return this.inLease(source, async (tx) => {
      await this.store.sourceItems.write(tx, source.id, item.item, this.itemFields(source, item, { changes: item.changes, failures: item.error_streak + 1 }, { retryAfter: fault.retryAfter }));
      await this.store.sources.write(tx, source.id, { last_error: this.errorJson({ code: fault.code, reason: `${item.page ?? item.uri}: ${fault.reason}` }) });
      return { ids: [], changed: false };
    });
  }

  private async inLease(source: Source, work: (tx: Tx) => Promise<{ ids: string[]; changed: boolean }>): Promise<Recorded> {
    const done = await this.store.transaction(async (tx) => ((await this.store.sources.hold(tx, source)) ? work(tx) : null));
    if (done === null) return null;
    await this.intake.enqueue(done.ids);
    return { changed: done.changed };
  }

  /** What is to be sent on, and when the source says that it changed before. */
  private async takeChanges(tx: Tx, source: Source, visit: FetchResult): Promise<{ arrivals: PolledRequest[]; changed: boolean; times: number[] }> {
    if (visit.result === 'same') return { arrivals: [], changed: false, times: [] };
    if (visit.result === 'page') {
      // A live blog that shows no posts any more goes on as the same story.
      const uri = (await this.store.sourceItems.has(tx, source.id, source.url)) ? source.url : null;
      return { arrivals: [requestOfPage(source, visit, uri)], changed: true, times: [] };
    }
    const follows = visit.kind !== 'page' && (source.follow || visit.kind === 'sitemap');
    const seen = visit.found.items.flatMap((item): (SeenItem & { item: FoundItem })[] => {
      const page = follows || item.story === null ? item.url : null;
      return page === null && item.story === null ? [] : [{ uri: item.uri, digest: digestOf(source, item), page, item }];
    });
    const fresh = await this.store.sourceItems.changed(tx, source.id, seen);
    await this.store.sourceItems.keep(tx, source.id, fresh);
    const arrivals = fresh.flatMap(({ page, item }) => (page === null && item.story !== null ? [requestOfItem(source, { ...item, story: item.story })] : []));
    const times = visit.found.items.flatMap(({ at }) => (at !== null && at <= this.now() ? [at] : [])).sort((one, other) => one - other);
    return { arrivals, changed: fresh.length > 0, times };
  }

  private polledFields(source: Source, every: number, change: SourceChange): SourceChange {
    const now = this.now();
    const gap = source.last_fetch === null ? null : now - source.last_fetch.getTime();
    const average = gap === null ? source.average_ms : source.average_ms === null ? gap : (1 - AVERAGE_WEIGHT) * source.average_ms + AVERAGE_WEIGHT * gap;
    return { ...change, last_fetch: new Date(now), fetches: source.fetches + 1, average_ms: average, every_ms: every, look_at: new Date(now + every) };
  }

  private itemFields(source: Source, item: SourceItem, history: { changes: number[]; failures: number }, wishes: PollWishes): ItemChange {
    const now = this.now();
    return { error_streak: history.failures, look_at: new Date(now + pollInterval({ ...history, since: item.since.getTime() }, boundsOf(source), now, wishes)) };
  }

  private errorJson({ code, reason }: { code: string; reason: string }): string {
    return JSON.stringify({ code, reason: cleanText(maskText(reason).slice(0, MAX_REASON)), at: new Date(this.now()).toISOString() } satisfies SourceError);
  }
}
