// A list with cheap insertion and removal anywhere. There may be as many ops as sentences, which makes an
// array quadratic.

const CHUNK = 512;

export class ChunkedList<Item> {
  private readonly chunks: Item[][] = [];
  private size = 0;

  constructor(items: readonly Item[]) {
    for (let at = 0; at < items.length; at += CHUNK) this.chunks.push(items.slice(at, at + CHUNK));
    this.size = items.length;
  }

  get length(): number {
    return this.size;
  }

  /** The chunk of a place, and the position in it. The place behind the last item is in the last chunk. */
  private find(place: number): { chunk: Item[]; index: number; at: number } {
    let index = 0;
    let at = place;
    for (; index < this.chunks.length - 1; index++) {
      const { length } = this.chunks[index] ?? [];
      if (at < length) break;
      at -= length;
    }
    const chunk = this.chunks[index] ?? [];
    if (this.chunks.length === 0) this.chunks.push(chunk);
    return { chunk, index, at };
  }

  get(place: number): Item | undefined {
    const { chunk, at } = this.find(place);
    return chunk[at];
  }

  set(place: number, item: Item): void {
    const { chunk, at } = this.find(place);
    chunk[at] = item;
  }

  insert(place: number, item: Item): void {
    const { chunk, index, at } = this.find(place);
    chunk.splice(at, 0, item);
    if (chunk.length > 2 * CHUNK) this.chunks.splice(index + 1, 0, chunk.splice(CHUNK));
    this.size++;
  }

  remove(place: number): Item | undefined {
    const { chunk, index, at } = this.find(place);
    const [item] = chunk.splice(at, 1);
    if (chunk.length === 0) this.chunks.splice(index, 1);
    this.size--;
    return item;
  }

  items(): Item[] {
    return this.chunks.flat();
  }
}
