// Compares two versions of a sentence by words: did typography and spelling change, or the facts?
import { normalise } from '../text/normalise.js';

/** What changed. `facts`: more than typography or spelling; `words`: the number of changed words. */
export type WordChange = { facts: boolean; numbers: boolean; negations: boolean; names: boolean; words: number };

/** A run of changed words. `starts`: it is at the start of the sentence, where each word has a capital. */
type Hunk = { removed: string[]; added: string[]; starts: boolean };

/** Longer changes count as changes of facts, which keeps the table below small. */
const MAX_WORDS = 300;
/** Characters of a change that are compared; the number of changed words is extrapolated. */
const MAX_TEXT_LENGTH = 100_000;
/** Longer words count as different. */
const MAX_WORD_LENGTH = 60;
const TOKEN =
  /(?<![\p{L}\p{N}])[-−+±]?[$€£¥₹₽]?\d+(?:[.,:/]\d+)*|[\p{L}\p{M}\p{N}]+(?:['.-](?=[\p{L}\p{N}])[\p{L}\p{M}\p{N}]+)*/gu;
/** The same for ASCII text, as most is: much faster. */
const ASCII_TOKEN = /(?<![A-Za-z0-9])[-+]?\$?\d+(?:[.,:/]\d+)*|[A-Za-z0-9]+(?:['.-](?=[A-Za-z0-9])[A-Za-z0-9]+)*/g;
const DIGIT = /\p{N}/u;
const NON_ASCII = /[\u0080-\uFFFF]/;
/** Signs with a meaning of their own, unlike full stops, commas, quotes, dashes and brackets. */
const MEANINGFUL_SIGNS = /[?%‰$€£¥₹₽°+=<>]/gu;
const words = (list: string): Set<string> => new Set(list.trim().split(/\s+/));
const NEGATIONS = words(`
  no not none nor never neither nobody nothing nowhere without cannot hardly barely denied deny denies
  nicht kein keine keinen keiner nie niemals ohne ne pas jamais aucun aucune sans ni nunca ningún
  ninguna ningun sin não nem nenhum nenhuma sem non mai nessuno nessuna senza niet geen nooit zonder
  inte ingen inget aldrig utan ikke aldri uden uten ei eivät en nie nigdy bez değil yok hayır не нет
  ни никогда без tidak bukan tanpa không chưa नहीं न मत لا لم لن ليس غير
`);
const NUMERALS = words(`
  one two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds
  thousand thousands million millions billion billions trillion half quarter third first second double
  triple once twice eins zwei drei vier fünf sechs sieben acht neun zehn hundert tausend millionen
  milliarden deux trois quatre cinq sept huit neuf dix cent mille millions milliards dos tres cuatro
  cinco seis siete ocho nueve diez cien mil millones
`);
/** Words that can be added or removed without changing what a sentence says. */
const FUNCTION_WORDS = words(`
  a an the of to in on at for and that as is by with we it i der die das den dem ein eine und le la
  les un une de des du et el los las y il lo gli e o het een van en och att det og
`);

/** Without a regular expression for ASCII words, as most are. */
function hasDigit(word: string): boolean {
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    if (code > 127) return DIGIT.test(word);
    if (code > 47 && code < 58) return true;
  }
  return false;
}
const isNumber = (word: string): boolean => hasDigit(word) || NUMERALS.has(word.toLowerCase());
const isNegation = (word: string): boolean =>
  NEGATIONS.has(word.toLowerCase()) || word.endsWith("n't") || word.endsWith("N'T");
const isCapital = (word: string): boolean => {
  const code = word.charCodeAt(0);
  return code < 128 ? code > 64 && code < 91 : /^\p{Lu}/u.test(word);
};
const lettersOf = (list: readonly string[]): string =>
  list
    .join('')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '');
/** One form for `1,000` and `1000`, and for both minus signs. */
function canonical(word: string): string {
  if (!hasDigit(word)) return word;
  return (/^[^\d]*\d{1,3}(?:,\d{3})+$/.test(word) ? word.replaceAll(',', '') : word).replace('−', '-');
}

/** Edit distance with swaps of neighbours (optimal string alignment). 3 means more than 2. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2 || a.length > MAX_WORD_LENGTH) return 3;
  let previous: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const beforePrevious = previous;
    previous = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1);
      row.push(cost);
    }
  }
  return Math.min(3, row[b.length] ?? 3);
}

/**
 * True where the words likely differ by a spelling error, and neither is a number, a negation or another
 * name.
 */
function isSpelling(a: string, b: string, starts: boolean): boolean {
  if (isNumber(a) || isNumber(b) || isNegation(a) || isNegation(b)) return false;
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  if (left === right) return true;
  if (lettersOf([left]) === lettersOf([right])) return true;
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  const edits = distance(short, long);
  if (edits === 1 && FUNCTION_WORDS.has(left) && FUNCTION_WORDS.has(right)) return true;
  if (long.length < 4)
    return edits === 1 && short.length > 1 && withoutDoubledLetters(short) === withoutDoubledLetters(long);
  // Typing errors rarely affect the first letter, and other words do: increase and decrease, legal and
  // illegal.
  if (edits > (long.length >= 8 ? 2 : 1) || (left[0] !== right[0] && sortedLetters(left) !== sortedLetters(right)))
    return false;
  if (short.length === long.length && edits === 1 && left.slice(0, -1) === right.slice(0, -1)) return false;
  if (!starts && (isCapital(a) || isCapital(b))) {
    // Names are strict: only swapped letters, a doubled letter or a plural. Iran and Iraq are different.
    if (edits !== 1) return false;
    return short.length === long.length
      ? sortedLetters(left) === sortedLetters(right)
      : `${short}s` === long || withoutDoubledLetters(short) === withoutDoubledLetters(long);
  }
  return true;
}

const sortedLetters = (word: string): string => Array.from(word).sort().join('');
const withoutDoubledLetters = (word: string): string => word.replace(/(.)\1+/gu, '$1');

function tokensOf(text: string): string[] {
  const tokens = text.match(NON_ASCII.test(text) ? TOKEN : ASCII_TOKEN) ?? [];
  return DIGIT.test(text) ? tokens.map(canonical) : tokens;
}

/** The runs of changed words, by a longest common subsequence. */
function hunksOf(all: readonly string[], others: readonly string[]): Hunk[] {
  let head = 0;
  let tail = 0;
  const least = Math.min(all.length, others.length);
  while (head < least && all[head] === others[head]) head++;
  while (tail < least - head && all[all.length - 1 - tail] === others[others.length - 1 - tail]) tail++;
  const [a, b] = [all.slice(head, all.length - tail), others.slice(head, others.length - tail)];
  if (a.length === 0 || b.length === 0)
    return a.length + b.length === 0 ? [] : [{ removed: a, added: b, starts: head === 0 }];
  if (Math.max(a.length, b.length) > MAX_WORDS) return [{ removed: a, added: b, starts: head === 0 }];
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] =
        a[i] === b[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  const hunks: Hunk[] = [];
  let open: Hunk | null = null;
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      open = null;
      i++;
      j++;
      continue;
    }
    if (open === null) hunks.push((open = { removed: [], added: [], starts: head === 0 && (i === 0 || j === 0) }));
    if (j >= b.length || (i < a.length && (table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0)))
      open.removed.push(a[i++] ?? '');
    else open.added.push(b[j++] ?? '');
  }
  return hunks;
}

