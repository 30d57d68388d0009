// The similarity of two sentences by their words. Function words count little.
import { wordsOf } from '../text/normalise.js';

/**
 * A sentence prepared for comparison: its words as sorted numbers, their total weight, and, once needed, its
 * character bigrams.
 */
export type MeasuredSentence = { words: Int32Array; weight: number; text: string; bigrams: Int32Array | null };

const FEW_WORDS = 12;
const MAX_BIGRAM_CHARS = 400;
/** Characters of a sentence that are compared. */
const MAX_TEXT_LENGTH = 20_000;
/**
 * A sentence of this many words that is contained in another one is likely a part of it, with a lower score
 * than an equal length gives.
 */
const MIN_PART_WORDS = 4;
const PART_SCORE = 0.55;
/** Below this, longer sentences aren't compared by characters: they don't differ by typing errors alone. */
const MIN_WORD_SIMILARITY = 0.15;
const COMMON_WEIGHT = 0.35;
/** Function words of the languages with most users. */
const COMMON = new Set(
  `a an the of to in on at for and or that as is are was were be been by with we it its he she they
  this these those from have has had will would not but you your our their his her i der die das den
  dem des ein eine einen einem und zu im von mit auf ist sind war für sich nicht als auch le la les un
  une de des du et à en dans que qui est pour sur par pas el los las y o por con para se no su al del
  il lo gli e di che è per una non da het een van dat te met op zijn och att det som på för är og på
  til av er at i w z na do się nie jest в и на не что с по`.split(/\s+/),
);

/** Compares sentences. Words get numbers, valid for this instance. */
export class SimilarityMeter {
  private readonly numbers = new Map<string, number>();
  readonly weights: number[] = [];

  measure(text: string): MeasuredSentence {
    const list = wordsOf(text.length > MAX_TEXT_LENGTH ? text.slice(0, MAX_TEXT_LENGTH) : text);
    const words = new Int32Array(list.length);
    let weight = 0;
    for (let at = 0; at < list.length; at++) {
      const word = list[at] ?? '';
      let number = this.numbers.get(word);
      if (number === undefined) {
        number = this.weights.length;
        this.numbers.set(word, number);
        this.weights.push(COMMON.has(word) ? COMMON_WEIGHT : 1);
      }
      words[at] = number;
      weight += this.weights[number] ?? 1;
    }
    return { words: words.sort(), weight, text, bigrams: null };
  }

  /** The total weight of the words that two sentences share. */
  shared({ words: a }: MeasuredSentence, { words: b }: MeasuredSentence): number {
    let sum = 0;
    for (let i = 0, j = 0; i < a.length && j < b.length;) {
      const left = a[i] ?? 0;
      const difference = left - (b[j] ?? 0);
      if (difference === 0) sum += this.weights[left] ?? 1;
      if (difference <= 0) i++;
      if (difference >= 0) j++;
    }
    return sum;
  }

  /**
   * 0 to 1: the Dice coefficient (1945) of the words, and of character bigrams where words are few, because
   * of typing errors.
   */
  similarity(a: MeasuredSentence, b: MeasuredSentence): number {
    const both = a.weight + b.weight;
    const shared = both === 0 ? 0 : this.shared(a, b);
    const byWord = both === 0 ? 0 : (2 * shared) / both;
    const fewer = Math.min(a.words.length, b.words.length);
    const part = fewer < MIN_PART_WORDS ? 0 : (PART_SCORE * shared) / Math.min(a.weight, b.weight);
    if (fewer > FEW_WORDS || byWord > 0.8 || (fewer > MIN_PART_WORDS && byWord < MIN_WORD_SIMILARITY))
      return Math.max(byWord, part);
    return Math.max(byWord, part, 0.9 * bigramSimilarity(a, b) - 0.1);
  }
}

function bigramsOf(measured: MeasuredSentence): Int32Array {
  if (measured.bigrams !== null) return measured.bigrams;
  const text = measured.text.slice(0, MAX_BIGRAM_CHARS).toLowerCase().replaceAll(' ', '');
  const bigrams = new Int32Array(Math.max(0, text.length - 1));
  for (let at = 0; at < bigrams.length; at++) bigrams[at] = (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1);
  return (measured.bigrams = bigrams.sort());
}

function bigramSimilarity(one: MeasuredSentence, other: MeasuredSentence): number {
  const [a, b] = [bigramsOf(one), bigramsOf(other)];
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const difference = (a[i] ?? 0) - (b[j] ?? 0);
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return a.length + b.length === 0 ? 0 : (2 * shared) / (a.length + b.length);
}
