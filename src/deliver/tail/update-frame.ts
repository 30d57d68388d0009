import type { ReadRights } from '../../core/log/audience.js';
import type { RingEntry } from '../../core/log/ring-buffer.js';
import { updateFor, type Update } from '../../core/log/update.js';
import { deflatedFrame, textFrame } from './web-socket-frame.js';

/** Below this size deflating saves less than one network packet. */
const MIN_DEFLATE_BYTES = 1024;

/**
 * One update, encoded for each transport. An encoding is made on first use and shared by all readers of the
 * channel.
 */
export class UpdateFrame {
  private webSocketFrameCache: Buffer | undefined;
  private deflatedCache: Buffer | undefined;
  private deflateRequested = false;
  private jsonCache: string | undefined;
  private eventCache: Buffer | undefined;

  constructor(
    readonly seq: number,
    private readonly update: Update,
  ) {}

  get channel(): string {
    return this.update.channel;
  }

  get json(): string {
    return (this.jsonCache ??= JSON.stringify(this.update));
  }

  /**
   * The Socket.IO packet (protocol v5: EVENT in the default namespace), the payload of one engine.io message.
   */
  get socketIoPacket(): string {
    return `2["update",${this.json}]`;
  }

  /** The packet as bytes on the wire: one engine.io message in one WebSocket frame. */
  get webSocketFrame(): Buffer {
    return (this.webSocketFrameCache ??= textFrame(`4${this.socketIoPacket}`));
  }

  /**
   * The WebSocket frame for a reader with permessage-deflate. The first such reader gets it uncompressed:
   * deflating pays off only for a second one.
   */
  get deflatedWebSocketFrame(): Buffer {
    const { webSocketFrame } = this;
    if (this.deflatedCache !== undefined) return this.deflatedCache;
    if (webSocketFrame.length < MIN_DEFLATE_BYTES) return (this.deflatedCache = webSocketFrame);
    if (!this.deflateRequested) this.deflateRequested = true;
    else this.deflatedCache = deflatedFrame(webSocketFrame) ?? webSocketFrame;
    return this.deflatedCache ?? webSocketFrame;
  }

  /** The server-sent event (WHATWG HTML, 9.2). Its id is the cursor to resume from. */
  get serverSentEvent(): Buffer {
    return (this.eventCache ??= Buffer.from(`event: update\ndata: ${this.json}\nid: ${this.update.cursor}\n\n`));
  }

  /** The event up to its id, for a stream that resumes from another cursor. */
  get serverSentEventWithoutId(): Buffer {
    const { serverSentEvent } = this;
    return serverSentEvent.subarray(0, serverSentEvent.lastIndexOf('\nid: ') + 1);
  }
}

/** The frame of a log entry on one channel, as a reader with these rights may see it. */
export const updateFrame = (channel: string, { entry, channels }: RingEntry, rights: ReadRights): UpdateFrame =>
  new UpdateFrame(entry.seq, updateFor(channel, channels[channel] ?? 0, entry, rights));