/** True where a run of changed words differs in typography or spelling only. */
function isCosmetic({ removed, added, starts }: Hunk, a: readonly string[], b: readonly string[]): boolean {
  const all = [...removed, ...added];
  if ((removed.length === 0 || added.length === 0) && all.length > 2) return false;
  if (all.some(isNegation)) return false;
  if (!all.some(isNumber) && lettersOf(removed) === lettersOf(added)) return true;
  if (removed.length === added.length)
    return removed.every((word, at) => isSpelling(word, added[at] ?? '', starts && at === 0));
  if (removed.length > 0 && added.length > 0) return false;
  // One or two words added or removed: function words, or a doubled word.
  return (
    all.length <= 2 &&
    all.every(
      (word) =>
        FUNCTION_WORDS.has(word.toLowerCase()) ||
        [a, b].some((list) => list.some((other, at) => other === word && list[at + 1] === word)),
    )
  );
}

/** The change that an added or deleted text makes; null where it is so short that it may be cosmetic. */
function wholeText(text: string): WordChange | null {
  const words = tokensOf(text);
  if (words.length < 3) return null;
  const change = { facts: true, numbers: false, negations: false, names: false, words: words.length };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    change.numbers ||= isNumber(word);
    change.negations ||= isNegation(word);
    change.names ||= at > 0 && isCapital(word);
  }
  change.numbers ||= text.search(MEANINGFUL_SIGNS) >= 0;
  return change;
}

