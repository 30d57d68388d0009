import type { RingEntry } from '../core/replay.js';
import { updateFor, type Update } from '../core/update.js';

/** An update encoded for the wire. Its forms are made when first asked for, and once for all readers of a channel. */
export class Frame {
  private text: string | undefined;
  private event: string | undefined;

  constructor(
    readonly seq: number,
    private readonly update: Update,
  ) {}

  get json(): string {
    return (this.text ??= JSON.stringify(this.update));
  }

  /** The Socket.IO packet (protocol v5, EVENT in the default namespace) that goes into one engine.io message. */
  get packet(): string {
    return `2["update",${this.json}]`;
  }

  /** The Server-Sent Event (WHATWG HTML, 9.2): its id is the cursor to resume from. */
  get sse(): string {
    return (this.event ??= `id: ${this.update.cursor}\nevent: update\ndata: ${this.json}\n\n`);
  }
}

export const frameOf = (channel: string, { entry, channels }: RingEntry): Frame => new Frame(entry.seq, updateFor(channel, channels[channel] ?? 0, entry));
