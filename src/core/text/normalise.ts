// What a reader doesn't see as a difference: white space, the style of quotes, soft hyphens and other invisible characters.

const INVISIBLE = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]|\uDB40[\uDC00-\uDC7F]/g;
const CONTROLS = /(?!\s)\p{Cc}/gu;
/** Joiners after a letter that knows none: they shape Arabic, Indic and emoji alone. */
const LOST_JOINERS = /(?<=^|[\u0020-\u052F\u1E00-\u1FFF\s])[\u200C\u200D]+/g;
/** Ligatures and presentation forms: one letter's shapes, or two letters in one. */
const SHAPES = /[\uFB00-\uFDFF\uFE70-\uFEFC]+/g;
const HYPHENS = /[\u2010\u2011]/g;
const SINGLE = /[‘’‚‛′`´‹›ʼ＇]/g;
const DOUBLE = /[“”„‟«»″「」『』〝〞〟＂]/g;
/** What text that is not yet as it is compared has in it; most news text has none of it. */
const NOT_PLAIN = /[^\x20-\x7E]|^ | $| {2}/;

/** The text as it is compared: composed (NFC), ligatures undone, white space folded, one style of quotes. Case, digits and other punctuation stay. */
export function normalise(text: string): string {
  if (!NOT_PLAIN.test(text)) return text;
  const plain = /^[\x20-\x7E]*$/.test(text) ? text : text.normalize('NFC').replace(CONTROLS, '').replace(INVISIBLE, '').replace(LOST_JOINERS, '').replace(SHAPES, (shapes) => shapes.normalize('NFKC')).replace(HYPHENS, '-').replace(SINGLE, "'").replace(DOUBLE, '"');
  return plain.replace(/\s+/g, ' ').trim();
}

/** Scripts that write no space between words: their characters are words here. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const PLAIN_WORD = /[a-z0-9]+/g;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** The words of a text in order, lower case; overlapping pairs of characters in scripts without spaces. */
export function wordsOf(text: string): string[] {
  const lower = text.toLowerCase();
  if (!/[\u0080-\uFFFF]/.test(lower)) return lower.match(PLAIN_WORD) ?? [];
  const found = lower.match(WORD) ?? [];
  if (!UNSPACED.test(text)) return found;
  return found.flatMap((word) => {
    if (!UNSPACED.test(word)) return [word];
    const letters = Array.from(word);
    return letters.length === 1 ? letters : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
  });
}
