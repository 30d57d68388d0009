// The sentences of a paragraph as it was, used again where the paragraph as it is runs alike: most of a long one stays.
import { LOOKAHEAD, separatorAfter, type SentenceReuse } from '../text/sentences.js';

/** How many sentences ahead the place is looked for where both go on alike. */
const AHEAD = 4;
const CHUNK = 512;
const WHITE = /^\s/;

/** How many characters both texts have in common from these places on. */
function commonLength(one: string, at: number, other: string, place: number): number {
  const most = Math.min(one.length - at, other.length - place);
  let length = 0;
  while (length + CHUNK <= most && one.slice(at + length, at + length + CHUNK) === other.slice(place + length, place + length + CHUNK)) length += CHUNK;
  while (length < most && one.charCodeAt(at + length) === other.charCodeAt(place + length)) length++;
  return length;
}

/** `sentences` are those of `text`, all of them. */
export class EarlierCut implements SentenceReuse {
  private index = 0;
  private place = 0;

  constructor(
    private readonly text: string,
    private readonly sentences: readonly string[],
  ) {}

  private room(index: number): number {
    const sentence = this.sentences[index] ?? '';
    return sentence.length + separatorAfter(sentence).length;
  }

  /** How much behind a sentence its end depends on: where the next one begins with white space, all of that too. */
  private need(index: number): number {
    const next = this.sentences[index + 1] ?? '';
    return WHITE.test(next) ? next.length + LOOKAHEAD : LOOKAHEAD;
  }

  reuse(paragraph: string, start: number, made: string[]): number {
    let [index, place] = [this.index, this.place];
    for (let step = 0; step < AHEAD && index < this.sentences.length - 1; step++) {
      const common = commonLength(this.text, place, paragraph, start);
      let used = 0;
      for (let room = this.room(index); index < this.sentences.length - 1 && used + room + this.need(index) <= common; room = this.room(index)) {
        made.push(this.sentences[index++] ?? '');
        used += room;
      }
      if (used > 0) {
        [this.index, this.place] = [index, place + used];
        return start + used;
      }
      place += this.room(index++);
    }
    return start;
  }
}
