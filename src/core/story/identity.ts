// Which story a submission belongs to: by the publisher's uri, else by its URL, else by the similarity of its
// text.
import { createHash } from 'node:crypto';
import { canonicalUrl, urlKey } from './canonical-url.js';
import { wordsOf } from '../text/normalise.js';

type StoryName = { publisher: string; uri?: string | undefined; url?: string | undefined };

/**
 * The key that all submissions of one story share: `uri:<publisher>:<uri>`, else `url:<publisher>:<urlKey>`,
 * else `content:<publisher>`, under which stories are distinguished by their text.
 */
export const identityKey = (name: StoryName): string => hashIfLong(longKey(name));

function longKey({ publisher, uri, url }: StoryName): string {
  if (uri !== undefined) return `uri:${publisher}:${uri}`;
  const key = url === undefined ? null : urlKey(url);
  return key === null ? `content:${publisher}` : `url:${publisher}:${key}`;
}

/**
 * Bytes. A Postgres index takes 2,704 at most; a longer key is replaced by its hash, which names no
 * publisher.
 */
const MAX_KEY_LENGTH = 2_600;
const hashIfLong = (key: string): string =>
  key.length * 3 <= MAX_KEY_LENGTH || Buffer.byteLength(key) <= MAX_KEY_LENGTH
    ? key
    : `${key.slice(0, 4)}:${createHash('sha256').update(key).digest('hex')}`;

/**
 * All keys that a story may be stored under: today's first, then those of versions without hashes and without
 * variants of a page.
 */
export function identityKeys({ publisher, uri, url }: StoryName): string[] {
  const key = identityKey({ publisher, uri, url });
  const long = longKey({ publisher, uri, url });
  const canonical = uri !== undefined || url === undefined ? null : canonicalUrl(url);
  const legacy = canonical === null ? long : `url:${publisher}:${canonical.replace(/^http:/, 'https:')}`;
  return [...new Set([key, long, legacy])];
}

/**
 * Words in a shingle: enough that two stories share few shingles, and few enough that an edit changes few.
 */
const SHINGLE_WORDS = 4;
/** A text with fewer shingles is the same story only with an equal headline or equal words. */
const MIN_SHINGLES = 12;
/**
 * From this similarity on, two texts are the same story. Two stories on one event have about a third of it.
 */
export const SAME_STORY_SCORE = 0.5;

/** Characters compared, as many as in twenty long articles. */
const MAX_TEXT_LENGTH = 100_000;

/** FNV-1a (32 bits) of the words from `at` to before `end`, joined by spaces. */
function hash(words: readonly string[], at: number, end: number): number {
  let value = 0x811c9dc5;
  for (let index = at; index < end; index++) {
    const word = words[index] ?? '';
    if (index > at) value = Math.imul(value ^ 32, 0x01000193);
    for (let place = 0; place < word.length; place++) value = Math.imul(value ^ word.charCodeAt(place), 0x01000193);
  }
  return value >>> 0;
}

/**
 * The text's runs of four words (Broder 1997), hashed to 32 bits, ignoring case, punctuation and white space;
 * at most of its first 100,000 characters.
 */
export function shingles(text: string): Set<number> {
  const words = wordsOf(text.slice(0, MAX_TEXT_LENGTH));
  const found = new Set<number>();
  for (let at = 0; at <= Math.max(0, words.length - SHINGLE_WORDS); at++) {
    if (words.length > 0) found.add(hash(words, at, Math.min(words.length, at + SHINGLE_WORDS)));
  }
  return found;
}

export type StoryText = { headline?: string | null | undefined; body?: readonly string[] | undefined };
type Shingled = { headline: string; words: string; body: Set<number> };

function shingled({ headline, body }: StoryText): Shingled {
  const text = (body ?? []).join('\n').slice(0, MAX_TEXT_LENGTH);
  const found = shingles(text);
  return {
    headline: wordsOf(headline ?? '').join(' '),
    words: found.size < MIN_SHINGLES ? wordsOf(text).join(' ') : '',
    body: found,
  };
}

function similarityOf(a: Shingled, b: Shingled): number {
  const [small, large] = a.body.size <= b.body.size ? [a.body, b.body] : [b.body, a.body];
  const sameHeadline = a.headline === b.headline && a.headline !== '';
  if (large.size === 0) return sameHeadline ? 1 : 0;
  let shared = 0;
  for (const shingle of small) if (large.has(shingle)) shared++;
  const resemblance = shared / (small.size + large.size - shared);
  if (small.size < MIN_SHINGLES)
    return a.words === b.words || sameHeadline
      ? Math.max(resemblance, sameHeadline ? SAME_STORY_SCORE : 1)
      : Math.min(resemblance, SAME_STORY_SCORE - 0.1);
  // A longer revision contains the earlier one. A background paragraph that two stories share is a small part
  // of either.
  const containment = shared / small.size;
  const text = Math.max(resemblance, (resemblance + containment) / 2, containment >= 0.7 ? containment * 0.75 : 0);
  return sameHeadline ? Math.min(1, text + 0.15) : text;
}

/** The similarity of two texts, 0 to 1, by headline and the shingles of their bodies. Symmetric. */
export const textSimilarity = (a: StoryText, b: StoryText): number => similarityOf(shingled(a), shingled(b));

/**
 * Stories of other publishers with the same text, such as agency copy, and their similarity. Texts of one or
 * two sentences are left out: many publishers word them the same way.
 */
export function relatedStories<Id>(
  candidate: StoryText,
  stories: readonly (StoryText & { id: Id })[],
): { id: Id; score: number }[] {
  const mine = shingled(candidate);
  if (mine.body.size < MIN_SHINGLES) return [];
  return stories.flatMap((story) => {
    const theirs = shingled(story);
    const score = theirs.body.size < MIN_SHINGLES ? 0 : similarityOf(mine, theirs);
    return score >= SAME_STORY_SCORE ? [{ id: story.id, score }] : [];
  });
}

/**
 * The story that a text without uri and URL is a revision of, and their similarity; null where none is
 * similar enough.
 */
export function findSameStory<Id>(
  candidate: StoryText,
  stories: readonly (StoryText & { id: Id })[],
): { id: Id; score: number } | null {
  const mine = shingled(candidate);
  let best: { id: Id; score: number } | null = null;
  for (const story of stories) {
    const score = similarityOf(mine, shingled(story));
    if (score >= SAME_STORY_SCORE && score > (best?.score ?? 0)) best = { id: story.id, score };
  }
  return best;
}
