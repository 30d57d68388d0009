// The words that stamps are made of, indexed over all languages at once, since pages mix them ("Updated Miércoles 27 abril");
// a label's own language settles the order of 03/04. A new language is a new pack in stamp-words/.
import { foldWord } from './fold-word.js';
import { ASIAN } from './words/asian.js';
import { BALTIC } from './words/baltic.js';
import { ENGLISH } from './words/english.js';
import { GERMANIC } from './words/germanic.js';
import type { LanguagePack } from './words/language-pack.js';
import { ROMANCE } from './words/romance.js';
import { SLAVIC } from './words/slavic.js';
import { SOUTHERN } from './words/southern.js';
import { WIDER } from './words/wider.js';

export type StampKind = 'published' | 'updated';

/** A label that starts with some word: its words, what it announces, its language, and how it may be used. */
export type Label = { words: string[]; kind: StampKind; language: string; isCommonWord: boolean; mayFollowDate: boolean };
/** Words in a row, and what they stand for. */
export type Phrase<Value> = { words: string[]; value: Value };

const PACKS: LanguagePack[] = [...ENGLISH, ...GERMANIC, ...ROMANCE, ...SLAVIC, ...SOUTHERN, ...BALTIC, ...ASIAN, ...WIDER];
const MINUTES = [1, 60, 1440, 10_080];

export const LABELS = new Map<string, Label[]>();
/** One or two words of a month's name to its number. */
export const MONTHS = new Map<string, number>();
/** 0 is Sunday, as `Date` counts; null for a word that names different days in different languages. */
export const WEEKDAYS = new Map<string, number | null>();
export const FILLERS = new Set<string>();
export const HOUR_WORDS = new Set<string>();
/** True for words of the afternoon. */
export const MERIDIEMS = new Map<string, boolean>();
/** Minutes of a unit of time. */
export const UNITS = new Map<string, number>();
export const AFTER_SPAN = new Map<string, Phrase<true>[]>();
export const BEFORE_SPAN = new Map<string, Phrase<true>[]>();
/** Days before today. */
export const DAYS_BACK = new Map<string, Phrase<number>[]>();
export const BY_WORDS = new Set<string>();
export const YEAR_FIRST = new Set<string>();
const namedHours = (words: string, hour: number): [string, number][] => words.split(' ').map((word) => [foldWord(word), hour]);
/** Clocks that have a name: noon is 12. */
export const NAMED_HOURS = new Map<string, number>([
  ...namedHours('noon midday midi mediodia mezzogiorno mittag полдень', 12),
  ...namedHours('midnight minuit medianoche mezzanotte mitternacht middernacht полночь', 0),
]);

const split = (phrases: string | undefined): string[][] => (phrases ?? '').split('|').filter((phrase) => phrase !== '').map((phrase) => phrase.split(' ').map(foldWord));

function add<Value>(index: Map<string, Phrase<Value>[]>, phrases: string | undefined, value: Value): void {
  for (const words of split(phrases)) index.set(words[0] ?? '', [...(index.get(words[0] ?? '') ?? []), { words, value }]);
}

function addLabels(pack: LanguagePack): void {
  const weak = new Set(split(pack.weak).map((words) => words.join(' ')));
  for (const kind of ['updated', 'published'] as const) {
    for (const words of split(pack[kind])) {
      const [first = ''] = words;
      LABELS.set(first, [...(LABELS.get(first) ?? []), { words, kind, language: pack.language, isCommonWord: weak.has(words.join(' ')), mayFollowDate: pack.trailing === true }]);
    }
  }
}

type Part = 'month' | 'weekday';

/** Names of some days' months or weekdays as `Intl` has them, alone and in a date ("ноябрь", "ноября"), long and short. One list a day. */
function namesOf(language: string, part: Part, dates: Date[]): string[][] {
  const alone = (['long', 'short'] as const).map((style): Intl.DateTimeFormatOptions => ({ [part]: style }));
  const dated = alone.flatMap((style): Intl.DateTimeFormatOptions[] => [{ ...style, day: 'numeric' }, { ...style, day: 'numeric', year: 'numeric' }]);
  const styles = part === 'weekday' ? alone : [...alone, ...dated];
  const formatters = styles.map((style) => new Intl.DateTimeFormat(language, { ...style, calendar: 'gregory', timeZone: 'UTC' }));
  const nameIn = (formatter: Intl.DateTimeFormat, date: Date): string => formatter.formatToParts(date).find(({ type }) => type === part)?.value ?? '';
  return dates.map((date) => formatters.map((formatter) => foldWord(nameIn(formatter, date)).replace(/^[.॰׳\s]+|[.॰׳\s]+$/g, '')));
}

