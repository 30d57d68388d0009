// Normalises text for comparison: differences that no reader sees, such as white space, quote styles, soft
// hyphens.

import { foldSpace } from './fold-space.js';
const INVISIBLE =
  /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]|\uDB40[\uDC00-\uDC7F]/g;
const CONTROLS = /(?!\s)\p{Cc}/gu;
/** Joiners shape only Arabic, Indic scripts and emoji. */
const USELESS_JOINERS = /(?<=^|[\u0020-\u052F\u1E00-\u1FFF\s])[\u200C\u200D]+/g;
/** Ligatures and presentation forms. */
const LIGATURES = /[\uFB00-\uFDFF\uFE70-\uFEFC]+/g;
const HYPHENS = /[\u2010\u2011]/g;
const SINGLE_QUOTES = /[‘’‚‛′`´‹›ʼ＇]/g;
const DOUBLE_QUOTES = /[“”„‟«»″「」『』〝〞〟＂]/g;
/** Fast check: most news text needs no change. */
const NEEDS_CHANGE = /[^\x20-\x7E]|^ | $| {2}/;

/**
 * The text for comparison: composed (NFC), without ligatures, white space folded, one style of quotes. Case,
 * digits and other punctuation stay.
 */
export function normalise(text: string): string {
  if (!NEEDS_CHANGE.test(text)) return text;
  const plain = /^[\x20-\x7E]*$/.test(text)
    ? text
    : text
        .normalize('NFC')
        .replace(CONTROLS, '')
        .replace(INVISIBLE, '')
        .replace(USELESS_JOINERS, '')
        .replace(LIGATURES, (ligatures) => ligatures.normalize('NFKC'))
        .replace(HYPHENS, '-')
        .replace(SINGLE_QUOTES, "'")
        .replace(DOUBLE_QUOTES, '"');
  return foldSpace(plain);
}

/** Scripts without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const PLAIN_WORD = /[a-z0-9]+/g;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * The words of a text in order, in lower case; in scripts without spaces, overlapping pairs of characters.
 */
export function wordsOf(text: string): string[] {
  const lower = text.toLowerCase();
  if (!/[\u0080-\uFFFF]/.test(lower)) return lower.match(PLAIN_WORD) ?? [];
  const found = lower.match(WORD) ?? [];
  if (!UNSPACED.test(text)) return found;
  return found.flatMap((word) => {
    if (!UNSPACED.test(word)) return [word];
    const characters = Array.from(word);
    return characters.length === 1
      ? characters
      : characters.slice(1).map((character, index) => `${characters[index]}${character}`);
  });
}
