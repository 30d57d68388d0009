import { Semaphore } from '../../concurrency/semaphore.js';
import type { LogHead, TailEntry, UpdateLog } from '../../store/log/update-log.js';

/** Entries per query. */
const PAGE_SIZE = 200;
/** Publishers use the same connection pool. */
const MAX_CONCURRENT = 4;
const MAX_WAITING = 10_000;

export type LogPage = LogHead & { entries: TailEntry[] };

/**
 * Reads pages of the log for replays. After a restart many readers resume from the same cursor: they share
 * one query.
 */
export class ReplayReader {
  private readonly inFlight = new Map<string, Promise<LogPage>>();
  private readonly semaphore = new Semaphore(MAX_CONCURRENT, MAX_WAITING);

  /** A page has at most `pageSize` entries. A shorter page ends at its `head`. */
  constructor(
    private readonly updateLog: Pick<UpdateLog, 'channelEntriesAfter'>,
    readonly pageSize = PAGE_SIZE,
  ) {}

  /** The entries in `channels` after `seq`, as of now. Throws `too_many` if too many reads are waiting. */
  readPage(channels: readonly string[], seq: number): Promise<LogPage> {
    return this.semaphore.run(() => this.updateLog.channelEntriesAfter(channels, seq, this.pageSize));
  }

  /**
   * As `readPage`, but may join a query in flight. Only for a cursor that the log of `epoch` is known to have
   * passed.
   */
  readSharedPage(channels: readonly string[], epoch: string, seq: number): Promise<LogPage> {
    const key = `${epoch}.${seq} ${channels.join(' ')}`;
    const inFlight = this.inFlight.get(key);
    if (inFlight !== undefined) return inFlight;
    const page = this.readPage(channels, seq).finally(() => this.inFlight.delete(key));
    this.inFlight.set(key, page);
    return page;
  }
}
