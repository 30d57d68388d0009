// replaying -> live -> closed. Replaying reads pages of the log until the ring covers its position; then, in one tick with no
// await in it, it takes the rest of the ring and joins the hub. `position` never goes back, so nothing is given twice.
import { formatCursor, parseCursor, resetReason, type Cursor } from '../core/cursor.js';
import type { UpdateLog } from '../store/update-log.js';
import { Frame, frameOf } from './frames.js';
import type { Hub, Member } from './hub.js';
import type { LogTail } from './log-tail.js';

/** Where frames go. `drained` resolves once little waits to be sent, or the sink is gone. */
export type Sink = { send(frame: Frame): void; drained(): Promise<void>; reset(reset: { channel: string; reason: string; cursor: string }): void };

export type Joined = { mode: 'live' | 'replayed' | 'reset'; cursor: string };

const PAGE = 200;

export class Subscription implements Member {
  private state: 'replaying' | 'live' | 'closed' = 'replaying';
  private position = 0;

  constructor(
    readonly channel: string,
    private readonly sink: Sink,
    private readonly node: { updateLog: UpdateLog; tail: LogTail; hub: Hub },
  ) {}

  get live(): boolean {
    return this.state === 'live';
  }

  /** Goes live from `since` (null: from now) without a gap; null where it was closed meanwhile. Throws where Postgres doesn't answer. */
  async join(since: Cursor | null): Promise<Joined | null> {
    const { tail } = this.node;
    if (since === null) return this.goLive(tail.position, 'live');
    // The tail may lag behind what the reader has seen elsewhere: ask the log itself before calling a cursor impossible.
    const log = since.epoch === tail.epoch && since.seq <= tail.position ? { epoch: tail.epoch, head: tail.position } : await this.node.updateLog.head();
    const reason = resetReason(since, log);
    if (reason !== null) {
      const joined = this.goLive(log.head, 'reset');
      if (joined !== null) this.sink.reset({ channel: this.channel, reason, cursor: joined.cursor });
      return joined;
    }
    let replayed = false;
    this.position = since.seq;
    while (!this.node.tail.covers(this.position)) {
      const page = await this.node.updateLog.updatesAfter(this.channel, this.position, PAGE);
      if (this.state === 'closed') return null;
      for (const update of page.updates) {
        this.position = parseCursor(update.cursor).seq;
        this.sink.send(new Frame(this.position, update));
      }
      replayed ||= page.updates.length > 0;
      // A page that isn't full reaches the head as of its own snapshot.
      if (page.updates.length < PAGE) this.position = Math.max(this.position, page.head);
      await this.sink.drained();
    }
    return this.goLive(this.position, replayed ? 'replayed' : 'live');
  }

  take(frame: Frame): void {
    if (this.state !== 'live' || frame.seq <= this.position) return;
    this.position = frame.seq;
    this.sink.send(frame);
  }

  reset(reason: string): void {
    if (this.state !== 'live') return;
    const { epoch, position } = this.node.tail;
    this.position = position;
    this.sink.reset({ channel: this.channel, reason, cursor: formatCursor(epoch, position) });
  }

  close(): void {
    this.state = 'closed';
    this.node.hub.leave(this.channel, this);
  }

  /** No await from here to the join: an entry is either in the ring now or dispatched later. */
  private goLive(from: number, mode: Joined['mode']): Joined | null {
    if (this.state === 'closed') return null;
    const { tail, hub } = this.node;
    this.position = from;
    const missed = tail.after(this.channel, from);
    for (const entry of missed) this.sink.send(frameOf(this.channel, entry));
    this.position = Math.max(from, tail.position);
    hub.join(this.channel, this);
    this.state = 'live';
    return { mode: mode === 'live' && missed.length > 0 ? 'replayed' : mode, cursor: formatCursor(tail.epoch, this.position) };
  }
}
