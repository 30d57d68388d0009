// replaying -> live -> closed, and back from live to replaying where the reader can't follow. Replaying reads pages of the log until
// the ring covers its place; then, in one tick with no await in it, it takes the rest of the ring and joins the hub. Its place
// never goes back within an epoch, so nothing is given twice; it moves only over what was given, so nothing is left out.
import { NO_RIGHTS, type Rights } from '../../core/log/audience.js';
import { formatCursor, formatPlace, resetReason, type Cursor, type Place } from '../../core/log/cursor.js';
import { DatelineError } from '../../core/errors.js';
import type { RingEntry } from '../../core/log/ring.js';
import type { LogHead } from '../../store/log/update-log.js';
import type { Frame } from './update-frame.js';
import type { Hub, Member } from './channel-hub.js';
import type { LogPage, LogPages } from './replay-reader.js';
import type { LogTail } from './log-tail.js';

export type Reset = { channels: readonly string[]; reason: string; cursor: string };

/** Where frames go. */
export type Sink = {
  /** `cursor` is where to resume from once this frame was read, where that isn't the frame's own. */
  send(frame: Frame, cursor?: string): void;
  /** True while so much waits to be sent that more would only grow the heap; false once the sink is gone. */
  readonly full: boolean;
  /** Resolves once what was sent has been handed on and it isn't full, or it is gone. */
  drained(): Promise<void>;
  reset(reset: Reset): void;
  /** What the reader may read beyond what everybody may. */
  readonly rights?: Rights;
  /** A live subscription can't go on: the sink closes, and the reader comes back by its cursor. */
  failed(error: unknown): void;
};

export type Joined = { mode: 'live' | 'replayed' | 'reset'; cursor: string };

/** So much of a replay, in characters, is sent in one go: what is written within one turn is not known to wait before its end. */
const RUN = 256 * 1024;
/** So often may the tail be found in another epoch than the log before a join is refused. */
const MAX_LOOKS = 3;

export class Subscription implements Member {
  private state: 'replaying' | 'live' | 'closed' = 'replaying';
  private epoch = '';
  /** Everything up to here was given; of the entry after it, the updates of its first `given` channels that are followed. */
  private seq = 0;
  private given = 0;
  private run = 0;
  private readonly channels: readonly string[];

  /** With several `channels` there is one place in the log for all; what is in several of them is given in each, by name. */
  constructor(
    channels: readonly string[],
    private readonly sink: Sink,
    private readonly node: { pages: LogPages; tail: LogTail; hub: Hub },
  ) {
    this.channels = channels.length === 1 ? channels : [...new Set(channels)].sort();
  }

  /** As they are now: a token may end, or be renewed, while it follows. */
  get rights(): Rights {
    return this.sink.rights ?? NO_RIGHTS;
  }

  get live(): boolean {
    return this.state === 'live';
  }

  /** True while it is live and no further than its node is. A reader may have joined ahead of that, by what another node gave it. */
  get level(): boolean {
    return this.live && this.epoch === this.node.tail.epoch && this.seq <= this.node.tail.position;
  }

  /** Where it is: everything up to there was given. Null while it isn't live. */
  get cursor(): string | null {
    return this.live ? formatCursor(this.epoch, Math.max(this.seq, this.node.tail.position)) : null;
  }

  /** Goes live from `since` (null: from now) without a gap; null where it was closed meanwhile. Throws where Postgres doesn't answer. */
  async join(since: Cursor | Place | null): Promise<Joined | null> {
    const { tail } = this.node;
    this.epoch = since?.epoch ?? tail.epoch;
    this.seq = since?.seq ?? tail.position;
    this.given = since !== null && 'given' in since ? since.given : 0;
    return this.replay();
  }

  take(frame: Frame, entry: RingEntry): void {
    if (this.state !== 'live' || frame.seq <= this.seq) return;
    try {
      if (this.sink.full) this.fallBehind();
      else this.give(frame, entry);
    } catch (error) {
      this.fail(error);
    }
  }

  reset(reason: string): void {
    const { epoch, position } = this.node.tail;
    if (this.state === 'live') this.startOver({ epoch, head: position }, reason);
  }

  close(): void {
    this.state = 'closed';
    this.leave();
  }

