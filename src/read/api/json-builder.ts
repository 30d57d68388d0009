import { createHash } from 'node:crypto';
import { DatelineError } from '../../core/errors.js';
import { CooperativeLoop } from '../../concurrency/cooperative-loop.js';

/** An answer of many parts, written piece by piece: whoever writes ten thousand posts holds nobody up meanwhile. */
export class JsonStream {
  private readonly pieces: Buffer[] = [];
  private readonly hash = createHash('sha256');
  private bytes = 0;
  private readonly turns = new CooperativeLoop();

  /** `most`: the bytes that the whole may have. */
  constructor(private readonly most: number) {}

  /** Adds a piece of the text. Throws `too_large` where the whole is by now. */
  async add(text: string): Promise<void> {
    const piece = Buffer.from(text);
    this.bytes += piece.length;
    if (this.bytes > this.most) throw new DatelineError('too_large', `The answer would be larger than ${Math.round(this.most / 1024 / 1024)} MB. Ask for less of it.`);
    this.hash.update(piece);
    this.pieces.push(piece);
    await this.turns.step();
  }

  /** Adds these to a list that is open, each as JSON; `count` are in it already. Answers how many are then. */
  async addAll(values: readonly unknown[], count: number): Promise<number> {
    for (const value of values) await this.add(`${count++ === 0 ? '' : ','}${JSON.stringify(value)}`);
    return count;
  }

  /** The whole, and a strong ETag of its bytes. */
  end(): { body: Buffer; etag: string } {
    return { body: Buffer.concat(this.pieces), etag: `"${this.hash.digest('base64url').slice(0, 22)}"` };
  }
}
