import type { LogHead, TailEntry, UpdateLog } from '../../store/log/update-log.js';
import { Semaphore } from '../../concurrency/semaphore.js';

/** More than this of the log is not read in one go for anybody. */
const SIZE = 200;
/** Those who publish use the same pool of connections. */
const AT_ONCE = 4;
const MAY_WAIT = 10_000;

export type LogPage = LogHead & { entries: TailEntry[] };

/** Pages of the log for those who replay: readers who come back from one place at the same time share one question. */
export class LogPages {
  private readonly asked = new Map<string, Promise<LogPage>>();
  private readonly gate = new Semaphore(AT_ONCE, MAY_WAIT);

  /** A page holds at most `size` entries; one that holds fewer reaches its `head`. */
  constructor(
    private readonly updateLog: Pick<UpdateLog, 'channelEntriesAfter'>,
    readonly size = SIZE,
  ) {}

  /** The entries in `channels` after `seq`, as of now. Throws `too_many` where too many wait for such an answer already. */
  fresh(channels: readonly string[], seq: number): Promise<LogPage> {
    return this.gate.pass(() => this.updateLog.channelEntriesAfter(channels, seq, this.size));
  }

  /** The same, where somebody else's answer that is still under way will do: for a place that a log of `epoch` is known to have passed. */
  shared(channels: readonly string[], epoch: string, seq: number): Promise<LogPage> {
    const key = `${epoch}.${seq} ${channels.join(' ')}`;
    const under = this.asked.get(key);
    if (under !== undefined) return under;
    const page = this.fresh(channels, seq).finally(() => this.asked.delete(key));
    this.asked.set(key, page);
    return page;
  }
}
