// Which story is this: by the publisher's uri, else by its address, else by what its text says.
import { wordsOf } from './normalise.js';

/** Parameters that say where a reader came from, never what is read. */
const TRACKING =
  /^(?:utm_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_cid|mc_eid|mkt_tok|_ga|_gl|_hsenc|_hsmi|hsctatracking|vero_id|oly_enc_id|oly_anon_id|s_cid|s_kwcid|cmpid|ncid|icid|ocid|smid|smtyp|xtor|at_(?:medium|campaign|custom\d|format|link.*|bbc_.*|ptr_name)|ns_(?:mchannel|source|campaign|linkname|fee)|wt_(?:mc|zmc).*|wt\.mc_id|__twitter_impression|ref_src|ref_url|spm|guccounter|guce_referrer.*|cx_(?:testid|testvariant|artpos)|taid|sref|__s|amp_(?:js_v|gsa)|usqp)$/i;

/**
 * One address for all the ways to write it: lower-case host, no credentials, fragment, default port or tracking parameters,
 * the rest of the query sorted, needless escapes undone, no slash at the end of a path. Null for anything but http(s).
 */
export function canonicalUrl(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, pathname, searchParams } = new URL(url);
  if ((protocol !== 'http:' && protocol !== 'https:') || host === '') return null;
  const path = pathname
    .replace(/%[0-9a-f]{2}/gi, (escape) => {
      const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
      return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
    })
    .replace(/(?<!\/)\/+$/, '');
  const kept = [...searchParams].filter(([name]) => !TRACKING.test(name)).sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)));
  const query = kept.length === 0 ? '' : `?${new URLSearchParams(kept).toString()}`;
  return `${protocol}//${host.replace(/\.(?=$|:)/, '')}${path === '' ? '/' : path}${query}`;
}

// By code units, not by locale: keys must come out the same everywhere.
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The key that the submissions of one story share: `uri:<publisher>:<uri>`, else `url:<publisher>:<canonical>`, with http
 * taken as https, else `content:<publisher>`, under which stories are told apart by their text.
 */
export function keyOf({ publisher, uri, url }: { publisher: string; uri?: string | undefined; url?: string | undefined }): string {
  if (uri !== undefined) return `uri:${publisher}:${uri}`;
  const canonical = url === undefined ? null : canonicalUrl(url);
  return canonical === null ? `content:${publisher}` : `url:${publisher}:${canonical.replace(/^http:/, 'https:')}`;
}

/** Words in a row that make a shingle: long enough that two stories share few, short enough that an edit costs few. */
const WIDTH = 4;
/** Texts of fewer shingles are the same story only under one headline, or word for word. */
const FEW = 12;
/** Of a text this share or more must be found again; between, say, two stories on one event it is a third of that. */
export const SAME_STORY = 0.5;

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

/** The text's runs of four words (Broder 1997), hashed to 32 bits; case, punctuation and white space don't count. */
export function shingles(text: string): Set<number> {
  const words = wordsOf(text);
  const found = new Set<number>();
  for (let at = 0; at <= Math.max(0, words.length - WIDTH); at++) {
    if (words.length > 0) found.add(hash(words.slice(at, at + WIDTH).join(' ')));
  }
  return found;
}

export type Worded = { headline?: string | null | undefined; body?: readonly string[] | undefined };
type Shingled = { headline: string; words: string; body: Set<number> };

function shingled({ headline, body }: Worded): Shingled {
  const text = (body ?? []).join('\n');
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
  if (small.size < FEW) return a.words === b.words || sameHeadline ? Math.max(resemblance, sameHeadline ? SAME_STORY : 1) : Math.min(resemblance, SAME_STORY - 0.1);
  // A story that grew contains its earlier self; a background paragraph shared by two stories is less than most of either.
  const containment = shared / small.size;
  const text = Math.max(resemblance, (resemblance + containment) / 2, containment >= 0.7 ? containment * 0.75 : 0);
  return sameHeadline ? Math.min(1, text + 0.15) : text;
}

/** How alike two texts are, 0 to 1, by the shingles of their bodies and their headlines. Symmetric. */
export const likeness = (a: Worded, b: Worded): number => likenessOf(shingled(a), shingled(b));

/** The story that a text without uri and address is a version of, and how alike they are; null where none is alike enough. */
export function findSameStory<Id>(candidate: Worded, stories: readonly (Worded & { id: Id })[]): { id: Id; score: number } | null {
  const mine = shingled(candidate);
  let best: { id: Id; score: number } | null = null;
  for (const story of stories) {
    const score = likenessOf(mine, shingled(story));
    if (score >= SAME_STORY && score > (best?.score ?? 0)) best = { id: story.id, score };
  }
  return best;
}
