// One reader on a socket: what it may ask, what it follows, and how it is answered.
import type { Socket } from 'socket.io';
import type { z } from 'zod';
import type { Reader } from '../../access/principal/reader-authenticator.js';
import type { Rights } from '../../core/log/audience.js';
import { parseChannel } from '../../core/log/channel.js';
import { parseCursor, type Cursor } from '../../core/log/cursor.js';
import { DatelineError } from '../../core/errors.js';
import { subscribeInput, tokenInput, unsubscribeInput, type Answer, type TokenAnswer } from '../../core/log/wire.js';
import type { Logger } from '../../logger.js';
import { isTransient } from '../../store/database/database.js';
import { RateAllowance, COSTS } from './token-bucket.js';
import type { Frame } from '../tail/update-frame.js';
import { Semaphore } from '../../concurrency/semaphore.js';
import type { Node } from '../tail/gateway-context.js';
import { Outbox, type Wire } from '../tail/bounded-sender.js';
import { SocketRights } from './socket-credentials.js';
import { SocketWire, type Turn } from './socket-writer.js';
import { Subscription, type Reset, type Sink } from '../tail/subscription.js';

const MAX_CHANNELS = 100;
/** So many of a socket's channels catch up at once; the others wait for them. */
const REPLAYS_AT_ONCE = 4;

