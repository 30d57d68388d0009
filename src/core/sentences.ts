// Sentences of a paragraph, without loss: joinSentences(splitSentences(p)) === p for every string p. That holds because a
// cut is made only where the separator that joinSentences would put there is what the text has there.

/** What may close a sentence after its terminator. */
const CLOSERS = `'")\\]}’”»›）」』】》〉〕］｝`;
/** Terminators of scripts that write no space after a sentence; U+FF61 is the half-width full stop. */
const UNSPACED_END = new RegExp(`[。！？｡][${CLOSERS}]*$`, 'u');
/** Opening brackets that Unicode's rules leave hanging on the sentence before: 言った。「 | はい。」 */
const HANGING_OPENER = new RegExp(`[。！？｡][${CLOSERS}]*?([「『（【《〈〔［｛“‘]+)$`, 'u');
/** A quotation that the sentence goes on after: 「はい。」と言った。 */
const GOES_ON = /^(?:と|って|など|、|，)/u;

const words = (list: string): Set<string> => new Set(list.split(' '));
const TITLES = words(
  'Mr Mrs Ms Mx Dr Prof Sen Sens Rep Reps Gov Govs Gen Col Lt Capt Sgt Maj Cmdr Cpl Pvt Adm Rev Hon Pres Supt Insp Messrs Mme Mlle Mt Ft vs v cf Hr Fr Sr Sra Srta Dra Dott Ing Avv Sig Hrn Kpt',
);
/** Abbreviations that belong to a number after them. */
const BEFORE_NUMBER = words('No Nos Nr Art Sec Fig Ch Vol p pp ca c approx Rs Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec janv févr avr juil déc Abb Kap Bd Ziff');
/** Abbreviations that may also end a sentence: what comes next decides. */
const MAY_END = words('Inc Corp Co Ltd Jr Bros Cos St Ave Blvd Rd Gmbh Mio Mrd Dept Univ Assn Ariz Calif Colo Conn Fla Ill Ind Mass Mich Minn Miss Okla Ore Pa Penn Tenn Tex Va Wash Wis');
/** Words that begin a sentence rather than go on with a name. */
const STARTERS = words(
  'The A An He She It They We You I This That These Those There Here In On At By For From With But And Or So If When While As After Before Since Then Now What Who Why How His Her Its Their Our My Yet Still Also However Meanwhile Although Though Some Many Most Such No Not Der Die Das Ein Eine Er Sie Es Wir Le La Les Un Une Il Elle Ils El Los Las Una',
);
const MONTHS = /^(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b/u;
const CLOCK_GOES_ON = /^(?:[A-Z]{2,4}\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Eastern|Pacific|Central|Mountain|Jan|Feb|March|April|May|June|July|Aug|Sep|Oct|Nov|Dec)/;

const WHITE = /\s/;
const LAST_WORD = /(?:^|[\s("'“‘[—–-])([\p{L}\p{N}.]{1,12})\.$/u;
const FIRST_WORD = /^["'“‘(]?([\p{L}\p{N}]+)/u;
/** How much of a sentence's end, and of the next one's beginning, decides whether it ends there. */
const TAIL = 20;
const HEAD = 40;

// One segmenter, made when first needed: a browser that only applies ops needs none. One locale, so that all cut alike.
let segmenter: Intl.Segmenter | undefined;

/**
 * True where the full stop that `left` ends in belongs to an abbreviation, an initial or a number that `right` goes on from.
 * `left` is the sentence's end, whole where the sentence is short.
 */
function goesOn(left: string, right: string): boolean {
  const [, word] = LAST_WORD.exec(left) ?? [];
  if (word === undefined) return false;
  const next = FIRST_WORD.exec(right)?.[1] ?? '';
  if (TITLES.has(word) || /^(?:e\.g|i\.e|z\.B|d\.h|u\.a|p\.ex)$/i.test(word)) return true;
  if (BEFORE_NUMBER.has(word)) return /^\p{N}/u.test(next);
  if (/^[ap]\.m$/i.test(word)) return CLOCK_GOES_ON.test(right);
  if (/^\p{N}{1,3}$/u.test(word)) return left.trim() === `${word}.` || MONTHS.test(right);
  const initials = /^\p{Lu}\p{M}*$/u.test(word) || /^(?:\p{L}{1,2}\.)+\p{L}{1,2}$/u.test(word);
  return (initials || MAY_END.has(word)) && /^[\p{Lu}\p{N}]/u.test(next) && !STARTERS.has(next);
}

/** What stands between a sentence and the next one of its paragraph: nothing after 。！？ and their closers, else a space. */
const separator = (left: string): '' | ' ' => (UNSPACED_END.test(left.slice(-TAIL)) ? '' : ' ');

/** The segmenter takes time that grows with the square of what it is given: long paragraphs are fed to it in pieces. */
const WINDOW = 2000;
/** What stands nearer than this to the end of a piece may look different with what follows. */
const MARGIN = 100;

/** Where sentences begin by Unicode's rules, the first one left out. */
function* boundaries(paragraph: string): Generator<number> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' });
  let size = WINDOW;
  for (let start = 0; start < paragraph.length; ) {
    const isLast = start + size >= paragraph.length;
    let next = start;
    for (const { index } of segmenter.segment(paragraph.slice(start, start + size))) {
      if (index === 0 || (!isLast && index > size - MARGIN)) continue;
      next = start + index;
      yield next;
    }
    if (isLast) return;
    size = next === start ? size * 2 : WINDOW;
    start = next;
  }
}

/**
 * The sentences of one paragraph, in order, at least one (`''` gives `['']`). Cut by Unicode's rules (UAX #29), which need
 * a paragraph at a time to be quick, and put together again after abbreviations, initials and list numbers.
 */
export function splitSentences(paragraph: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  const cut = (end: number, next: number): void => {
    sentences.push(paragraph.slice(start, end));
    start = next;
  };
  for (const index of boundaries(paragraph)) {
    let end = index;
    while (end > start && WHITE.test(paragraph.charAt(end - 1))) end--;
    if (end === start) continue;
    const left = paragraph.slice(Math.max(start, end - TAIL), end);
    const right = paragraph.slice(index, index + HEAD);
    const opener = end === index ? HANGING_OPENER.exec(left)?.[1] : undefined;
    if (opener !== undefined) {
      if (separator(left.slice(0, -opener.length)) === '') cut(end - opener.length, end - opener.length);
    } else if (separator(left) === '') {
      // White space after such a terminator stays with the next sentence.
      if (!GOES_ON.test(right)) cut(end, end);
    } else if (index === end + 1 && paragraph[end] === ' ' && !(left.endsWith('.') && goesOn(left, right))) {
      cut(end, index);
    }
  }
  sentences.push(paragraph.slice(start));
  return sentences;
}

/** The paragraph that these sentences make. */
export function joinSentences(sentences: readonly string[]): string {
  let paragraph = '';
  sentences.forEach((sentence, index) => {
    paragraph += index === 0 ? sentence : separator(sentences[index - 1] ?? '') + sentence;
  });
  return paragraph;
}

/** The sentences of a body, a list for each paragraph. */
export const sentencesOf = (body: readonly string[]): string[][] => body.map(splitSentences);
