import type { Rights } from '../../core/log/audience.js';
import type { RingEntry } from '../../core/log/ring.js';
import { updateFor, type Update } from '../../core/log/update.js';
import { deflatedFrame, textFrame } from './web-socket-frame.js';

/** Smaller messages than this are not worth deflating: what they save is less than one packet of the network. */
const DEFLATE_FROM_BYTES = 1024;

/** An update encoded for the wire. Its forms are made when first asked for, and once for all readers of a channel. */
export class Frame {
  private plain: Buffer | undefined;
  private short: Buffer | undefined;
  private wanted = false;
  private text: string | undefined;
  private event: Buffer | undefined;

  constructor(
    readonly seq: number,
    private readonly update: Update,
  ) {}

  get channel(): string {
    return this.update.channel;
  }

  get json(): string {
    return (this.text ??= JSON.stringify(this.update));
  }

  /** The Socket.IO packet (protocol v5, EVENT in the default namespace) that goes into one engine.io message. */
  get packet(): string {
    return `2["update",${this.json}]`;
  }

  /** The packet as it goes over the wire: one engine.io message in one WebSocket frame. */
  get bytes(): Buffer {
    return (this.plain ??= textFrame(`4${this.packet}`));
  }

  /** The same for one of the readers who agreed to deflating. The first gets it as it is: it is deflated once, where there are more. */
  get deflated(): Buffer {
    const { bytes } = this;
    if (this.short !== undefined) return this.short;
    if (bytes.length < DEFLATE_FROM_BYTES) return (this.short = bytes);
    if (!this.wanted) this.wanted = true;
    else this.short = deflatedFrame(bytes) ?? bytes;
    return this.short ?? bytes;
  }

  /** The Server-Sent Event (WHATWG HTML, 9.2): its id is the cursor to resume from. */
  get sse(): Buffer {
    return (this.event ??= Buffer.from(`event: update\ndata: ${this.json}\nid: ${this.update.cursor}\n\n`));
  }

  /** The same up to its id, for readers whose place after it is another. */
  get sseBody(): Buffer {
    const { sse } = this;
    return sse.subarray(0, sse.lastIndexOf('\nid: ') + 1);
  }
}

export const frameOf = (channel: string, { entry, channels }: RingEntry, rights: Rights): Frame => new Frame(entry.seq, updateFor(channel, channels[channel] ?? 0, entry, rights));