/** The one place where errors become socket answers. */
export function refusal(error: unknown, log: Logger): Answer & { ok: false } {
  if (error instanceof DatelineError) {
    const { retryAfterMs } = error.detail;
    return { ok: false, code: error.code, retryable: error.retryable, reason: error.message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  log.error({ err: error }, 'a subscription failed');
  if (isTransient(error)) return { ok: false, code: 'unavailable', retryable: true, retryAfterMs: 1000, reason: 'The store does not answer right now; try again.' };
  return { ok: false, code: 'internal', retryable: true, retryAfterMs: 1000, reason: 'An unexpected fault; it was logged.' };
}

const badRequest = (issues: z.ZodError): DatelineError =>
  new DatelineError('bad_request', issues.issues.map((issue) => `${issue.path.join('.') || 'the message'}: ${issue.message}`).join('; '));

type Ack = (answer: Answer | TokenAnswer) => void;

const TOKEN_ENDED = 'The token has expired: send another.';

export class SocketReader implements Sink, Wire<Frame> {
  private readonly subscriptions = new Map<string, Subscription>();
  /** Those that are followed by a right. */
  private readonly byRight = new Set<string>();
  private readonly wire: SocketWire;
  private readonly outbox: Outbox<Frame>;
  private readonly held: SocketRights;
  private gate: Semaphore | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly node: Node,
    turn: Turn,
    reader: Reader,
    private readonly allowance: RateAllowance = new RateAllowance(),
  ) {
    this.held = new SocketRights(node.readers, reader, { lost: () => this.lose(), closed: () => this.expire() });
    this.wire = new SocketWire(socket, turn);
    this.outbox = new Outbox(this);
  }

  /** Answers a message of the client; never throws. The ack comes last, whatever was or wasn't sent before it. */
  asked(what: 'subscribe' | 'unsubscribe' | 'token', sent: unknown[]): void {
    const ack = sent.at(-1);
    const answer: Ack = typeof ack === 'function' ? (ack as Ack) : () => undefined;
    const message = typeof sent[0] === 'function' ? undefined : sent[0];
    if (!this.allowance.take(COSTS[what])) return answer(this.tooMuch());
    this[what](message).then(answer, (error: unknown) => answer(refusal(error, this.node.log)));
  }

  /**
   * True where the node's place is this reader's too. False while something of what it follows is still to be caught up with, or is
   * ahead of the node, to which a reader that took that place would go back; and while it follows nothing: it may be about to ask.
   */
  get level(): boolean {
    for (const subscription of this.subscriptions.values()) if (!subscription.level) return false;
    return this.subscriptions.size > 0;
  }

  /** The connection is gone. */
  left(): void {
    this.held.close();
    this.outbox.closed();
    this.node.counters.subscriptions -= this.subscriptions.size;
    for (const subscription of this.subscriptions.values()) subscription.close();
    this.subscriptions.clear();
  }

  get rights(): Rights {
    return this.held.rights;
  }

  send(frame: Frame): void {
    this.outbox.send(frame);
  }

  get full(): boolean {
    return this.outbox.full;
  }

  drained(): Promise<void> {
    return this.outbox.drained();
  }

  reset({ channels: [channel], reason, cursor }: Reset): void {
    this.node.counters.countReset(reason);
    this.socket.emit('reset', { channel, reason, cursor });
  }

  /** Not a disconnect of Socket.IO's, from which a client does not come back by itself. */
  failed(error: unknown): void {
    this.node.log.warn({ err: error }, 'a socket could not catch up');
    this.socket.conn.close();
  }

  write(frame: Frame): void {
    this.node.counters.updatesSent += 1;
    this.wire.write(frame);
  }

  unsent(): number {
    return this.wire.unsent();
  }

  close(): void {
    this.node.counters.slowClosed += 1;
    this.wire.close();
  }

  private async subscribe(message: unknown): Promise<Answer> {
    const read = subscribeInput.safeParse(message);
    if (!read.success) throw badRequest(read.error);
    const channel = parseChannel(read.data.channel);
    const counted = this.node.door.consumeConnect(this.socket.request, this.held.current);
    if (counted !== null) await counted;
    const since = read.data.since === undefined || read.data.since === null ? null : parseCursor(read.data.since);
    const opened = this.node.closed.authorize(channel, this.rights);
    const byRight = typeof opened === 'boolean' ? opened : await this.opened(channel, this.rights, opened);
    if (this.socket.disconnected) throw new DatelineError('unavailable', 'The socket was closed meanwhile.');
    const before = this.subscriptions.get(channel);
    if (before === undefined && this.subscriptions.size >= MAX_CHANNELS) throw new DatelineError('too_many', `A socket may follow ${MAX_CHANNELS} channels.`);
    const near = this.isNear(since);
    if ((since !== null || before !== undefined) && !this.allowance.take(COSTS.replay)) return this.tooMuch();
    // Before what is there is given up for it.
    if (!near) this.replays.check();
    const subscription = new Subscription([channel], this, this.node);
    before?.close();
    this.subscriptions.set(channel, subscription);
    if (byRight) this.byRight.add(channel);
    else this.byRight.delete(channel);
    if (before === undefined) this.node.counters.subscriptions += 1;
    try {
      const joined = await (near ? subscription.join(since) : this.replays.pass(() => subscription.join(since)));
      if (joined === null) throw new DatelineError('unavailable', 'The subscription was replaced or ended while it was replaying.');
      return { ok: true, channel, ...joined };
    } catch (error) {
      subscription.close();
      if (this.subscriptions.get(channel) === subscription) {
        this.subscriptions.delete(channel);
        this.node.counters.subscriptions -= 1;
      }
      throw error;
    }
  }

  private tooMuch(): Answer & { ok: false } {
    return { ok: false, code: 'too_many', retryable: true, reason: 'This socket asks too much in too short a time; it is closed where it goes on.', retryAfterMs: this.allowance.waitMs };
  }

  /** What is near costs no question to the log; the rest waits for its turn. */
  private isNear(since: Cursor | null): boolean {
    const { tail } = this.node;
    return since === null || (since.epoch === tail.epoch && since.seq <= tail.position && tail.covers(since.seq));
  }

  private get replays(): Semaphore {
    return (this.gate ??= new Semaphore(REPLAYS_AT_ONCE, MAX_CHANNELS));
  }

  private async unsubscribe(message: unknown): Promise<Answer> {
    const read = unsubscribeInput.safeParse(message);
    if (!read.success) throw badRequest(read.error);
    const channel = parseChannel(read.data.channel);
    this.leave(channel);
    return { ok: true, channel };
  }

  private async token(message: unknown): Promise<TokenAnswer> {
    const read = tokenInput.safeParse(message);
    if (!read.success) throw badRequest(read.error);
    const { token } = read.data;
    const expiresAt = await this.node.door.guardKeyCheck(this.socket.request, token, () => this.held.renew(token));
    await this.recheck('The token does not open this channel.');
    return { ok: true, expiresAt };
  }

  /** True where it is open by a right, which it still is when this is known. */
  private async opened(channel: string, asked: Rights, opened: boolean | Promise<boolean>): Promise<boolean> {
    const byRight = await opened;
    const { rights } = this;
    return asked === rights ? byRight : this.opened(channel, rights, this.node.closed.authorize(channel, rights));
  }

  /** What was followed by the token's right ends with it at once: an entry that came in between would be withheld, and so be missing. */
  private lose(): void {
    for (const channel of this.byRight) this.end(channel, 'unauthorized', TOKEN_ENDED);
    void this.recheck(TOKEN_ENDED);
  }

  /** Ends what the rights do not open, or no longer, and says so; the rest goes on. Entries are withheld by themselves meanwhile. */
  async recheck(reason: string): Promise<void> {
    for (const channel of this.subscriptions.keys()) {
      try {
        if ((await this.node.closed.reauthorize(channel, this.rights)) && this.subscriptions.has(channel)) this.byRight.add(channel);
      } catch (error) {
        if (!(error instanceof DatelineError)) {
          this.node.log.warn({ err: error, channel }, 'whether a channel is still open to a reader could not be asked; it stays, and private entries are withheld');
          continue;
        }
        this.end(channel, error.code === 'not_found' ? 'unauthorized' : error.code, reason);
      }
    }
  }

  private end(channel: string, code: string, reason: string): void {
    const cursor = this.subscriptions.get(channel)?.cursor ?? null;
    this.leave(channel);
    this.socket.emit('unsubscribed', { channel, code, reason, cursor });
  }

  /** A socket does not outlive the key that it was opened with: it hears why, and is closed. */
  private expire(): void {
    this.socket.emit('expired', { code: 'unauthorized', reason: 'The key was revoked or has expired.' });
    this.socket.disconnect(true);
  }

  private leave(channel: string): void {
    this.subscriptions.get(channel)?.close();
    this.byRight.delete(channel);
    if (this.subscriptions.delete(channel)) this.node.counters.subscriptions -= 1;
  }
}
