// The pieces that stamps are read from: words, numbers and marks, with where they stand. White space only ends a piece.

export type Token = { kind: 'word' | 'number' | 'mark'; text: string; lower: string; start: number; end: number };

const PIECES = /\p{N}+|[\p{L}\p{M}]+|[^\s\p{L}\p{M}\p{N}]/gu;
// "IndiaUpdated", "PTIUpdated", "ESTKeris": lower case before a capital, or capitals before a capitalised word.
const SEAMS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{M}]+|[\p{L}\p{M}]/gu;

/** Cuts a text into pieces, also where glued ones meet. Linear. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const push = (kind: Token['kind'], piece: string, start: number): void => {
    tokens.push({ kind, text: piece, lower: piece.toLowerCase(), start, end: start + piece.length });
  };
  for (const { 0: piece, index } of text.matchAll(PIECES)) {
    if (/^\p{N}/u.test(piece)) {
      // "20197:05" is a year and an hour; "10:2744" a minute and whatever was glued to it.
      const afterHour = tokens.at(-1)?.end === index && tokens.at(-1)?.text === ':' && tokens.at(-2)?.kind === 'number';
      const cut = /^(?:19|20)\d{3,4}$/.test(piece) ? 4 : afterHour && piece.length > 2 ? 2 : piece.length;
      push('number', piece.slice(0, cut), index);
      if (cut < piece.length) push('number', piece.slice(cut), index + cut);
    } else if (/^[\p{L}\p{M}]/u.test(piece)) {
      for (const { 0: word, index: at } of piece.matchAll(SEAMS)) push('word', word, index + at);
    } else {
      push('mark', piece, index);
    }
  }
  return tokens;
}

export const isMark = (token: Token | undefined, mark: string): boolean => token?.kind === 'mark' && token.text === mark;
export const number = (token: Token | undefined, digits: number): number | null => (token?.kind === 'number' && token.text.length <= digits && /^\d+$/.test(token.text) ? Number(token.text) : null);
export const isYear = (token: Token | undefined): boolean => token?.kind === 'number' && /^(19|20)\d\d$/.test(token.text);