  /** Until it is live. */
  private async replay(): Promise<Joined | null> {
    const { tail, pages } = this.node;
    let mode: Joined['mode'] = 'live';
    let followed = { epoch: tail.epoch, life: tail.life };
    // The tail may be behind what the reader has seen elsewhere: only the log itself can say that a cursor is impossible.
    let possible = false;
    for (let looks = 0; ; ) {
      if (this.sink.full || this.run >= RUN) {
        await this.sink.drained();
        this.run = 0;
      }
      if (this.state !== 'replaying') return null;
      // What its live fellows were told, it is told here.
      if (followed.life !== tail.life) {
        if (followed.epoch === this.epoch) {
          this.startOver({ epoch: tail.epoch, head: tail.position }, 'epoch');
          [mode, possible] = ['reset', true];
        }
        followed = { epoch: tail.epoch, life: tail.life };
      }
      const passed = this.epoch === tail.epoch && this.reached <= tail.position;
      const near = passed || (possible && this.epoch === tail.epoch && this.given === 0);
      if (near && tail.covers(this.seq)) {
        // No await from here to the join: an entry is either in the ring now or dispatched later.
        const missed = tail.after(this.channels, this.seq);
        if (missed.length > 0 && mode === 'live') mode = 'replayed';
        if (this.giveAll(missed)) return this.goLive(mode);
        continue;
      }
      const page = await this.page(passed);
      if (this.state !== 'replaying') return null;
      // Of an entry that was begun and is gone, the rest can't be given.
      const reason = resetReason({ epoch: this.epoch, seq: this.reached }, page) ?? resetReason({ epoch: this.epoch, seq: this.seq }, page);
      possible = true;
      if (reason !== null) {
        this.startOver(page, reason);
        mode = 'reset';
        continue;
      }
      if (page.entries.length > 0 && mode === 'live') mode = 'replayed';
      // What a full sink leaves of a page is asked for again: by then it may be hidden.
      if (!this.giveAll(page.entries) || page.entries.length >= pages.size) continue;
      // A page that isn't full reaches the head as of its own moment.
      if (page.head > this.seq) [this.seq, this.given] = [page.head, 0];
      if (tail.epoch === this.epoch) continue;
      if (++looks > MAX_LOOKS) throw new DatelineError('unavailable', 'This node still follows another log.');
      await tail.look();
    }
  }

  /** The newest entry that the reader has had anything of. */
  private get reached(): number {
    return this.given === 0 ? this.seq : this.seq + 1;
  }

  private page(passed: boolean): Promise<LogPage> {
    const { pages } = this.node;
    return passed && this.given === 0 ? pages.shared(this.channels, this.epoch, this.seq) : pages.fresh(this.channels, this.seq);
  }

  /** Gives entries that follow its place; false where it was enough for now before their end. */
  private giveAll(entries: readonly RingEntry[]): boolean {
    for (const entry of entries) {
      const names = this.channels.filter((channel) => Object.hasOwn(entry.channels, channel));
      const { seq } = entry.entry;
      for (const channel of names.slice(seq === this.seq + 1 ? this.given : 0)) {
        if (this.sink.full || this.run >= RUN) return false;
        const frame = this.node.hub.frame(channel, entry, this.rights);
        this.give(frame, entry);
        this.run += frame.json.length;
      }
      // All of it was given before, as far as these channels go.
      if (seq > this.seq) [this.seq, this.given] = [seq, 0];
    }
    return true;
  }

  private give(frame: Frame, { channels }: RingEntry): void {
    const { seq, channel } = frame;
    if (this.channels.length === 1 || !this.channels.some((name) => name > channel && Object.hasOwn(channels, name))) {
      this.seq = seq;
      this.given = 0;
      return this.sink.send(frame);
    }
    this.given = this.seq === seq - 1 ? this.given + 1 : 1;
    this.seq = seq - 1;
    return this.sink.send(frame, formatPlace({ epoch: this.epoch, seq: this.seq, given: this.given }));
  }

  private goLive(mode: Joined['mode']): Joined {
    const { tail, hub } = this.node;
    [this.seq, this.given] = [Math.max(this.seq, tail.position), 0];
    for (const channel of this.channels) hub.join(channel, this);
    this.state = 'live';
    return { mode, cursor: formatCursor(this.epoch, this.seq) };
  }

  /** Out of the hub, so that what it can't take yet waits in the log and not in memory. */
  private fallBehind(): void {
    this.leave();
    this.state = 'replaying';
    this.replay().catch((error: unknown) => this.fail(error));
  }

  private startOver({ epoch, head }: LogHead, reason: string): void {
    [this.epoch, this.seq, this.given] = [epoch, head, 0];
    this.sink.reset({ channels: this.channels, reason, cursor: formatCursor(epoch, head) });
  }

  private fail(error: unknown): void {
    this.close();
    this.sink.failed(error);
  }

  private leave(): void {
    for (const channel of this.channels) this.node.hub.leave(channel, this);
  }
}
