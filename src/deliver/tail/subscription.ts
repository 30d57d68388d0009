// One reader's subscription: replaying -> live -> closed, and from live back to replaying if the reader is
// too slow. A replay reads pages of the log until the ring covers its cursor. Then, in one tick without an
// await, it sends the rest of the ring and joins the hub.
// Invariants: within an epoch the cursor never moves back, so nothing is sent twice; it moves only past
// entries that were sent, so nothing is skipped.
import { NO_RIGHTS, type ReadRights } from '../../core/log/audience.js';
import {
  formatCursor,
  formatStreamPosition,
  resetReason,
  type Cursor,
  type StreamPosition,
} from '../../core/log/cursor.js';
import { DatelineError } from '../../core/errors.js';
import type { RingEntry } from '../../core/log/ring-buffer.js';
import type { LogHead } from '../../store/log/update-log.js';
import type { ChannelHub, Subscriber } from './channel-hub.js';
import type { LogTail } from './log-tail.js';
import type { LogPage, ReplayReader } from './replay-reader.js';
import type { UpdateFrame } from './update-frame.js';

export type Reset = { channels: readonly string[]; reason: string; cursor: string };

/** Where a subscription sends its frames. */
export type SubscriptionSink = {
  /** `cursor` is the resume cursor after this frame, if it differs from the frame's own. */
  send(frame: UpdateFrame, cursor?: string): void;
  /** True if more writes would only grow the heap; false once the sink is closed. */
  readonly isFull: boolean;
  /** Resolves when writes are flushed and the sink isn't full, or when it is closed. */
  drained(): Promise<void>;
  reset(reset: Reset): void;
  /** ReadRights beyond public reading. */
  readonly rights?: ReadRights;
  /** The live subscription failed. The sink closes, and the reader resumes from its cursor. */
  fail(error: unknown): void;
};

export type StartResult = { mode: 'live' | 'replayed' | 'reset'; cursor: string };

/**
 * Characters that a replay sends before it waits for the sink: bytes written within one tick don't count as
 * unsent until its end.
 */
const MAX_BURST_CHARS = 256 * 1024;
/**
 * A tail that follows another epoch than the log may lag; after this many polls the subscription is refused.
 */
const MAX_EPOCH_POLLS = 3;

export class Subscription implements Subscriber {
  private state: 'replaying' | 'live' | 'closed' = 'replaying';
  private epoch = '';
  /**
   * Every entry up to here was sent. Of the entry after it, the first `sentOfNext` of its subscribed channels
   * were sent.
   */
  private seq = 0;
  private sentOfNext = 0;
  /** Characters sent since the sink last drained. */
  private burst = 0;
  private readonly channels: readonly string[];

  /**
   * Several channels share one cursor. An entry in several of them is sent once per channel, in order of
   * channel name.
   */
  constructor(
    channels: readonly string[],
    private readonly sink: SubscriptionSink,
    private readonly gateway: { replayReader: ReplayReader; tail: LogTail; hub: ChannelHub },
  ) {
    this.channels = channels.length === 1 ? channels : [...new Set(channels)].sort();
  }

  /** The current rights: a token may expire or be renewed during the subscription. */
  get rights(): ReadRights {
    return this.sink.rights ?? NO_RIGHTS;
  }

  get isLive(): boolean {
    return this.state === 'live';
  }

  /** True if live and not ahead of this node. A reader that comes from another node may be ahead. */
  get isCaughtUp(): boolean {
    return this.isLive && this.epoch === this.gateway.tail.epoch && this.seq <= this.gateway.tail.position;
  }

  /** The cursor that everything was sent up to; null unless live. */
  get cursor(): string | null {
    return this.isLive ? formatCursor(this.epoch, Math.max(this.seq, this.gateway.tail.position)) : null;
  }

  /**
   * Replays from `since` (null: from now) and goes live. Null if it was closed meanwhile. Throws if Postgres
   * does not answer.
   */
  async start(since: Cursor | StreamPosition | null): Promise<StartResult | null> {
    const { tail } = this.gateway;
    this.epoch = since?.epoch ?? tail.epoch;
    this.seq = since?.seq ?? tail.position;
    this.sentOfNext = since !== null && 'sentChannels' in since ? since.sentChannels : 0;
    return this.replay();
  }

  receive(frame: UpdateFrame, entry: RingEntry): void {
    if (this.state !== 'live' || frame.seq <= this.seq) return;
    try {
      if (this.sink.isFull) this.fallBehind();
      else this.sendFrame(frame, entry);
    } catch (error) {
      this.fail(error);
    }
  }

  reset(reason: string): void {
    const { epoch, position } = this.gateway.tail;
    if (this.state === 'live') this.resetTo({ epoch, head: position }, reason);
  }

  close(): void {
    this.state = 'closed';
    this.unsubscribe();
  }

