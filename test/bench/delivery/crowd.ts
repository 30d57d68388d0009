// Many readers in one process, each a bare TCP connection that speaks just enough WebSocket (RFC 6455) and Socket.IO
// (protocol v5) to follow a channel, so that reading costs little beside sending.
import net from 'node:net';
import { constants, inflateRawSync } from 'node:zlib';
import { obey } from './child.js';
import { MARK, now } from './made-updates.js';

/** `since`: the cursor that they come back with. `loose`: what comes is not in the order of its marks. */
export type Join = {
  port: number;
  channels: string[];
  deflate: boolean;
  since?: string;
  loose?: boolean;
  atOnce?: number;
};
export type Seen = {
  readers: number;
  updates: number;
  faults: number;
  closed: number;
  bytes: number;
  p50: number;
  p99: number;
  lastP50: number;
  lastP99: number;
};

const HANDSHAKES_AT_ONCE = 50;
/** One of this many deflated updates is inflated and checked: the crowd must not cost more than what it measures. */
const LOOK_INTO = 200;
const FLUSH_TAIL = Buffer.from([0, 0, 0xff, 0xff]);
const UPDATE = Buffer.from('42["update"');
const PLACE = /"cursor":"\w+\.(\d+)","prev":(\d+)/;
const mark = Buffer.from(MARK);
const nothing = Buffer.alloc(0);

let updates = 0;
let faults = 0;
let closed = 0;
let bytes = 0;
let goal = Infinity;
let reached: (() => void) | undefined;
const taken: number[] = [];
/** Of each mark, how long it took until the last reader had it. */
const slowest = new Map<number, number>();
const readers: Reader[] = [];

/** A client's frames are masked; by a key of zeros here. */
function frame(text: string, opcode = 1): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

class Reader {
  private readonly socket: net.Socket;
  private rest: Buffer = nothing;
  private open = false;
  private eachByItself = false;
  private frames = 0;
  private last = 0;

  constructor(
    private readonly join: Join,
    private readonly channel: string,
    private readonly live: () => void,
  ) {
    this.socket = net.connect({ port: join.port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (data: Buffer) => this.take(data));
    this.socket.on('close', () => (closed += 1));
    this.socket.on('error', () => undefined); // 'close' follows and is counted
    const offer = join.deflate ? 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n' : '';
    this.socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${offer}\r\n`,
    );
  }

  stop(): void {
    this.socket.pause();
  }

  private take(data: Buffer): void {
    bytes += data.length;
    let all = this.rest.length === 0 ? data : Buffer.concat([this.rest, data]);
    if (!this.open) {
      const end = all.indexOf('\r\n\r\n');
      if (end === -1) return void (this.rest = all);
      this.open = true;
      this.eachByItself = all.subarray(0, end).includes('server_no_context_takeover');
      all = all.subarray(end + 4);
    }
    let at = 0;
    for (;;) {
      const short = (all[at + 1] ?? 0) & 0x7f;
      const header = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (all.length < at + header) break;
      const length =
        short < 126 ? short : short === 126 ? all.readUInt16BE(at + 2) : Number(all.readBigUInt64BE(at + 2));
      if (all.length < at + header + length) break;
      this.read(all[at] ?? 0, all.subarray(at + header, at + header + length));
      at += header + length;
    }
    this.rest = at === all.length ? nothing : Buffer.from(all.subarray(at));
  }

  private read(first: number, payload: Buffer): void {
    this.frames += 1;
    if ((first & 0x40) !== 0) return this.readDeflated(payload);
    if (payload.subarray(0, UPDATE.length).equals(UPDATE)) {
      this.look(payload, true);
      return count();
    }
    const text = payload.subarray(0, 4).toString('latin1');
    if (text.startsWith('0')) this.socket.write(frame('40'));
    else if (text === '2') this.socket.write(frame('3'));
    else if (text.startsWith('40')) this.subscribe();
    else if (text.startsWith('431')) this.live();
  }

  private subscribe(): void {
    for (const [at, channel] of this.channel.split(' ').entries())
      this.socket.write(frame(`42${at + 1}["subscribe",${JSON.stringify({ channel, since: this.join.since })}]`));
  }

  /**
   * Where one message refers to those before it, what it is is known by its turn and its length: to inflate all would
   * cost too much.
   */
  private readDeflated(payload: Buffer): void {
    if (this.eachByItself) {
      if (updates % LOOK_INTO === 0)
        this.look(inflateRawSync(Buffer.concat([payload, FLUSH_TAIL]), { finishFlush: constants.Z_SYNC_FLUSH }), false);
      return count();
    }
    if (this.frames === 1) this.socket.write(frame('40'));
    else if (this.frames === 2) this.subscribe();
    else if (this.frames === 3) this.live();
    else if (payload.length < 16) this.socket.write(frame('3'));
    else count();
  }

  /** That each comes once and in order, where all are looked into, and how long it took. */
  private look(payload: Buffer, all: boolean): void {
    const at = payload.indexOf(mark);
    const digits = payload.toString('latin1', at + mark.length, at + mark.length + 24);
    const took = now() - Number(digits.slice(8));
    taken.push(took);
    const number = Number(digits.slice(0, 8));
    if (took > (slowest.get(number) ?? 0)) slowest.set(number, took);
    if (at === -1) faults += 1;
    if (this.join.loose === true) return;
    const [, seq, prev] = PLACE.exec(payload.toString('latin1', 0, 160)) ?? [];
    if (Number(seq) <= this.last || (all && this.last !== 0 && Number(prev) !== this.last)) faults += 1;
    this.last = Number(seq);
  }
}

function count(): void {
  updates += 1;
  if (updates >= goal) reached?.();
}

obey({
  join: async (join: Join) => {
    let live = 0;
    let begun = 0;
    await new Promise<void>((resolve) => {
      const next = (): void => {
        while (begun < join.channels.length && begun - live < (join.atOnce ?? HANDSHAKES_AT_ONCE)) {
          const channel = join.channels[begun] ?? '';
          begun += 1;
          readers.push(
            new Reader(join, channel, () => {
              live += 1;
              if (live === join.channels.length) resolve();
              else next();
            }),
          );
        }
      };
      next();
    });
  },
  /** Answers once this many updates have arrived since the last answer. */
  received: async ({ count: wanted }: { count: number }) => {
    goal = wanted;
    if (updates < goal) await new Promise<void>((resolve) => (reached = resolve));
    goal = Infinity;
  },
  stop: ({ count: some }: { count: number }) => {
    for (const reader of readers.slice(0, some)) reader.stop();
  },
  seen: (): Seen => {
    const sorted = taken.splice(0).sort((a, b) => a - b);
    const last = [...slowest.values()].sort((a, b) => a - b);
    slowest.clear();
    const at = (share: number, of = sorted): number =>
      of[Math.min(of.length - 1, Math.floor(of.length * share))] ?? NaN;
    const seen = {
      readers: readers.length,
      updates,
      faults,
      closed,
      bytes,
      p50: at(0.5),
      p99: at(0.99),
      lastP50: at(0.5, last),
      lastP99: at(0.99, last),
    };
    updates = 0;
    faults = 0;
    bytes = 0;
    return seen;
  },
});
