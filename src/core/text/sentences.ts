// Sentences of a paragraph, without loss: joinSentences(splitSentences(p)) === p for every string p. That holds because what
// separates two sentences follows from the end of the first one alone, and a cut is made only where the text has just that.
// Our own rules in one pass, not Intl.Segmenter: ops count sentences, so every browser and server must cut alike.

/** What may close a sentence after its terminator. */
const CLOSERS = `'")\\]}’”»›）」』】》〉〕］｝`;
const CLOSER = new Set(CLOSERS.replace('\\', ''));
/** Terminators of scripts that write no space after a sentence; U+FF61 is the half-width full stop. */
const UNSPACED = new Set('。！？｡');
/** Terminators that a small letter may follow, in a name or after an ellipsis, where the sentence then goes on. */
const TERMINATOR = new Set('.!?…։؟۔।॥።။។‽⁇⁈⁉。！？｡');
/** Where a sentence may end: at a terminator, or at a blank line. */
const CANDIDATE = /[.!?…։؟۔।॥።။។‽⁇⁈⁉。！？｡\n]/g;
/** What a sentence goes on with: a small letter, quotes and brackets before it or not, or punctuation of its own. */
const CONTINUED = /^["'“‘«([]*\p{Ll}|^[,;:–—-]/u;
/** The same after `?` and `!`, which end a sentence before a small letter too, unless a quotation or a bracket closes. */
const SIGN = /^[^\p{L}\p{N}]*$/u;
/** A quotation that the sentence goes on after: 「はい。」と言った。 */
const GOES_ON = /^(?:と|って|など|、|，)/u;

const words = (list: string): string[] => list.split(' ');
const TITLES = words(
  'Mr Mrs Ms Mx Dr Prof Sen Sens Rep Reps Gov Govs Gen Col Lt Capt Sgt Maj Cmdr Cpl Pvt Adm Rev Hon Pres Supt Insp Messrs Mme Mlle Mt Ft vs v cf Hr Fr Sr Sra Srta Dra Dott Ing Avv Sig Hrn Kpt',
);
/** Abbreviations that belong to a number after them. */
const BEFORE_NUMBER = words('No Nos Nr kl klo Art Sec Fig Ch Vol p pp ca c approx Rs Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec janv févr avr juil déc Abb Kap Bd Ziff');
/** Abbreviations that may also end a sentence: what comes next decides. */
const MAY_END = words('Inc Corp Co Ltd Jr Bros Cos Min Std St Ave Blvd Rd Gmbh Mio Mrd Dept Univ Assn Ariz Calif Colo Conn Fla Ill Ind Mass Mich Minn Miss Okla Ore Pa Penn Tenn Tex Va Wash Wis');
/** Words that begin a sentence rather than go on with a name. */
const STARTERS = new Set(words(
  'The A An He She It They We You I This That These Those There Here In On At By For From With But And Or So If When While As After Before Since Then Now What Who Why How His Her Its Their Our My Yet Still Also However Meanwhile Although Though Some Many Most Such No Not Der Die Das Ein Eine Er Sie Es Wir Le La Les Un Une Il Elle Ils El Los Las Una',
));
/** A word in several lists is a title first, then what belongs to a number. */
const ABBREVIATIONS = new Map([...MAY_END.map((word) => [word, 'may end'] as const), ...BEFORE_NUMBER.map((word) => [word, 'before number'] as const), ...TITLES.map((word) => [word, 'title'] as const)]);
const LONGEST_LISTED = Math.max(...Array.from(ABBREVIATIONS.keys(), ({ length }) => length));
const MONTHS = /^(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b/u;
const CLOCK_GOES_ON = /^(?:[A-Z]{2,4}\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Eastern|Pacific|Central|Mountain|Jan|Feb|March|April|May|June|July|Aug|Sep|Oct|Nov|Dec)/;


const WHITE = /\s/;
const isWhite = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code === 32 || (code < 32 ? code > 8 && code < 14 : code > 127 && WHITE.test(text.charAt(at)));
};
const isCapital = (code: number): boolean => code > 64 && code < 91;
const FIRST_WORD = /^["'“‘(]?([\p{L}\p{N}]+)/u;
/** What stands before the word that a full stop belongs to, beside white space. */
const BEFORE_WORD = new Set(Array.from(`("'“‘[—–-`, (mark) => mark.charCodeAt(0)));
const isLetter = (code: number): boolean => (code > 96 && code < 123) || (code > 64 && code < 91);
const MAX_ABBREVIATION = 12;
/** How much of the next sentence decides whether this one ends. */
export const LOOKAHEAD = 40;

/** Adds the sentences that stand in `paragraph` from `start` on as they did before, cut for the same reasons; returns where they end. */
export type SentenceReuse = { reuse: (paragraph: string, start: number, made: string[]) => number };

/**
 * True where the full stop at `dot` belongs to an abbreviation, an initial or a number that what follows goes on from.
 * `start` is where the sentence begins, `after` where the next one would.
 */
function isInnerFullStop(paragraph: string, start: number, dot: number, after: number): boolean {
  let begin = dot;
  let isDotted = false;
  for (let code = paragraph.charCodeAt(begin - 1); begin > start && dot - begin <= MAX_ABBREVIATION; code = paragraph.charCodeAt(--begin - 1)) {
    if (isLetter(code)) continue;
    if (isWhite(paragraph, begin - 1) || BEFORE_WORD.has(code)) break;
    isDotted ||= code === 46;
  }
  const length = dot - begin;
  if (length === 0 || length > MAX_ABBREVIATION || (length > LONGEST_LISTED && !isDotted)) return false;
  const word = paragraph.slice(begin, dot);
  const kind = ABBREVIATIONS.get(word);
  if (kind === 'title') return true;
  if (kind === undefined && length > 3 && !isDotted) return false;
  const right = paragraph.slice(after, after + LOOKAHEAD);
  if (kind === 'before number') return /^["'“‘(]?\p{N}/u.test(right);
  if (/^(?:e\.g|i\.e|z\.B|d\.h|u\.a|p\.ex)$/i.test(word)) return true;
  if (/^[ap]\.m$/i.test(word)) return CLOCK_GOES_ON.test(right);
  if (/^\p{N}{1,3}$/u.test(word)) return paragraph.slice(start, begin).trim() === '' || MONTHS.test(right);
  const next = FIRST_WORD.exec(right)?.[1] ?? '';
  const initials = /^\p{Lu}\p{M}*$/u.test(word) || /^(?:\p{L}{1,2}\.)+\p{L}{1,2}$/u.test(word);
  return (initials || kind === 'may end') && /^[\p{Lu}\p{N}]/u.test(next) && !STARTERS.has(next);
}

/** What stands between a sentence and the next one of its paragraph: nothing after white space or 。！？ and their closers, else a space. */
export function separatorAfter(left: string): '' | ' ' {
  let end = left.length;
  if (end > 0 && isWhite(left, end - 1)) return '';
  while (end > 0 && CLOSER.has(left.charAt(end - 1))) end--;
  return UNSPACED.has(left.charAt(end - 1)) ? '' : ' ';
}

/** A sentence may begin with white space, which ends none. */
function skipWhite(paragraph: string, start: number): void {
  let at = start;
  while (at < paragraph.length && isWhite(paragraph, at)) at++;
  CANDIDATE.lastIndex = at;
}

/**
 * The sentences of one paragraph, in order, at least one (`''` gives `['']`). One space between two of them belongs to
 * neither; white space of any other kind stays at the end of the first. Linear in the paragraph's length.
 */
export const splitSentences = (paragraph: string): string[] => splitParagraph(paragraph, null);

/** The same sentences, sooner where the paragraph runs as it did before. */
export const splitSentencesReusing = (paragraph: string, earlier: SentenceReuse): string[] => splitParagraph(paragraph, earlier);

function splitParagraph(paragraph: string, earlier: SentenceReuse | null): string[] {
  const sentences: string[] = [];
  const { length } = paragraph;
  let start = earlier === null ? 0 : earlier.reuse(paragraph, 0, sentences);
  CANDIDATE.lastIndex = start;
  if (start > 0) skipWhite(paragraph, start);
  while (CANDIDATE.test(paragraph)) {
    let end = CANDIDATE.lastIndex - 1;
    let last = end;
    if (paragraph[end] !== '\n') {
      for (let mark = paragraph.charAt(end); TERMINATOR.has(mark) || CLOSER.has(mark); mark = paragraph.charAt(++end)) if (TERMINATOR.has(mark)) last = end;
    }
    let next = end;
    let lines = 0;
    while (next < length && isWhite(paragraph, next)) if (paragraph[next++] === '\n') lines++;
    if (next === length) break;
    CANDIDATE.lastIndex = Math.max(next, last + 1);
    const mark = paragraph.charAt(last);
    if (mark === '\n') {
      if (lines < 2) continue;
      end = next;
    } else if (UNSPACED.has(mark)) {
      // White space after such a terminator stays with the next sentence.
      if (GOES_ON.test(paragraph.slice(next, next + 2))) continue;
      next = end;
    } else {
      if (next === end) continue;
      const isAside = mark === '.' || mark === '…' || last + 1 < end;
      if (lines < 2 && !isCapital(paragraph.charCodeAt(next))) {
        const right = paragraph.slice(next, next + LOOKAHEAD);
        if ((isAside && CONTINUED.test(right)) || SIGN.test(right)) continue;
      }
      if (lines < 2 && mark === '.' && last + 1 === end && isInnerFullStop(paragraph, start, last, next)) continue;
      if (next > end + 1 || paragraph[end] !== ' ') end = next;
    }
    sentences.push(paragraph.slice(start, end));
    start = next;
    if (earlier === null) continue;
    start = earlier.reuse(paragraph, next, sentences);
    if (start > next) skipWhite(paragraph, start);
  }
  CANDIDATE.lastIndex = 0;
  sentences.push(paragraph.slice(start));
  return sentences;
}

/** The paragraph that these sentences make. */
export function joinSentences(sentences: readonly string[]): string {
  let paragraph = '';
  sentences.forEach((sentence, index) => {
    paragraph += index === 0 ? sentence : separatorAfter(sentences[index - 1] ?? '') + sentence;
  });
  return paragraph;
}

/** The sentences of a body, a list for each paragraph. */
export const sentencesOf = (body: readonly string[]): string[][] => body.map(splitSentences);

/** Where a sentence runs into the next one, by Unicode's rules (UAX #29): after a full stop alone it may be an address; `?` and `!` end one whatever follows, as where a query begins. */
const GLUE = /(?<=[\p{L}\p{N}]\?)(?=[\p{L}\p{N}])|(?<=[#\p{L}\p{N}]!)(?=[\p{L}\p{N}[])|(?<=[\p{L}\p{N})][?!]{1,3}["'”’)\]]?|\.["”)\]]|\.{3}|…)(?=["“(]?\p{Lu}['’]?\p{Ll})/u;

/** A sentence cut once more where two run into each other without a space. The parts together are the whole. */
export const splitRunOnSentence = (sentence: string): string[] => (/[.?!…]["'”’)\]]?["“(]?\p{Lu}|[?!][\p{L}\p{N}[]/u.test(sentence) ? sentence.split(GLUE) : [sentence]);
