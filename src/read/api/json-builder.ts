import { createHash } from 'node:crypto';
import { CooperativeLoop } from '../../concurrency/cooperative-loop.js';
import { DatelineError } from '../../core/errors.js';
import { etagOfHash } from '../http/conditional-response.js';

/** Builds a large JSON response in pieces, and lets other requests run between them. */
export class JsonBuilder {
  private readonly pieces: Buffer[] = [];
  private readonly hash = createHash('sha256');
  private bytes = 0;
  private readonly loop = new CooperativeLoop();

  /** `maxBytes` of the whole response. */
  constructor(private readonly maxBytes: number) {}

  /** Appends text. Throws `too_large` beyond `maxBytes`. */
  async append(text: string): Promise<void> {
    const piece = Buffer.from(text);
    this.bytes += piece.length;
    if (this.bytes > this.maxBytes) {
      const limit = Math.round(this.maxBytes / 1024 / 1024);
      throw new DatelineError('too_large', `The response would exceed ${limit} MB. Request fewer revisions or posts.`);
    }
    this.hash.update(piece);
    this.pieces.push(piece);
    await this.loop.yieldIfDue();
  }

  /** Appends items to an open array that has `count` items. Returns the new count. */
  async appendItems(items: readonly unknown[], count: number): Promise<number> {
    for (const item of items) await this.append(`${count++ === 0 ? '' : ','}${JSON.stringify(item)}`);
    return count;
  }

  /** The whole body, and its strong ETag. */
  finish(): { body: Buffer; etag: string } {
    return { body: Buffer.concat(this.pieces), etag: etagOfHash(this.hash) };
  }
}
