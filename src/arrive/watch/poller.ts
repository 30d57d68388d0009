// Takes a source's turn: looks at it and at those of its pages that are due, and says when to come again.
import type { Logger } from '../../logger.js';
import type { SourceSchedule } from '../../queue/source-schedule.js';
import { isTransient } from '../../store/database/database.js';
import type { SourceItem } from '../../store/source/source-items.js';
import type { Source } from '../../store/source/sources.js';
import type { Store } from '../../store/store.js';
import type { HubSubscriber } from './hub-subscriber.js';
import { pollFailureOf } from './poll-error.js';
import type { PollRecorder } from './poll-recorder.js';
import type { SourceFetcher } from './source-fetcher.js';

/** A worker that dies holds its source up for this long; one that lives says so three times as often. */
const LEASE_MS = 6_000;
const RENEW_MS = 2_000;
/** Pages of one turn, and the time after which no further one is begun: the next turn comes at once. */
const PAGES = 25;
const PAGES_MS = 20_000;
/** A host that is at work for another source is asked again after this. */
const BUSY_MS = 1_000;

export class Poller {
  private readonly closing = new AbortController();
  private readonly active = new Set<Promise<void>>();

  constructor(
    private readonly parts: { store: Store; schedules: SourceSchedule; visitor: SourceFetcher; record: PollRecorder; hubs: HubSubscriber; now: () => number; log: Logger },
  ) {}

  /** Looks at the source where it is due and nobody else does. What the source does wrong is noted on it and thrown at nobody. */
  async poll(id: string): Promise<void> {
    const look = this.pollLeased(id);
    this.active.add(look);
    await look.finally(() => this.active.delete(look));
  }

  /** Puts back into the queue what is due and was not looked at: the queue had lost it. */
  async rescheduleOverdue(olderThanMs: number, limit: number): Promise<number> {
    const overdue = await this.parts.store.sources.overdue(olderThanMs, limit);
    for (const schedule of overdue) {
      if (!(await this.parts.schedules.set(schedule))) break;
    }
    return overdue.length;
  }

  /** Breaks off what is under way; whoever goes on takes it up at once. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.active);
  }

  private async pollLeased(id: string): Promise<void> {
    const { store, schedules, log, now } = this.parts;
    if (this.closing.signal.aborted) return;
    const claim = await store.sources.claim(id, LEASE_MS);
    if (claim === 'gone') await schedules.remove(id);
    if (claim === 'busy') await schedules.set({ id, next: new Date(now() + BUSY_MS), everyMs: BUSY_MS });
    if (typeof claim === 'string') return;
    const { source, lookDue } = claim;
    const lost = new AbortController();
    const beat = setInterval(() => {
      store.sources.renew(source, LEASE_MS).then(
        (kept) => (kept ? undefined : lost.abort()),
        (error: unknown) => log.warn({ err: error, source: id }, 'a turn could not be renewed'),
      );
    }, RENEW_MS);
    const signal = AbortSignal.any([this.closing.signal, lost.signal]);
    try {
      if (lookDue) await this.pollSource(source, signal);
      await this.pollPages(source, signal);
    } catch (error) {
      if (signal.aborted) return;
      // A fault of ours, or of the store: the source is looked at again when its schedule says so.
      log[isTransient(error) ? 'warn' : 'error']({ err: error, source: id }, 'a look failed');
    } finally {
      clearInterval(beat);
      await this.release(source);
    }
  }

  private async release(source: Source): Promise<void> {
    try {
      const next = await this.parts.store.sources.release(source);
      if (next !== null) await this.parts.schedules.set(next);
    } catch (error) {
      this.parts.log.warn({ err: error, source: source.id }, 'a turn could not be ended; it ends with its lease');
    }
  }

  private async pollSource(source: Source, signal: AbortSignal): Promise<void> {
    const { visitor, record, hubs } = this.parts;
    const known = { address: source.address, etag: source.etag, lastModified: source.last_modified, digest: source.digest };
    try {
      const visit = await visitor.fetch(known, { kind: source.kind, source: source.url, zone: source.zone, language: source.language, live: true }, signal);
      if ((await record.recordPoll(source, visit)) !== null) await hubs.subscribeIfDue(source, visit, signal);
    } catch (error) {
      await this.recordFailure(error, signal, (fault) => record.recordFailure(source, fault));
    }
  }

  private async pollPages(source: Source, signal: AbortSignal): Promise<void> {
    const { store, now } = this.parts;
    const until = now() + PAGES_MS;
    for (const item of await store.sourceItems.due(store.db, source.id, PAGES)) {
      if (signal.aborted || now() >= until) return;
      await this.pollPage(source, item, signal);
    }
  }

  private async pollPage(source: Source, item: SourceItem, signal: AbortSignal): Promise<void> {
    const { visitor, record } = this.parts;
    const address = item.page ?? item.uri;
    try {
      const known = { address, etag: item.etag, lastModified: item.last_modified, digest: item.page_digest };
      await record.recordPagePoll(source, item, await visitor.fetch(known, { kind: 'page', source: address, zone: source.zone, language: source.language }, signal));
    } catch (error) {
      await this.recordFailure(error, signal, (fault) => record.recordPageFailure(source, item, fault));
    }
  }

  private async recordFailure(error: unknown, signal: AbortSignal, note: (fault: { code: string; reason: string }) => Promise<unknown>): Promise<void> {
    const fault = signal.aborted ? null : pollFailureOf(error);
    if (fault === null) throw error;
    await note(fault);
  }
}
