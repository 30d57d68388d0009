// Polls one source under a lease: the source itself, then those of its item pages that are due; then
// schedules the next poll.
import type { Logger } from '../../logger.js';
import type { SourceSchedule } from '../../queue/source-schedule.js';
import { isTransient } from '../../store/database/database.js';
import type { SourceItem } from '../../store/source/source-items.js';
import type { Source } from '../../store/source/sources.js';
import type { Store } from '../../store/store.js';
import type { HubSubscriber } from './hub-subscriber.js';
import { pollFailureOf, type PollFailure } from './poll-error.js';
import type { PollRecorder } from './poll-recorder.js';
import type { SourceFetcher } from './source-fetcher.js';

/** The lease of a crashed worker ends after this; a live one renews it three times as often. */
const LEASE_MS = 6_000;
const RENEW_MS = 2_000;
/** Item pages per poll, and the time after which no further page is started; the rest is due at once. */
const MAX_PAGES = 25;
const MAX_PAGES_MS = 20_000;
/** Retry where another source on the same host is being polled. */
const BUSY_RETRY_MS = 1_000;

type PollerDeps = {
  store: Store;
  schedules: SourceSchedule;
  fetcher: SourceFetcher;
  recorder: PollRecorder;
  hubs: HubSubscriber;
  now: () => number;
  log: Logger;
};

export class Poller {
  private readonly closing = new AbortController();
  private readonly active = new Set<Promise<void>>();

  constructor(private readonly deps: PollerDeps) {}

  /**
   * Polls the source if it is due and no other worker does. Failures of the source are recorded on it, and
   * not thrown.
   */
  async poll(id: string): Promise<void> {
    const poll = this.pollLeased(id);
    this.active.add(poll);
    await poll.finally(() => this.active.delete(poll));
  }

  /** Schedules overdue sources again: the queue has lost them. Returns how many were overdue. */
  async rescheduleOverdue(olderThanMs: number, limit: number): Promise<number> {
    const overdue = await this.deps.store.sources.overdue(olderThanMs, limit);
    for (const schedule of overdue) {
      if (!(await this.deps.schedules.set(schedule))) break;
    }
    return overdue.length;
  }

  /** Aborts active polls and releases their leases, so that another worker can poll at once. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.active);
  }

  private async pollLeased(id: string): Promise<void> {
    const { store, schedules, log, now } = this.deps;
    if (this.closing.signal.aborted) return;
    const claim = await store.sources.claim(id, LEASE_MS);
    if (claim === 'gone') await schedules.remove(id);
    if (claim === 'busy') await schedules.set({ id, next: new Date(now() + BUSY_RETRY_MS), everyMs: BUSY_RETRY_MS });
    if (typeof claim === 'string') return;
    const { source, pollDue: isDue } = claim;
    const leaseLost = new AbortController();
    const renewal = setInterval(() => {
      store.sources.renewLease(source, LEASE_MS).then(
        (renewed) => (renewed ? undefined : leaseLost.abort()),
        (error: unknown) => log.warn({ err: error, source: id }, 'the lease of a source could not be renewed'),
      );
    }, RENEW_MS);
    const signal = AbortSignal.any([this.closing.signal, leaseLost.signal]);
    try {
      if (isDue) await this.pollSource(source, signal);
      await this.pollPages(source, signal);
    } catch (error) {
      if (signal.aborted) return;
      // Our own error or the database's: the schedule polls the source again.
      log[isTransient(error) ? 'warn' : 'error']({ err: error, source: id }, 'a poll failed');
    } finally {
      clearInterval(renewal);
      await this.release(source);
    }
  }

  private async release(source: Source): Promise<void> {
    try {
      const next = await this.deps.store.sources.releaseLease(source);
      if (next !== null) await this.deps.schedules.set(next);
    } catch (error) {
      this.deps.log.warn(
        { err: error, source: source.id },
        'the lease of a source could not be released; it expires by itself',
      );
    }
  }

  private async pollSource(source: Source, signal: AbortSignal): Promise<void> {
    const { fetcher, recorder, hubs } = this.deps;
    const previous = {
      address: source.address,
      etag: source.etag,
      lastModified: source.last_modified,
      digest: source.digest,
    };
    const options = { kind: source.kind, source: source.url, zone: source.zone, language: source.language, live: true };
    try {
      const result = await fetcher.fetch(previous, options, signal);
      if ((await recorder.recordPoll(source, result)) !== null) await hubs.subscribeIfDue(source, result, signal);
    } catch (error) {
      await this.recordFailure(error, signal, (failure) => recorder.recordFailure(source, failure));
    }
  }

  private async pollPages(source: Source, signal: AbortSignal): Promise<void> {
    const { store, now } = this.deps;
    const until = now() + MAX_PAGES_MS;
    for (const item of await store.sourceItems.duePages(store.db, source.id, MAX_PAGES)) {
      if (signal.aborted || now() >= until) return;
      await this.pollPage(source, item, signal);
    }
  }

  private async pollPage(source: Source, item: SourceItem, signal: AbortSignal): Promise<void> {
    const { fetcher, recorder } = this.deps;
    const address = item.page ?? item.uri;
    const previous = { address, etag: item.etag, lastModified: item.last_modified, digest: item.page_digest };
    try {
      const result = await fetcher.fetch(
        previous,
        { kind: 'page', source: address, zone: source.zone, language: source.language },
        signal,
      );
      await recorder.recordPagePoll(source, item, result);
    } catch (error) {
      await this.recordFailure(error, signal, (failure) => recorder.recordPageFailure(source, item, failure));
    }
  }

  /** Records a failure of the source; rethrows anything else, and anything after an abort. */
  private async recordFailure(
    error: unknown,
    signal: AbortSignal,
    record: (failure: PollFailure) => Promise<unknown>,
  ): Promise<void> {
    const failure = signal.aborted ? null : pollFailureOf(error);
    if (failure === null) throw error;
    await record(failure);
  }
}
