// Which story is this: by the publisher's uri, else by its address, else by what its text says.
import { createHash } from 'node:crypto';
import { canonicalUrl, urlKey } from './canonical-url.js';
import { wordsOf } from '../text/normalise.js';

type Named = { publisher: string; uri?: string | undefined; url?: string | undefined };

/**
 * The key that the submissions of one story share: `uri:<publisher>:<uri>`, else `url:<publisher>:<address>` with the address
 * that all twins of a page share, else `content:<publisher>`, under which stories are told apart by their text.
 */
export const identityKey = (named: Named): string => short(plainKeyOf(named));

function plainKeyOf({ publisher, uri, url }: Named): string {
  if (uri !== undefined) return `uri:${publisher}:${uri}`;
  const folded = url === undefined ? null : urlKey(url);
  return folded === null ? `content:${publisher}` : `url:${publisher}:${folded}`;
}

/** An index of Postgres takes 2,704 bytes at most; a longer key goes by its digest, where no publisher's name is. */
const LONGEST_KEY = 2_600;
const short = (key: string): string => (key.length * 3 <= LONGEST_KEY || Buffer.byteLength(key) <= LONGEST_KEY ? key : `${key.slice(0, 4)}:${createHash('sha256').update(key).digest('hex')}`);

/** Every key that a story of this name may have: that of today first, then what it was before long keys were digests and twins were folded. */
export function identityKeys({ publisher, uri, url }: Named): string[] {
  const key = identityKey({ publisher, uri, url });
  const long = plainKeyOf({ publisher, uri, url });
  const plain = uri !== undefined || url === undefined ? null : canonicalUrl(url);
  const before = plain === null ? long : `url:${publisher}:${plain.replace(/^http:/, 'https:')}`;
  return [...new Set([key, long, before])];
}

/** Words in a row that make a shingle: long enough that two stories share few, short enough that an edit costs few. */
const WIDTH = 4;
/** Texts of fewer shingles are the same story only under one headline, or word for word. */
const FEW = 12;
/** Of a text this share or more must be found again; between, say, two stories on one event it is a third of that. */
export const SAME_STORY_SCORE = 0.5;

/** Of a longer text its beginning stands for the rest: some twenty long articles tell two stories apart. */
const MAX_TEXT = 100_000;

/** FNV-1a, 32 bits, of the words from `at` on, up to `end`, with a space between them. */
function hash(words: readonly string[], at: number, end: number): number {
  let value = 0x811c9dc5;
  for (let index = at; index < end; index++) {
    const word = words[index] ?? '';
    if (index > at) value = Math.imul(value ^ 32, 0x01000193);
    for (let place = 0; place < word.length; place++) value = Math.imul(value ^ word.charCodeAt(place), 0x01000193);
  }
  return value >>> 0;
}

/** The text's runs of four words (Broder 1997), hashed to 32 bits; case, punctuation and white space don't count. Of a text without end, those of its first 100,000 characters. */
export function shingles(text: string): Set<number> {
  const words = wordsOf(text.slice(0, MAX_TEXT));
  const found = new Set<number>();
  for (let at = 0; at <= Math.max(0, words.length - WIDTH); at++) {
    if (words.length > 0) found.add(hash(words, at, Math.min(words.length, at + WIDTH)));
  }
  return found;
}

export type StoryText = { headline?: string | null | undefined; body?: readonly string[] | undefined };
type Shingled = { headline: string; words: string; body: Set<number> };

function shingled({ headline, body }: StoryText): Shingled {
  const text = (body ?? []).join('\n').slice(0, MAX_TEXT);
  const found = shingles(text);
  return { headline: wordsOf(headline ?? '').join(' '), words: found.size < FEW ? wordsOf(text).join(' ') : '', body: found };
}

function likenessOf(a: Shingled, b: Shingled): number {
  const [small, large] = a.body.size <= b.body.size ? [a.body, b.body] : [b.body, a.body];
  const sameHeadline = a.headline === b.headline && a.headline !== '';
  if (large.size === 0) return sameHeadline ? 1 : 0;
  let shared = 0;
  for (const shingle of small) if (large.has(shingle)) shared++;
  const resemblance = shared / (small.size + large.size - shared);
  if (small.size < FEW) return a.words === b.words || sameHeadline ? Math.max(resemblance, sameHeadline ? SAME_STORY_SCORE : 1) : Math.min(resemblance, SAME_STORY_SCORE - 0.1);
  // A story that grew contains its earlier self; a background paragraph shared by two stories is less than most of either.
  const containment = shared / small.size;
  const text = Math.max(resemblance, (resemblance + containment) / 2, containment >= 0.7 ? containment * 0.75 : 0);
  return sameHeadline ? Math.min(1, text + 0.15) : text;
}

/** How alike two texts are, 0 to 1, by the shingles of their bodies and their headlines. Symmetric. */
export const textSimilarity = (a: StoryText, b: StoryText): number => likenessOf(shingled(a), shingled(b));

/**
 * The stories of other publishers that tell the same text, and how alike they are: what an agency wrote and several printed.
 * Texts of a sentence or two are left out, since everybody tells them in the same words.
 */
export function relatedStories<Id>(candidate: StoryText, stories: readonly (StoryText & { id: Id })[]): { id: Id; score: number }[] {
  const mine = shingled(candidate);
  if (mine.body.size < FEW) return [];
  return stories.flatMap((story) => {
    const theirs = shingled(story);
    const score = theirs.body.size < FEW ? 0 : likenessOf(mine, theirs);
    return score >= SAME_STORY_SCORE ? [{ id: story.id, score }] : [];
  });
}

/** The story that a text without uri and address is a version of, and how alike they are; null where none is alike enough. */
export function findSameStory<Id>(candidate: StoryText, stories: readonly (StoryText & { id: Id })[]): { id: Id; score: number } | null {
  const mine = shingled(candidate);
  let best: { id: Id; score: number } | null = null;
  for (const story of stories) {
    const score = likenessOf(mine, shingled(story));
    if (score >= SAME_STORY_SCORE && score > (best?.score ?? 0)) best = { id: story.id, score };
  }
  return best;
}
