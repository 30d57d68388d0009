// The one rule for text from outside, whatever brings it: a body, a parameter, a page, a feed, an import. What Postgres, UTF-8 or XML
// can't hold is taken out, and so is what nobody sees but what changes how the words around it are shown (Unicode UAX 9, UTS 39).

/** Controls but tab and line ends (C0, DEL, C1), and the two code points that are no characters in XML either. */
const CONTROLS = /(?![\t\n\r\v\f\u0085])[\p{Cc}\ufffe\uffff]/gu;
const LINE_ENDS = /[\v\f\u0085]/g;
/** Tags spell hidden words, but for the flags of England, Scotland and Wales. */
const TAGS = /(\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f})|[\u{e0000}-\u{e007f}]/gu;
/** Deprecated formats, annotation marks and byte order marks: no text has a use for them. */
const USELESS = /[\u206a-\u206f\ufeff\ufff9-\ufffb]/g;
/** Joiners mean something in Arabic, Indic and emoji, and nothing after a Latin, Greek or Cyrillic letter, a space or a start. */
const LOST_JOINERS = /(?<=^|[\u0020-\u052f\u1e00-\u1fff\s])[\u200c\u200d]+/g;
/** Where none of this is, as in most news text, nothing is to be done. */
const ODD = /(?![\t\n\r])(?:\u200c|\u200d|[\p{Cc}\u202a-\u202e\u2066-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}])/u;

const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/;
/** UAX 9, BD2: deeper levels have no effect. */
const MAX_LEVELS = 125;
const EMBEDDING = '\u202a\u202b';
const ISOLATE = '\u2066\u2067\u2068';

/** A line whose isolates and embeddings are closed within it; what is open or closes nothing is taken out, and so is every override. */
function balanced(line: string): string {
  const kept = new Set<number>();
  const open: { at: number; isolate: boolean }[] = [];
  for (let at = 0; at < line.length; at++) {
    const mark = line.charAt(at);
    const isolate = ISOLATE.includes(mark);
    if ((isolate || EMBEDDING.includes(mark)) && open.length < MAX_LEVELS) open.push({ at, isolate });
    else if (mark === '\u202c' && open.at(-1)?.isolate === false) kept.add(open.pop()?.at ?? at).add(at);
    else if (mark === '\u2069' && open.some((one) => one.isolate)) {
      while (open.at(-1)?.isolate === false) open.pop();
      kept.add(open.pop()?.at ?? at).add(at);
    }
  }
  return Array.from({ length: line.length }, (_, at) => (DIRECTIONS.test(line.charAt(at)) && !kept.has(at) ? '' : line.charAt(at))).join('');
}

/** Text of one or more lines: without controls (form feeds and their like become line ends), lone surrogates U+FFFD, directions closed in each line. */
export function cleanText(text: string): string {
  if (!ODD.test(text)) return text;
  const plain = text.replace(LINE_ENDS, '\n').replace(CONTROLS, '').toWellFormed().replace(TAGS, '$1').replace(USELESS, '');
  return (DIRECTIONS.test(plain) ? plain.split('\n').map(balanced).join('\n') : plain).replace(LOST_JOINERS, '');
}

/** What has no meaning within one line: directions, soft hyphens, spaces without width, invisible operators. */
const UNSEEN = /[\u00ad\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069]/g;
/** Marks of direction say something beside right-to-left letters alone. */
const MARKS = /[\u061c\u200e\u200f]/g;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const SEEN = /[^\p{Cf}\p{Z}\p{Cc}\p{Cn}\p{Cs}\p{Mn}\u2800\u3164\u115f\u1160\uffa0]/u;
const PLAIN_LINE = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

function lineOf(text: string, keepMarks: (line: string) => boolean): string {
  if (PLAIN_LINE.test(text)) return text;
  const seen = cleanText(text).replace(UNSEEN, '');
  const line = (keepMarks(seen) ? seen : seen.replace(MARKS, '')).replace(LOST_JOINERS, '').replace(/\s+/g, ' ').trim();
  return SEEN.test(line) ? line : '';
}

/** One line, as a headline or a caption: white space folded, nothing in it that is not seen; empty where nothing is. */
export const cleanLine = (text: string): string => lineOf(text, (line) => RIGHT_TO_LEFT.test(line));

/** A name, as a byline or a key's: a line without marks of direction too, so that two names that look alike are. */
export const cleanName = (text: string): string => lineOf(text, () => false);

/** True for text that holds a control which no line of text has: in an address it is refused, since without it another would be meant. */
export const hasControlCharacters = (text: string): boolean => text.search(CONTROLS) !== -1;
