import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { parseStreamPosition } from '../../../src/core/log/cursor.js';
import type { Update } from '../../../src/core/log/update.js';
import { EventStream } from '../../../src/deliver/sse/event-stream.js';
import type { Follower } from './follower.js';
import type { GatewayNode } from './gateway-node.js';
import { Screen } from './screen.js';
import { SlowLine } from './slow-line.js';

/** The response of a stream on a slow connection. */
class ResponseOnLine extends EventEmitter {
  destroyed = false;

  constructor(
    private readonly line: SlowLine,
    private readonly hear: (text: string) => void,
  ) {
    super();
  }

  get writableLength(): number {
    return this.line.unsent;
  }

  writeHead(): this {
    return this;
  }

  write(part: string | Buffer): void {
    const text = part.toString();
    this.line.put(text, () => this.hear(text), text.includes('event: update'));
  }

  end(): void {
    this.line.put('', () => this.destroy(), false);
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.line.cut();
    setImmediate(() => this.emit('close'));
  }
}

/** Follows its channels on one stream, as EventSource does: all from the last id. */
export class StreamFollower implements Follower {
  readonly screens: Screen[];
  line: SlowLine | null = null;
  node: GatewayNode | null = null;
  private response: ResponseOnLine | null = null;
  private text = '';
  /** Resets without an id. They take effect only with the one that has it. */
  private resets: { channel: string; cursor: string }[] = [];

  constructor(
    channels: string[],
    private lastId: string | null,
  ) {
    this.screens = channels.map((channel) => new Screen(channel));
    if (lastId !== null) for (const screen of this.screens) screen.begin(lastId);
  }

  connect(node: GatewayNode): void {
    this.disconnect();
    const line = new SlowLine();
    const response = new ResponseOnLine(line, (text) => this.hear(text));
    this.line = line;
    this.node = node;
    this.response = response;
    this.text = '';
    this.resets = [];
    const stream = new EventStream(
      response as unknown as ServerResponse,
      this.screens.map(({ channel }) => channel),
      node.parts,
    );
    void stream.start(this.lastId === null ? null : parseStreamPosition(this.lastId), () => undefined);
  }

  disconnect(): void {
    this.response?.destroy();
    this.response = this.line = this.node = null;
  }

  again(): void {}
  toggle(): void {}
  sync(): void {}

  private hear(text: string): void {
    const events = (this.text + text).split('\n\n');
    this.text = events.pop() ?? '';
    for (const event of events) this.take(event);
  }

  private take(event: string): void {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(event)?.[1];
    this.lastId = field('id') ?? this.lastId;
    const data: unknown = JSON.parse(field('data') ?? 'null');
    if (field('event') === 'update') this.screenOf((data as Update).channel).take(data as Update);
    if (field('event') === 'sync') for (const screen of this.screens) screen.begin((data as { cursor: string }).cursor);
    if (field('event') === 'reset') {
      this.resets.push(data as { channel: string; cursor: string });
      if (field('id') === undefined) return;
      for (const { channel, cursor } of this.resets.splice(0)) this.screenOf(channel).reset(cursor);
    }
  }

  private screenOf(channel: string): Screen {
    const screen = this.screens.find((one) => one.channel === channel);
    if (screen === undefined) throw new Error(`nobody follows ${channel}`);
    return screen;
  }
}
