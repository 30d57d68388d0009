// Light Markdown in a post's paragraphs: **bold**, *emphasis* or _emphasis_, [text](https://…) and bare URLs.
// The body is stored as typed and parsed for display; anything else is text. Never throws; linear time.
import { delimiterRunAt, emphasisSpans, type DelimiterRun } from './emphasis.js';
import { joinSentences } from '../text/sentences.js';
import type { Kind } from '../story/story.js';
import { isUrl } from '../text/is-url.js';

/** Text of one style; `href` is http or https only. */
export type TextSpan = { text: string; bold?: true; emphasis?: true; href?: string };

/** A span, and its position in the text as typed. */
type Piece = TextSpan & { at: number };

const LINK = /\[([^[\]]{1,1000})\]\((https?:\/\/[^\s()<>]{1,2000}(?:\([^\s()<>]{0,500}\)[^\s()<>]{0,500}){0,8})\)/iy;
const ADDRESS = /https?:\/\/[^\s<>"“”«»`。，、；：！？「」『』（）【】]{1,2048}/iy;
/** Punctuation at the end of a bare URL that belongs to the sentence. */
const TRAILING = /[.,:;!?'’*_\]}]$/;
const MARKUP_START = /[*_[]|https?:\/\//giu;
const WORD = /[\p{L}\p{N}]$/u;

/**
 * A bare URL without trailing punctuation. A closing bracket belongs to it only if it has the opening one.
 */
function withoutTrailingPunctuation(address: string): string {
  let [end, open] = [address.length, 0];
  for (const character of address) open += character === '(' ? 1 : character === ')' ? -1 : 0;
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    if (last === ')' && open < 0) open += 1;
    else if (!TRAILING.test(last)) break;
  }
  return address.slice(0, end);
}

/** Parses emphasis in the text of a link. */
function emphasisPieces(text: string, start: number, href?: string): Piece[] {
  const runs: DelimiterRun[] = [];
  for (const { index } of text.matchAll(/\*+|_+/g)) runs.push(delimiterRunAt(text, index));
  return styled(
    [{ text, at: start, ...(href === undefined ? {} : { href }) }],
    runs.map((run) => ({ ...run, from: run.from + start })),
  );
}

/** Removes the delimiters from the pieces, and sets bold and emphasis between them. */
function styled(pieces: readonly Piece[], runs: readonly DelimiterRun[]): Piece[] {
  const boundaries = emphasisSpans(runs).flatMap(({ from, to, marks }) => [
    { at: from, skip: marks, style: marks === 2 ? 'bold' : 'emphasis', step: 1 } as const,
    { at: to - marks, skip: marks, style: marks === 2 ? 'bold' : 'emphasis', step: -1 } as const,
  ]);
  boundaries.sort((a, b) => a.at - b.at);
  const depth = { bold: 0, emphasis: 0 };
  const made: Piece[] = [];
  let next = 0;
  for (const piece of pieces) {
    let from = 0;
    const put = (to: number): void => {
      const style = {
        ...(depth.bold > 0 ? { bold: true as const } : {}),
        ...(depth.emphasis > 0 ? { emphasis: true as const } : {}),
      };
      if (to > from) made.push({ ...piece, ...style, text: piece.text.slice(from, to), at: piece.at + from });
    };
    for (
      let boundary = boundaries[next];
      boundary !== undefined && boundary.at < piece.at + piece.text.length;
      boundary = boundaries[(next += 1)]
    ) {
      put(boundary.at - piece.at);
      depth[boundary.style] += boundary.step;
      from = boundary.at - piece.at + boundary.skip;
    }
    put(piece.text.length);
  }
  return made;
}

function piecesOf(paragraph: string): Piece[] {
  const pieces: Piece[] = [];
  const runs: DelimiterRun[] = [];
  let from = 0;
  const link = (at: number, end: number, inside: Piece[]): void => {
    if (at > from) pieces.push({ text: paragraph.slice(from, at), at: from });
    pieces.push(...inside);
    from = end;
  };
  for (let found = nextAt(0); found !== null; found = nextAt(found)) {
    const at = found - 1;
    const character = paragraph.charAt(at);
    if (character === '*' || character === '_') {
      const run = delimiterRunAt(paragraph, at);
      runs.push(run);
      found = at + run.length;
    } else if (character === '[') {
      LINK.lastIndex = at;
      const [whole, text, href] = LINK.exec(paragraph) ?? [];
      if (whole === undefined || text === undefined || href === undefined || text.trim() === '' || !isUrl(href))
        continue;
      link(at, at + whole.length, emphasisPieces(text, at + 1, href));
      found = at + whole.length;
    } else {
      if (WORD.test(paragraph.slice(Math.max(0, at - 2), at))) continue;
      ADDRESS.lastIndex = at;
      const address = withoutTrailingPunctuation(ADDRESS.exec(paragraph)?.[0] ?? '');
      // An invalid URL is skipped as a whole: searching it again from within would take quadratic time.
      found = Math.max(found, at + address.length);
      if (isUrl(address)) link(at, found, [{ text: address, at, href: address }]);
    }
  }
  if (from < paragraph.length) pieces.push({ text: paragraph.slice(from), at: from });
  return styled(pieces, runs);

  /** The position behind the next character that may start markup. */
  function nextAt(start: number): number | null {
    MARKUP_START.lastIndex = start;
    const match = MARKUP_START.exec(paragraph);
    return match === null ? null : match.index + 1;
  }
}

const hasSameStyle = (a: TextSpan, b: TextSpan): boolean =>
  a.bold === b.bold && a.emphasis === b.emphasis && a.href === b.href;

function mergePieces(pieces: readonly Piece[]): TextSpan[] {
  const spans: TextSpan[] = [];
  for (const { at: _at, ...span } of pieces) {
    const last = spans.at(-1);
    if (last !== undefined && hasSameStyle(last, span)) last.text += span.text;
    else spans.push(span);
  }
  return spans;
}

/** The paragraph's spans, in order. Their joined texts are `plainText(paragraph)`. */
export const parseSpans = (paragraph: string): TextSpan[] => mergePieces(piecesOf(paragraph));

/**
 * The spans by sentence, for pages with an element per sentence. Emphasis may begin in one and end in
 * another.
 */
export function parseSentenceSpans(sentences: readonly string[]): TextSpan[][] {
  const pieces = piecesOf(joinSentences(sentences));
  let [start, next] = [0, 0];
  return sentences.map((sentence, i) => {
    const earlier = sentences[i - 1];
    if (earlier !== undefined) start += joinSentences([earlier, '']).length - earlier.length;
    const end = start + sentence.length;
    const own: Piece[] = [];
    for (let piece = pieces[next]; piece !== undefined && piece.at < end; piece = pieces[(next += 1)]) {
      const [from, to] = [Math.max(start, piece.at), Math.min(end, piece.at + piece.text.length)];
      if (to > from) own.push({ ...piece, text: piece.text.slice(from - piece.at, to - piece.at), at: from });
      if (piece.at + piece.text.length > end) break;
    }
    start = end;
    return mergePieces(own);
  });
}

/** The paragraph without markup. */
export const plainText = (paragraph: string): string =>
  piecesOf(paragraph)
    .map(({ text }) => text)
    .join('');

/** A story's paragraphs without markup. Only posts have any: an article's text is as on its page. */
export const plainBody = ({ kind, body }: { kind: Kind; body: readonly string[] }): string[] =>
  kind === 'post' ? body.map(plainText) : [...body];
