// One client on a socket: its requests, its subscriptions, and its answers.
import type { Socket } from 'socket.io';
import type { z } from 'zod';
import type { Reader } from '../../access/principal/reader-authenticator.js';
import { Semaphore } from '../../concurrency/semaphore.js';
import { DatelineError } from '../../core/errors.js';
import type { ReadRights } from '../../core/log/audience.js';
import { parseChannel } from '../../core/log/channel.js';
import { parseCursor, type Cursor } from '../../core/log/cursor.js';
import { subscribeInput, tokenInput, unsubscribeInput, type SubscribeAck, type TokenAck } from '../../core/log/wire.js';
import type { Logger } from '../../logger.js';
import { isTransient } from '../../store/database/database.js';
import { BoundedSender, type BoundedTransport } from '../tail/bounded-sender.js';
import type { GatewayContext } from '../tail/gateway-context.js';
import { Subscription, type Reset, type SubscriptionSink } from '../tail/subscription.js';
import type { UpdateFrame } from '../tail/update-frame.js';
import { SocketCredentials } from './socket-credentials.js';
import { SocketWriter, type TickFlusher } from './socket-writer.js';
import { EVENT_COSTS, TokenBucket } from './token-bucket.js';

const MAX_CHANNELS = 100;
/** Concurrent replays per socket; its other channels wait. */
const MAX_CONCURRENT_REPLAYS = 4;
const RETRY_MS = 1_000;

type ErrorAnswer = SubscribeAck & { ok: false };

/** Translates an error into a socket answer. Unknown errors are logged, and their text is withheld. */
export function errorAck(error: unknown, log: Logger): ErrorAnswer {
  if (error instanceof DatelineError) {
    const { retryAfterMs } = error.detail;
    const retry = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { ok: false, code: error.code, retryable: error.retryable, reason: error.message, ...retry };
  }
  log.error({ err: error }, 'a socket request failed');
  const [code, reason] = isTransient(error)
    ? ['unavailable', 'The database does not answer; try again.']
    : ['internal', 'An unexpected error occurred; it was logged.'];
  return { ok: false, code, retryable: true, retryAfterMs: RETRY_MS, reason };
}

const badRequest = ({ issues }: z.ZodError): DatelineError =>
  new DatelineError(
    'bad_request',
    issues.map((issue) => `${issue.path.join('.') || 'the message'}: ${issue.message}`).join('; '),
  );

type Ack = (answer: SubscribeAck | TokenAck) => void;

const TOKEN_EXPIRED = 'The token has expired; send a new one.';

