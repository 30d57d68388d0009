// Reuses the sentences of a paragraph's previous version where the new version has the same text, as most of
// a long one has.
import { LOOKAHEAD, separatorAfter, type SentenceReuse } from '../text/sentences.js';

/** Sentences of the previous version that are skipped at most, to find where both are equal again. */
const MAX_SKIPPED = 4;
const CHUNK = 512;
const WHITE = /^\s/;

/** The length of the common text from these positions on. */
function commonLength(one: string, at: number, other: string, place: number): number {
  const max = Math.min(one.length - at, other.length - place);
  let length = 0;
  while (
    length + CHUNK <= max &&
    one.slice(at + length, at + length + CHUNK) === other.slice(place + length, place + length + CHUNK)
  )
    length += CHUNK;
  while (length < max && one.charCodeAt(at + length) === other.charCodeAt(place + length)) length++;
  return length;
}

/** The segmentation of `text` into `sentences`. */
export class PreviousSegmentation implements SentenceReuse {
  private index = 0;
  private place = 0;

  constructor(
    private readonly text: string,
    private readonly sentences: readonly string[],
  ) {}

  /** The length of a sentence with its separator. */
  private lengthOf(index: number): number {
    const sentence = this.sentences[index] ?? '';
    return sentence.length + separatorAfter(sentence).length;
  }

  /**
   * Characters behind a sentence that its end depends on: all of the next one if that begins with white
   * space.
   */
  private contextOf(index: number): number {
    const next = this.sentences[index + 1] ?? '';
    return WHITE.test(next) ? next.length + LOOKAHEAD : LOOKAHEAD;
  }

  reuse(paragraph: string, start: number, made: string[]): number {
    let [index, place] = [this.index, this.place];
    for (let step = 0; step < MAX_SKIPPED && index < this.sentences.length - 1; step++) {
      const common = commonLength(this.text, place, paragraph, start);
      let used = 0;
      for (
        let length = this.lengthOf(index);
        index < this.sentences.length - 1 && used + length + this.contextOf(index) <= common;
        length = this.lengthOf(index)
      ) {
        made.push(this.sentences[index++] ?? '');
        used += length;
      }
      if (used > 0) {
        [this.index, this.place] = [index, place + used];
        return start + used;
      }
      place += this.lengthOf(index++);
    }
    return start;
  }
}
