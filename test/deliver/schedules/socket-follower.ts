import type { Socket } from 'socket.io';
import type { SubscribeAck } from '../../../src/core/log/wire.js';
import type { Update } from '../../../src/core/log/update.js';
import type { UpdateFrame } from '../../../src/deliver/tail/update-frame.js';
import { ANONYMOUS } from '../../../src/access/principal/reader-authenticator.js';
import { SocketClient } from '../../../src/deliver/socket/socket-client.js';
import { TickFlusher } from '../../../src/deliver/socket/socket-writer.js';
import type { Follower } from './follower.js';
import type { GatewayNode } from './gateway-node.js';
import { Screen } from './screen.js';
import { SlowLine } from './slow-line.js';

/** The server side of a socket on a slow connection. */
class ReaderOnLine extends SocketClient {
  constructor(
    private readonly line: SlowLine,
    socket: Socket,
    node: GatewayNode,
    private readonly sent: (frame: UpdateFrame) => void,
    private readonly hear: (packet: string) => void,
  ) {
    super(socket, node.parts, new TickFlusher(), ANONYMOUS);
  }

  override write(frame: UpdateFrame): void {
    const { socketIoPacket } = frame;
    this.sent(frame);
    this.line.put(socketIoPacket, () => this.hear(socketIoPacket), true);
  }

  override unsentBytes(): number {
    return this.line.unsent;
  }

  override close(): void {
    this.line.cut();
    setImmediate(() => this.onDisconnect());
  }
}

/** Follows its channels on a socket, each from its own cursor. */
export class SocketFollower implements Follower {
  readonly screens: Screen[];
  line: SlowLine | null = null;
  node: GatewayNode | null = null;
  private reader: ReaderOnLine | null = null;
  private readonly wanted: Set<string>;
  /** For each channel the number of the request whose answer counts, and the successful ones. */
  private readonly asked = new Map<string, number>();
  private readonly on = new Set<string>();
  private readonly sent = new Map<string, number>();
  /** Channels with a reset in flight: a new request before it is read would mix both answers. */
  private readonly resetting = new Set<string>();
  private asks = 0;

  constructor(channels: string[], begin: string | null) {
    this.screens = channels.map((channel) => new Screen(channel));
    if (begin !== null) for (const screen of this.screens) screen.begin(begin);
    this.wanted = new Set(channels);
  }

  connect(node: GatewayNode): void {
    this.disconnect();
    const line = new SlowLine();
    const socket = {
      conn: { transport: {}, close: () => this.reader?.close() },
      emit: (event: string, message: { channel: string; cursor: string }) => {
        this.resetting.add(message.channel);
        line.put(JSON.stringify([event, message]), () => this.hear(event, message), false);
      },
    } as unknown as Socket;
    this.line = line;
    this.node = node;
    this.reader = new ReaderOnLine(
      line,
      socket,
      node,
      ({ channel, seq }) => this.sent.set(channel, seq),
      (packet) => this.take(packet),
    );
    this.again();
  }

  disconnect(): void {
    this.line?.cut();
    this.reader?.onDisconnect();
    this.reader = this.line = this.node = null;
    for (const map of [this.asked, this.on, this.sent, this.resetting]) map.clear();
  }

  again(): void {
    for (const { channel } of this.screens) if (this.wanted.has(channel) && !this.asked.has(channel)) this.ask(channel);
  }

  toggle(which: number): void {
    const { channel } = this.screens[which % this.screens.length] ?? { channel: '' };
    if (!this.wanted.has(channel)) {
      this.wanted.add(channel);
      this.ask(channel);
    } else if (which % 2 === 0) this.ask(channel);
    else {
      this.wanted.delete(channel);
      this.asked.delete(channel);
      this.on.delete(channel);
      this.reader?.handle('unsubscribe', [{ channel }, () => undefined]);
    }
  }

  want(): void {
    for (const { channel } of this.screens) this.wanted.add(channel);
  }

  sync(cursor: string): void {
    if (this.reader?.isCaughtUp === true)
      this.line?.put(cursor, () => this.hear('sync', { channel: '', cursor }), false);
  }

  private ask(channel: string): void {
    const { reader, line } = this;
    if (reader === null || line === null || this.resetting.has(channel)) return;
    const number = (this.asks += 1);
    this.asked.set(channel, number);
    this.on.delete(channel);
    const screen = this.screenOf(channel);
    screen.mayRepeat(this.sent.get(channel) ?? 0);
    const since = screen.cursor;
    const answered = (answer: SubscribeAck): void =>
      line.put(JSON.stringify(answer), () => this.acknowledged({ channel, number, since }, answer), false);
    reader.handle('subscribe', [{ channel, since }, answered]);
  }

  private acknowledged(
    { channel, number, since }: { channel: string; number: number; since: string | null },
    answer: SubscribeAck,
  ): void {
    if (this.asked.get(channel) !== number) return;
    if (!answer.ok) this.asked.delete(channel);
    else {
      this.on.add(channel);
      if (since === null) this.screenOf(channel).beginAt(answer.cursor ?? '');
    }
  }

  private take(packet: string): void {
    const [, update] = JSON.parse(packet.slice(1)) as [string, Update];
    this.screenOf(update.channel).take(update);
  }

  private hear(event: string, { channel, cursor }: { channel: string; cursor: string }): void {
    if (event === 'reset') {
      this.resetting.delete(channel);
      this.screenOf(channel).reset(cursor);
    }
    // It does not cover a channel whose answer is still in flight.
    if (event === 'sync') for (const followed of this.on) this.screenOf(followed).sync(cursor);
  }

  private screenOf(channel: string): Screen {
    const screen = this.screens.find((one) => one.channel === channel);
    if (screen === undefined) throw new Error(`nobody follows ${channel}`);
    return screen;
  }
}
