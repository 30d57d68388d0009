// Records the result of a poll in one transaction with the submissions that it creates. Invariant: a change
// becomes a submission exactly once, also where a worker crashes in between, and never from a poll whose
// lease was lost.
import { createHash } from 'node:crypto';
import { formatTimestamp } from '../../core/instant.js';
import type { ParsedItem } from '../../core/source/parsed-item.js';
import { MAX_CHANGES, pollInterval, type PollBounds, type PollHints } from '../../core/source/poll-interval.js';
import { identityKey } from '../../core/story/identity.js';
import { maskUrlsInText } from '../../core/text/masked-url.js';
import { cleanText } from '../../core/text/clean-text.js';
import type { Tx } from '../../store/database/database.js';
import type { SourceError } from '../../store/database/tables.js';
import type { ItemChange, SeenItem, SourceItem } from '../../store/source/source-items.js';
import type { Source, SourceChange } from '../../store/source/sources.js';
import type { Store } from '../../store/store.js';
import type { Intake, PublishRequest } from '../publish/intake.js';
import { pollPauseFor } from './hub-subscriber.js';
import type { PollFailure } from './poll-error.js';
import type { FetchResult } from './source-fetcher.js';

type PolledRequest = Omit<PublishRequest, 'idempotencyKey'>;

/** Whether the poll found a change; null where its lease was lost and nothing was recorded. */
type Recorded = { changed: boolean } | null;

const MAX_REASON_LENGTH = 500;
/** The weight of the newest interval in the moving average. */
const AVERAGE_WEIGHT = 0.2;

const boundsOf = (source: Pick<Source, 'min_seconds' | 'max_seconds'>): PollBounds => ({
  min: source.min_seconds * 1000,
  max: source.max_seconds * 1000,
});

const paramsOf = ({ zone, language, topics, key_name: keyName }: Source) => ({
  ...(zone === null ? {} : { zone }),
  ...(language === null ? {} : { language }),
  ...(topics.length === 0 ? {} : { topics }),
  keyName,
});

/** A feed item as the JSON that its publisher would send. */
function requestOfItem(source: Source, item: ParsedItem & { story: object }): PolledRequest {
  const { publisher, topics, key_name: keyName } = source;
  const url = item.url ?? undefined;
  return {
    publisher,
    intent: 'publish',
    contentType: 'application/json',
    raw: Buffer.from(JSON.stringify({ ...item.story, ...(topics.length === 0 ? {} : { topics }) })),
    params: { uri: item.uri, ...(url === undefined ? {} : { url }), keyName },
    storyKey: identityKey({ publisher, uri: item.uri, url }),
  };
}

/**
 * A page as it was fetched. `uri`: that of the item that links it; null where the page may name its own
 * canonical URL.
 */
function requestOfPage(
  source: Source,
  page: Extract<FetchResult, { result: 'page' }>,
  uri: string | null,
): PolledRequest {
  const { publisher } = source;
  return {
    publisher,
    intent: 'publish',
    contentType: page.contentType,
    raw: page.body,
    params: { ...paramsOf(source), url: page.url, ...(uri === null ? {} : { uri }) },
    storyKey: uri === null ? null : identityKey({ publisher, uri }),
  };
}

/**
 * The digest of what would be sent of an item; of an item without a story, of its time. A live blog's time is
 * left out: it moves with each of its posts, and not with the blog.
 */
function digestOf({ topics }: Source, { story, at, url }: ParsedItem): Buffer {
  const content = story?.kind === 'liveblog' ? { ...story, versionCreated: null } : (story ?? at);
  return createHash('sha256')
    .update(JSON.stringify([content, url, topics]))
    .digest();
}

/** Whether the hub sent no push for a change that this poll found. */
const missedPush = (source: Source): boolean =>
  source.hub_state === 'verified' &&
  (source.pushed_at === null || source.last_fetch === null || source.pushed_at < source.last_fetch);

export class PollRecorder {
  constructor(
    private readonly store: Store,
    private readonly intake: Intake,
    private readonly now: () => number,
  ) {}

  /** Records a poll of the source itself. */
  async recordPoll(source: Source, fetched: FetchResult): Promise<Recorded> {
    return this.inLease(source, async (tx) => {
      const { requests, changed, times } = await this.takeChanges(tx, source, fetched);
      const ids = await this.intake.acceptInTransaction(tx, requests);
      const now = this.now();
      const history = source.fetches === 0 && times.length > 0 ? times : [...source.changes, now];
      const changes = changed ? history.slice(-MAX_CHANGES) : source.changes;
      const note = fetched.result === 'items' ? fetched.found.note : null;
      const missed = source.hub_missed + (changed && missedPush(source) ? 1 : 0);
      const every = Math.max(
        pollInterval(
          { changes, since: source.created_at.getTime(), failures: 0 },
          boundsOf(source),
          now,
          fetched.wishes,
        ),
        pollPauseFor({ ...source, hub_missed: missed }, now),
      );
      const kind = fetched.result === 'page' ? 'page' : fetched.result === 'items' ? fetched.kind : null;
      await this.store.sources.update(tx, source.id, {
        ...this.polledFields(source, every, kind === null ? {} : { kind }),
        ...(fetched.address === source.address
          ? {}
          : { address: fetched.address, host: new URL(fetched.address).host }),
        etag: fetched.etag,
        last_modified: fetched.lastModified,
        digest: fetched.digest,
        changes,
        ...(changed
          ? { last_change: new Date(now), changes_found: source.changes_found + Math.max(1, requests.length) }
          : {}),
        hub_missed: missed,
        error_streak: 0,
        last_error: note === null ? null : this.errorJson(note),
      });
      return { ids, changed };
    });
  }