  /** Resolves when live; null if closed meanwhile. */
  private async replay(): Promise<StartResult | null> {
    const { tail, replayReader } = this.gateway;
    let mode: StartResult['mode'] = 'live';
    let followed = { epoch: tail.epoch, generation: tail.generation };
    // The tail may lag behind what the reader saw on another node: only the log itself can reject a cursor.
    let isCursorValid = false;
    for (let epochPolls = 0; ;) {
      if (this.sink.isFull || this.burst >= MAX_BURST_CHARS) {
        await this.sink.drained();
        this.burst = 0;
      }
      if (this.state !== 'replaying') return null;
      // The hub resets live subscriptions only, so a replaying one detects the reset here.
      if (followed.generation !== tail.generation) {
        if (followed.epoch === this.epoch) {
          this.resetTo({ epoch: tail.epoch, head: tail.position }, 'epoch');
          [mode, isCursorValid] = ['reset', true];
        }
        followed = { epoch: tail.epoch, generation: tail.generation };
      }
      const hasTailPassed = this.epoch === tail.epoch && this.newestStarted <= tail.position;
      const canUseRing = hasTailPassed || (isCursorValid && this.epoch === tail.epoch && this.sentOfNext === 0);
      if (canUseRing && tail.covers(this.seq)) {
        // No await from here to goLive: every entry is either in the ring now or dispatched later.
        const missed = tail.after(this.channels, this.seq);
        if (missed.length > 0 && mode === 'live') mode = 'replayed';
        if (this.sendAll(missed)) return this.goLive(mode);
        continue;
      }
      const page = await this.readPage(hasTailPassed);
      if (this.state !== 'replaying') return null;
      // If the log lost an entry that was sent in part, its rest can't be sent.
      const reason =
        resetReason({ epoch: this.epoch, seq: this.newestStarted }, page) ??
        resetReason({ epoch: this.epoch, seq: this.seq }, page);
      isCursorValid = true;
      if (reason !== null) {
        this.resetTo(page, reason);
        mode = 'reset';
        continue;
      }
      if (page.entries.length > 0 && mode === 'live') mode = 'replayed';
      // If the sink filled up, the rest of the page is read again later: its stories may be hidden by then.
      if (!this.sendAll(page.entries) || page.entries.length >= replayReader.pageSize) continue;
      // A page that isn't full ends at the head of its query.
      if (page.head > this.seq) [this.seq, this.sentOfNext] = [page.head, 0];
      if (tail.epoch === this.epoch) continue;
      if (++epochPolls > MAX_EPOCH_POLLS)
        throw new DatelineError('unavailable', 'This node does not follow the current log yet.');
      await tail.poll();
    }
  }

  /** The newest entry that was sent, at least in part. */
  private get newestStarted(): number {
    return this.sentOfNext === 0 ? this.seq : this.seq + 1;
  }

  private readPage(hasTailPassed: boolean): Promise<LogPage> {
    const { replayReader } = this.gateway;
    const canShare = hasTailPassed && this.sentOfNext === 0;
    return canShare
      ? replayReader.readSharedPage(this.channels, this.epoch, this.seq)
      : replayReader.readPage(this.channels, this.seq);
  }

  /**
   * Sends the entries that follow the cursor; false if the sink or the burst was full before the last one.
   */
  private sendAll(entries: readonly RingEntry[]): boolean {
    for (const entry of entries) {
      const names = this.channels.filter((channel) => Object.hasOwn(entry.channels, channel));
      const { seq } = entry.entry;
      for (const channel of names.slice(seq === this.seq + 1 ? this.sentOfNext : 0)) {
        if (this.sink.isFull || this.burst >= MAX_BURST_CHARS) return false;
        const frame = this.gateway.hub.frame(channel, entry, this.rights);
        this.sendFrame(frame, entry);
        this.burst += frame.json.length;
      }
      // All subscribed channels of this entry were sent before this call.
      if (seq > this.seq) [this.seq, this.sentOfNext] = [seq, 0];
    }
    return true;
  }

  private sendFrame(frame: UpdateFrame, { channels }: RingEntry): void {
    const { seq, channel } = frame;
    const isLastChannel =
      this.channels.length === 1 || !this.channels.some((name) => name > channel && Object.hasOwn(channels, name));
    if (isLastChannel) {
      this.seq = seq;
      this.sentOfNext = 0;
      return this.sink.send(frame);
    }
    this.sentOfNext = this.seq === seq - 1 ? this.sentOfNext + 1 : 1;
    this.seq = seq - 1;
    return this.sink.send(
      frame,
      formatStreamPosition({ epoch: this.epoch, seq: this.seq, sentChannels: this.sentOfNext }),
    );
  }

  private goLive(mode: StartResult['mode']): StartResult {
    const { tail, hub } = this.gateway;
    [this.seq, this.sentOfNext] = [Math.max(this.seq, tail.position), 0];
    for (const channel of this.channels) hub.subscribe(channel, this);
    this.state = 'live';
    return { mode, cursor: formatCursor(this.epoch, this.seq) };
  }

  /** Leaves the hub and replays: what the reader can't take yet waits in the log, not in memory. */
  private fallBehind(): void {
    this.unsubscribe();
    this.state = 'replaying';
    this.replay().catch((error: unknown) => this.fail(error));
  }

  private resetTo({ epoch, head }: LogHead, reason: string): void {
    [this.epoch, this.seq, this.sentOfNext] = [epoch, head, 0];
    this.sink.reset({ channels: this.channels, reason, cursor: formatCursor(epoch, head) });
  }

  private fail(error: unknown): void {
    this.close();
    this.sink.fail(error);
  }

  private unsubscribe(): void {
    for (const channel of this.channels) this.gateway.hub.unsubscribe(channel, this);
  }
}
