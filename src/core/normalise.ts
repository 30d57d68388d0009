// What a reader doesn't see as a difference: white space, the style of quotes, soft hyphens and other invisible characters.

const INVISIBLE = /[\u00AD\u200B\u200E\u200F\u2060\uFEFF]/g;
const SINGLE = /[‘’‚‛′`´‹›ʼ＇]/g;
const DOUBLE = /[“”„‟«»″「」『』〝〞〟＂]/g;
/** The text as it is compared: composed (NFC), white space folded, one style of quotes. Case, digits and other punctuation stay. */
export function normalise(text: string): string {
  // Most news text is ASCII, and then only white space can differ.
  const plain = /^[\x20-\x7E]*$/.test(text) ? text : text.normalize('NFC').replace(INVISIBLE, '').replace(SINGLE, "'").replace(DOUBLE, '"');
  return plain.replace(/\s+/g, ' ').trim();
}

/** Scripts that write no space between words: their characters are words here. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** The words of a text in order, lower case; overlapping pairs of characters in scripts without spaces. */
export function wordsOf(text: string): string[] {
  const found = text.toLowerCase().match(WORD) ?? [];
  if (!UNSPACED.test(text)) return found;
  return found.flatMap((word) => {
    if (!UNSPACED.test(word)) return [word];
    const letters = Array.from(word);
    return letters.length === 1 ? letters : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
  });
}