// The first of May 2023 was a Monday.
const MONTH_DATES = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2023, month, 15)));
const DAY_DATES = Array.from({ length: 7 }, (_, day) => new Date(Date.UTC(2023, 4, day + 1)));

const hasDigit = (name: string): boolean => /\p{Nd}/u.test(name);

const joined = (phrases: string | undefined): string[] => split(phrases).map((words) => words.join(' '));

function addNames(pack: LanguagePack): void {
  const [months, weekdays] = [(pack.months ?? '').split(','), (pack.weekdays ?? '').split(',')];
  const hebrew = pack.language === 'he';
  namesOf(pack.language, 'month', MONTH_DATES).forEach((found, month) => {
    const names = [...found, ...joined(months[month])];
    // Hebrew writes its "in" on the month: בנובמבר.
    for (const name of hebrew ? [...names, ...names.map((bare) => `ב${bare}`)] : names) {
      if (name !== '' && !hasDigit(name) && !MONTHS.has(name)) MONTHS.set(name, month + 1);
    }
  });
  namesOf(pack.language, 'weekday', DAY_DATES).forEach((found, index) => {
    const day = (index + 1) % 7;
    const names = [...found, ...joined(weekdays[index])].map((name) => (hebrew ? name.replace(/^יום /, '') : name));
    for (const name of new Set([...names, ...names.map((full) => full.replace(/-feira$/, ''))])) {
      if (name !== '' && !MONTHS.has(name)) WEEKDAYS.set(name, WEEKDAYS.has(name) && WEEKDAYS.get(name) !== day ? null : day);
    }
  });
}

for (const pack of PACKS) {
  addLabels(pack);
  addNames(pack);
  for (const word of split(pack.fillers).flat()) FILLERS.add(word);
  for (const word of split(pack.hours).flat()) HOUR_WORDS.add(word);
  for (const word of split(pack.by).flat()) BY_WORDS.add(word);
  for (const word of split(pack.am).flat()) MERIDIEMS.set(word, false);
  for (const word of split(pack.pm).flat()) MERIDIEMS.set(word, true);
  (pack.units ?? []).forEach((words, index) => {
    for (const word of split(words).flat()) if (!UNITS.has(word)) UNITS.set(word, MINUTES[index] ?? 1);
  });
  add(AFTER_SPAN, pack.ago, true);
  add(BEFORE_SPAN, pack.since, true);
  add(DAYS_BACK, pack.today, 0);
  add(DAYS_BACK, pack.yesterday, 1);
  if (pack.yearFirst === true) YEAR_FIRST.add(pack.language);
}
// The longest wins: "last updated" before "last", and "最終更新日時" before "更新".
for (const index of [LABELS, AFTER_SPAN, BEFORE_SPAN, DAYS_BACK]) for (const phrases of index.values()) phrases.sort((a, b) => b.words.length - a.words.length);

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const UNITS_OF_DATES = '年 月 日 号 號 時 时 点 點 分 秒 년 월 일 시 분 초 令和 平成 民國 民国 元 半 格林尼治标准时间 格林尼治標準時間 北京时间 北京時間 香港时间 香港時間 台北時間 日本時間 한국시간'.split(' ');

/** Words of scripts that write no spaces, longest first: what the tokenizer cuts such text by. */
export const UNSPACED_WORDS: string[] = [
  ...new Set([
    ...UNITS_OF_DATES,
    ...[...LABELS.values()].flat().flatMap(({ words }) => words),
    ...[AFTER_SPAN, BEFORE_SPAN, DAYS_BACK].flatMap((index) => [...index.values()].flat().flatMap(({ words }) => words)),
    ...MONTHS.keys(), ...WEEKDAYS.keys(), ...FILLERS, ...HOUR_WORDS, ...MERIDIEMS.keys(), ...UNITS.keys(),
  ]),
].filter((word) => UNSPACED.test(word) && !/[.\s]/.test(word)).sort((a, b) => b.length - a.length);