  /** Records a poll of an item's page. */
  async recordPagePoll(source: Source, item: SourceItem, fetched: FetchResult): Promise<Recorded> {
    return this.inLease(source, async (tx) => {
      const changed = fetched.result === 'page';
      const ids = changed ? await this.intake.acceptInTransaction(tx, [requestOfPage(source, fetched, item.uri)]) : [];
      const now = this.now();
      const changes = changed ? [...item.changes, now].slice(-MAX_CHANGES) : item.changes;
      await this.store.sourceItems.update(tx, source.id, item.item, {
        ...this.itemFields(source, item, { changes, failures: 0 }, fetched.wishes),
        etag: fetched.etag,
        last_modified: fetched.lastModified,
        page_digest: fetched.digest,
        page: fetched.address,
        changes,
      });
      if (changed)
        await this.store.sources.update(tx, source.id, {
          last_change: new Date(now),
          changes_found: (source.changes_found += 1),
        });
      return { ids, changed };
    });
  }

  /** Records a failed poll of the source itself. */
  async recordFailure(source: Source, failure: PollFailure): Promise<Recorded> {
    return this.inLease(source, async (tx) => {
      const failures = source.error_streak + 1;
      const history = { changes: source.changes, since: source.created_at.getTime(), failures };
      const every = pollInterval(history, boundsOf(source), this.now(), { retryAfter: failure.retryAfter });
      const fields = {
        ...this.polledFields(source, every, {}),
        error_streak: failures,
        last_error: this.errorJson(failure),
      };
      await this.store.sources.update(tx, source.id, fields);
      return { ids: [], changed: false };
    });
  }

  /** Records a failed poll of an item's page. */
  async recordPageFailure(source: Source, item: SourceItem, failure: PollFailure): Promise<Recorded> {
    return this.inLease(source, async (tx) => {
      const history = { changes: item.changes, failures: item.error_streak + 1 };
      await this.store.sourceItems.update(
        tx,
        source.id,
        item.item,
        this.itemFields(source, item, history, { retryAfter: failure.retryAfter }),
      );
      const reason = `${item.page ?? item.uri}: ${failure.reason}`;
      await this.store.sources.update(tx, source.id, { last_error: this.errorJson({ code: failure.code, reason }) });
      return { ids: [], changed: false };
    });
  }

  /**
   * Runs `work` in a transaction that holds the lease, and enqueues its submissions once it has committed.
   */
  private async inLease(
    source: Source,
    work: (tx: Tx) => Promise<{ ids: string[]; changed: boolean }>,
  ): Promise<Recorded> {
    const done = await this.store.transaction(async (tx) =>
      (await this.store.sources.lockLease(tx, source)) ? work(tx) : null,
    );
    if (done === null) return null;
    await this.intake.enqueue(done.ids);
    return { changed: done.changed };
  }

  /**
   * Stores the items that changed. `requests`: what to publish; `times`: when the source's items changed, by
   * their own dates.
   */
  private async takeChanges(
    tx: Tx,
    source: Source,
    fetched: FetchResult,
  ): Promise<{ requests: PolledRequest[]; changed: boolean; times: number[] }> {
    if (fetched.result === 'same') return { requests: [], changed: false, times: [] };
    if (fetched.result === 'page') {
      // A live blog that no longer shows posts stays the same story.
      const uri = (await this.store.sourceItems.has(tx, source.id, source.url)) ? source.url : null;
      return { requests: [requestOfPage(source, fetched, uri)], changed: true, times: [] };
    }
    const follows = fetched.kind !== 'page' && (source.follow || fetched.kind === 'sitemap');
    const seen = fetched.found.items.flatMap((item): (SeenItem & { item: ParsedItem })[] => {
      const page = follows || item.story === null ? item.url : null;
      return page === null && item.story === null
        ? []
        : [{ uri: item.uri, digest: digestOf(source, item), page, item }];
    });
    const changedItems = await this.store.sourceItems.filterChanged(tx, source.id, seen);
    await this.store.sourceItems.upsert(tx, source.id, changedItems);
    const requests = changedItems.flatMap(({ page, item }) =>
      page === null && item.story !== null ? [requestOfItem(source, { ...item, story: item.story })] : [],
    );
    const times = fetched.found.items
      .flatMap(({ at }) => (at !== null && at <= this.now() ? [at] : []))
      .sort((one, other) => one - other);
    return { requests, changed: changedItems.length > 0, times };
  }

  private polledFields(source: Source, every: number, change: SourceChange): SourceChange {
    const now = this.now();
    const interval = source.last_fetch === null ? null : now - source.last_fetch.getTime();
    return {
      ...change,
      last_fetch: new Date(now),
      fetches: source.fetches + 1,
      average_ms: movingAverage(source.average_ms, interval),
      every_ms: every,
      look_at: new Date(now + every),
    };
  }

  private itemFields(
    source: Source,
    item: SourceItem,
    history: { changes: number[]; failures: number },
    wishes: PollHints,
  ): ItemChange {
    const now = this.now();
    const every = pollInterval({ ...history, since: item.since.getTime() }, boundsOf(source), now, wishes);
    return { error_streak: history.failures, look_at: new Date(now + every) };
  }

  private errorJson({ code, reason }: { code: string; reason: string }): string {
    const error: SourceError = {
      code,
      reason: cleanText(maskUrlsInText(reason).slice(0, MAX_REASON_LENGTH)),
      at: formatTimestamp(this.now()),
    };
    return JSON.stringify(error);
  }
}

function movingAverage(average: number | null, newest: number | null): number | null {
  if (newest === null) return average;
  return average === null ? newest : (1 - AVERAGE_WEIGHT) * average + AVERAGE_WEIGHT * newest;
}