/**
 * Spaces to go back from the changed part: keeps two words of context, so that a doubled word is recognised.
 */
const CONTEXT_SPACES = 3;

/**
 * Both texts without their common beginning and end, apart from two words of context. `starts`: nothing was
 * removed at the front.
 */
function withoutCommonEnds(a: string, b: string): { left: string; right: string; starts: boolean } {
  const least = Math.min(a.length, b.length);
  let head = 0;
  while (head < least && a.charCodeAt(head) === b.charCodeAt(head)) head++;
  let tail = 0;
  while (tail < least - head && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail++;
  for (let word = 0; word < CONTEXT_SPACES && head > 0; word++) head = Math.max(0, a.lastIndexOf(' ', head - 1));
  let end = a.length - tail;
  for (let word = 0; word < CONTEXT_SPACES && end < a.length; word++) {
    const space = a.indexOf(' ', end + 1);
    end = space < 0 ? a.length : space;
  }
  return { left: a.slice(head, end), right: b.slice(head, b.length - (a.length - end)), starts: head === 0 };
}

/** Compares two versions of a sentence, headline or caption. */
export function wordChange(old: string, next: string): WordChange {
  if (old === '' || next === '') {
    const change = wholeText(normalise(old === '' ? next : old));
    if (change !== null) return change;
  }
  const middle = withoutCommonEnds(normalise(old), normalise(next));
  const { starts } = middle;
  const [left, right] = [middle.left.slice(0, MAX_TEXT_LENGTH), middle.right.slice(0, MAX_TEXT_LENGTH)];
  const scale = Math.max(middle.left.length, middle.right.length) / Math.max(left.length, right.length, 1);
  const [a, b] = [tokensOf(left), tokensOf(right)];
  const signs = (left.match(MEANINGFUL_SIGNS) ?? []).join('') !== (right.match(MEANINGFUL_SIGNS) ?? []).join('');
  const hunks = hunksOf(a, b);
  if (!starts) for (const hunk of hunks) hunk.starts = false;
  const changed = hunks.flatMap(({ removed, added }) => [...removed, ...added]);
  const factualHunks = hunks.filter(
    (hunk) => Math.max(hunk.removed.length, hunk.added.length) > MAX_WORDS || !isCosmetic(hunk, a, b),
  );
  const touched = factualHunks.flatMap(({ removed, added, starts }) => [
    ...(starts ? removed.slice(1) : removed),
    ...(starts ? added.slice(1) : added),
  ]);
  return {
    facts: signs || factualHunks.length > 0,
    numbers: signs || changed.some(isNumber),
    negations: changed.some(isNegation),
    names: touched.some(isCapital),
    words: Math.round(
      scale * hunks.reduce((sum, { removed, added }) => sum + Math.max(removed.length, added.length), 0),
    ),
  };
}