export class SocketClient implements SubscriptionSink, BoundedTransport<UpdateFrame> {
  private readonly subscriptions = new Map<string, Subscription>();
  /** Private channels, which this client follows by a right of its key or token. */
  private readonly privateChannels = new Set<string>();
  private readonly writer: SocketWriter;
  private readonly sender: BoundedSender<UpdateFrame>;
  private readonly credentials: SocketCredentials;
  private replaySemaphore: Semaphore | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly gateway: GatewayContext,
    flusher: TickFlusher,
    reader: Reader,
    private readonly bucket: TokenBucket = new TokenBucket(),
  ) {
    this.credentials = new SocketCredentials(gateway.authenticator, reader, {
      tokenExpired: () => this.onTokenExpired(),
      keyEnded: () => this.onKeyEnded(),
    });
    this.writer = new SocketWriter(socket, flusher);
    this.sender = new BoundedSender(this);
  }

  /** Handles a client event; never throws. The ack follows everything that the event made us send. */
  handle(event: 'subscribe' | 'unsubscribe' | 'token', args: unknown[]): void {
    const last = args.at(-1);
    const ack: Ack = typeof last === 'function' ? (last as Ack) : () => undefined;
    const message = typeof args[0] === 'function' ? undefined : args[0];
    if (!this.bucket.tryTake(EVENT_COSTS[event])) return ack(this.rateLimitedAck());
    this[event](message).then(ack, (error: unknown) => ack(errorAck(error, this.gateway.log)));
  }

  /**
   * True if every subscription has received exactly what this node has dispatched. False without subscriptions:
   * the client may be about to resume from an older cursor.
   */
  get isCaughtUp(): boolean {
    for (const subscription of this.subscriptions.values()) if (!subscription.isCaughtUp) return false;
    return this.subscriptions.size > 0;
  }

  onDisconnect(): void {
    this.credentials.close();
    this.sender.markClosed();
    this.gateway.counters.subscriptions -= this.subscriptions.size;
    for (const subscription of this.subscriptions.values()) subscription.close();
    this.subscriptions.clear();
  }

  get rights(): ReadRights {
    return this.credentials.rights;
  }

  send(frame: UpdateFrame): void {
    this.sender.send(frame);
  }

  get isFull(): boolean {
    return this.sender.isFull;
  }

  drained(): Promise<void> {
    return this.sender.drained();
  }

  reset({ channels: [channel], reason, cursor }: Reset): void {
    this.gateway.counters.countReset(reason);
    this.socket.emit('reset', { channel, reason, cursor });
  }

  /** Closes the transport. After a Socket.IO disconnect the client would not reconnect by itself. */
  fail(error: unknown): void {
    this.gateway.log.warn({ err: error }, 'a socket could not replay; it is closed');
    this.socket.conn.close();
  }

  write(frame: UpdateFrame): void {
    this.gateway.counters.updatesSent += 1;
    this.writer.write(frame);
  }

  unsentBytes(): number {
    return this.writer.unsentBytes();
  }

  close(): void {
    this.gateway.counters.slowClosed += 1;
    this.writer.close();
  }

  private async subscribe(message: unknown): Promise<SubscribeAck> {
    const input = subscribeInput.safeParse(message);
    if (!input.success) throw badRequest(input.error);
    const channel = parseChannel(input.data.channel);
    const consumed = this.gateway.admission.consumeConnect(this.socket.request, this.credentials.currentReader);
    if (consumed !== null) await consumed;
    const since = input.data.since === undefined || input.data.since === null ? null : parseCursor(input.data.since);
    // Without an await where possible, so that subscriptions keep their order.
    const authorized = this.gateway.channelAccess.authorize(channel, this.rights);
    const isPrivate =
      typeof authorized === 'boolean' ? authorized : await this.whileRightsHold(channel, this.rights, authorized);
    if (this.socket.disconnected) throw new DatelineError('unavailable', 'The socket was closed.');
    const previous = this.subscriptions.get(channel);
    if (previous === undefined && this.subscriptions.size >= MAX_CHANNELS) {
      throw new DatelineError('too_many', `A socket can follow at most ${MAX_CHANNELS} channels.`);
    }
    const isInRing = this.isInRing(since);
    if ((since !== null || previous !== undefined) && !this.bucket.tryTake(EVENT_COSTS.replay))
      return this.rateLimitedAck();
    // Check before the previous subscription is closed.
    if (!isInRing) this.replays.assertCapacity();
    const subscription = new Subscription([channel], this, this.gateway);
    previous?.close();
    this.subscriptions.set(channel, subscription);
    if (isPrivate) this.privateChannels.add(channel);
    else this.privateChannels.delete(channel);
    if (previous === undefined) this.gateway.counters.subscriptions += 1;
    try {
      const result = await (isInRing ? subscription.start(since) : this.replays.run(() => subscription.start(since)));
      if (result === null)
        throw new DatelineError('unavailable', 'The subscription was replaced or closed during its replay.');
      return { ok: true, channel, ...result };
    } catch (error) {
      subscription.close();
      if (this.subscriptions.get(channel) === subscription) {
        this.subscriptions.delete(channel);
        this.gateway.counters.subscriptions -= 1;
      }
      throw error;
    }
  }

  private rateLimitedAck(): ErrorAnswer {
    const { retryAfterMs } = this.bucket;
    return {
      ok: false,
      code: 'too_many',
      retryable: true,
      reason: 'This socket sent too many requests. Wait for retryAfterMs; it is closed if it goes on.',
      retryAfterMs,
    };
  }

  /** True if the subscription can start from the ring, without a query. */
  private isInRing(since: Cursor | null): boolean {
    const { tail } = this.gateway;
    return since === null || (since.epoch === tail.epoch && since.seq <= tail.position && tail.covers(since.seq));
  }

  private get replays(): Semaphore {
    return (this.replaySemaphore ??= new Semaphore(MAX_CONCURRENT_REPLAYS, MAX_CHANNELS));
  }

  private async unsubscribe(message: unknown): Promise<SubscribeAck> {
    const input = unsubscribeInput.safeParse(message);
    if (!input.success) throw badRequest(input.error);
    const channel = parseChannel(input.data.channel);
    this.removeSubscription(channel);
    return { ok: true, channel };
  }

  private async token(message: unknown): Promise<TokenAck> {
    const input = tokenInput.safeParse(message);
    if (!input.success) throw badRequest(input.error);
    const { token } = input.data;
    const expiresAt = await this.gateway.admission.guardKeyCheck(this.socket.request, token, () =>
      this.credentials.renew(token),
    );
    await this.reauthorize('The token does not grant access to this channel.');
    return { ok: true, expiresAt };
  }

  /**
   * The result of `authorize`, repeated if the rights changed while it was pending. True for a private
   * channel.
   */
  private async whileRightsHold(
    channel: string,
    checked: ReadRights,
    pending: boolean | Promise<boolean>,
  ): Promise<boolean> {
    const isPrivate = await pending;
    const { rights } = this;
    if (checked === rights) return isPrivate;
    return this.whileRightsHold(channel, rights, this.gateway.channelAccess.authorize(channel, rights));
  }

  /**
   * Ends private subscriptions at once: without the token's rights their next entries would be withheld, and
   * so be missing.
   */
  private onTokenExpired(): void {
    for (const channel of this.privateChannels) this.endSubscription(channel, 'unauthorized', TOKEN_EXPIRED);
    void this.reauthorize(TOKEN_EXPIRED);
  }

  /** Ends the subscriptions that the current rights don't allow, with an `unsubscribed` event. */
  async reauthorize(reason: string): Promise<void> {
    for (const channel of this.subscriptions.keys()) {
      try {
        const isPrivate = await this.gateway.channelAccess.reauthorize(channel, this.rights);
        if (isPrivate && this.subscriptions.has(channel)) this.privateChannels.add(channel);
      } catch (error) {
        if (!(error instanceof DatelineError)) {
          this.gateway.log.warn(
            { err: error, channel },
            'a channel could not be reauthorized; its private entries are withheld',
          );
          continue;
        }
        this.endSubscription(channel, error.code === 'not_found' ? 'unauthorized' : error.code, reason);
      }
    }
  }

  private endSubscription(channel: string, code: string, reason: string): void {
    const cursor = this.subscriptions.get(channel)?.cursor ?? null;
    this.removeSubscription(channel);
    this.socket.emit('unsubscribed', { channel, code, reason, cursor });
  }

  /** A socket ends with the key that opened it. */
  private onKeyEnded(): void {
    this.socket.emit('expired', { code: 'unauthorized', reason: 'The key was revoked or has expired.' });
    this.socket.disconnect(true);
  }

  private removeSubscription(channel: string): void {
    this.subscriptions.get(channel)?.close();
    this.privateChannels.delete(channel);
    if (this.subscriptions.delete(channel)) this.gateway.counters.subscriptions -= 1;
  }
}
