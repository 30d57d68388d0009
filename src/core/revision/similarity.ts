// How much two sentences have in common, by their words; words that any sentence may hold count little.
import { wordsOf } from '../text/normalise.js';

/** A sentence as it is measured: its words as sorted numbers, what they weigh, and pairs of its letters once needed. */
export type MeasuredSentence = { words: Int32Array; weight: number; text: string; bigrams: Int32Array | null };

const FEW_WORDS = 12;
const MAX_LETTERS = 400;
/** Of an endless sentence only the head is measured. */
const MAX_TEXT = 20_000;
/** What a sentence is a part of is likely its ancestor, from so many words on, but a looser one than one of its own length. */
const MIN_PART = 4;
const PART = 0.55;
/** Sentences of some words that share less are not each other mistyped. */
const UNLIKE = 0.15;
const COMMON_WEIGHT = 0.35;
const COMMON = new Set(
  'a an the of to in on at for and or that as is are was were be been by with we it its he she they this these those from have has had will would not but you your our their his her i der die das den dem des ein eine einen einem und zu im von mit auf ist sind war für sich nicht als auch le la les un une de des du et à en dans que qui est pour sur par pas el los las y o por con para se no su al del il lo gli e di che è per una non da het een van dat te met op zijn och att det som på för är og på til av er at i w z na do się nie jest в и на не что с по'.split(
    ' ',
  ),
);

/** Measures sentences against each other: numbers for words, the same throughout. */
export class SimilarityMeter {
  private readonly numbers = new Map<string, number>();
  readonly weights: number[] = [];

  measure(text: string): MeasuredSentence {
    const list = wordsOf(text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text);
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

  /** What the words that two sentences share weigh. */
  shared({ words: a }: MeasuredSentence, { words: b }: MeasuredSentence): number {
    let sum = 0;
    for (let i = 0, j = 0; i < a.length && j < b.length; ) {
      const left = a[i] ?? 0;
      const difference = left - (b[j] ?? 0);
      if (difference === 0) sum += this.weights[left] ?? 1;
      if (difference <= 0) i++;
      if (difference >= 0) j++;
    }
    return sum;
  }

  /** 0 to 1, by twice what they share over what both hold (Dice 1945). Letters count where words are few: a typing error isn't another sentence. */
  similarity(a: MeasuredSentence, b: MeasuredSentence): number {
    const both = a.weight + b.weight;
    const shared = both === 0 ? 0 : this.shared(a, b);
    const byWord = both === 0 ? 0 : (2 * shared) / both;
    const least = Math.min(a.words.length, b.words.length);
    const part = least < MIN_PART ? 0 : (PART * shared) / Math.min(a.weight, b.weight);
    if (least > FEW_WORDS || byWord > 0.8 || (least > MIN_PART && byWord < UNLIKE)) return Math.max(byWord, part);
    return Math.max(byWord, part, 0.9 * bigramSimilarity(a, b) - 0.1);
  }
}

function bigramsOf(measured: MeasuredSentence): Int32Array {
  if (measured.bigrams !== null) return measured.bigrams;
  const text = measured.text.slice(0, MAX_LETTERS).toLowerCase().replaceAll(' ', '');
  const letters = new Int32Array(Math.max(0, text.length - 1));
  for (let at = 0; at < letters.length; at++) letters[at] = (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1);
  return (measured.bigrams = letters.sort());
}

function bigramSimilarity(one: MeasuredSentence, other: MeasuredSentence): number {
  const [a, b] = [bigramsOf(one), bigramsOf(other)];
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = (a[i] ?? 0) - (b[j] ?? 0);
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return a.length + b.length === 0 ? 0 : (2 * shared) / (a.length + b.length);
}
