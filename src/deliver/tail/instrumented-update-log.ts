import type { LogHead, TailEntry, UpdateLog } from '../../store/log/update-log.js';
import type { DeliverCounters } from '../counters.js';

/** The update log, with a count of the queries of this node. */
export class InstrumentedUpdateLog {
  constructor(
    private readonly updateLog: Pick<UpdateLog, 'head' | 'entriesAfter' | 'channelEntriesAfter'>,
    private readonly counters: Pick<DeliverCounters, 'logReads'>,
  ) {}

  head(): Promise<LogHead> {
    this.counters.logReads.tail += 1;
    return this.updateLog.head();
  }

  entriesAfter(seq: number, limit: number): Promise<LogHead & { entries: TailEntry[] }> {
    this.counters.logReads.tail += 1;
    return this.updateLog.entriesAfter(seq, limit);
  }

  channelEntriesAfter(
    channels: readonly string[],
    seq: number,
    limit: number,
  ): Promise<LogHead & { entries: TailEntry[] }> {
    this.counters.logReads.replay += 1;
    return this.updateLog.channelEntriesAfter(channels, seq, limit);
  }
}
