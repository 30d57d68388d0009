// The words of stamps, indexed over all languages at once, because pages mix them ("Updated Miércoles 27
// abril"). The language of the label decides the order of 03/04. To add a language, add a pack under languages/.
import { foldWord } from './fold-word.js';
import { ALL_LANGUAGES } from './languages/all-languages.js';
import { MONTH_KEYS, WEEKDAY_KEYS, type LanguagePack } from './words/language-pack.js';

export type StampKind = 'published' | 'updated';

/** A label, as folded words. `isCommonWord` and `mayFollowDate`: see `LanguagePack`. */
export type Label = {
  words: string[];
  kind: StampKind;
  language: string;
  isCommonWord: boolean;
  mayFollowDate: boolean;
};
/** Folded words in a row, and their value. */
export type Phrase<Value> = { words: string[]; value: Value };

/** Labels by their first word, the longest first. */
export const LABELS = new Map<string, Label[]>();
/** A month's name, of one or two words, to 1 to 12. */
export const MONTHS = new Map<string, number>();
/** 0 is Sunday, as in `Date`; null for a word that names different days in different languages. */
export const WEEKDAYS = new Map<string, number | null>();
export const FILLERS = new Set<string>();
export const HOUR_WORDS = new Set<string>();
/** True for words of the afternoon, false for words of the morning. */
export const MERIDIEMS = new Map<string, boolean>();
/** Units of time, in minutes. */
export const UNITS = new Map<string, number>();
export const AFTER_SPAN = new Map<string, Phrase<true>[]>();
export const BEFORE_SPAN = new Map<string, Phrase<true>[]>();
/** Words for today and yesterday, to the number of days before today. */
export const DAYS_BACK = new Map<string, Phrase<number>[]>();
export const BY_WORDS = new Set<string>();
/** Languages that write a two-digit year first. */
export const YEAR_FIRST = new Set<string>();

const hours = (words: readonly string[], hour: number): [string, number][] =>
  words.map((word) => [foldWord(word), hour]);
/** Hours that have a name: noon is 12. */
export const NAMED_HOURS = new Map<string, number>([
  ...hours(['noon', 'midday', 'midi', 'mediodia', 'mezzogiorno', 'mittag', 'полдень'], 12),
  ...hours(['midnight', 'minuit', 'medianoche', 'mezzanotte', 'mitternacht', 'middernacht', 'полночь'], 0),
]);

const MINUTES_OF_UNIT = { minute: 1, hour: 60, day: 1440, week: 10_080 } as const;

/** Each phrase as its folded words. */
const foldPhrases = (phrases: readonly string[] = []): string[][] =>
  phrases.map((phrase) => phrase.split(' ').map(foldWord));

/** The folded words of all phrases, in one list. */
const foldWords = (phrases: readonly string[] = []): string[] => foldPhrases(phrases).flat();

function addPhrases<Value>(
  index: Map<string, Phrase<Value>[]>,
  phrases: readonly string[] | undefined,
  value: Value,
): void {
  for (const words of foldPhrases(phrases)) {
    const first = words[0] ?? '';
    index.set(first, [...(index.get(first) ?? []), { words, value }]);
  }
}

function addLabels(pack: LanguagePack): void {
  const common = new Set(foldPhrases(pack.commonWords).map((words) => words.join(' ')));
  for (const kind of ['updated', 'published'] as const) {
    for (const words of foldPhrases(pack[kind])) {
      const first = words[0] ?? '';
      const isCommonWord = common.has(words.join(' '));
      const mayFollowDate = pack.labelMayFollowDate === true;
      LABELS.set(first, [
        ...(LABELS.get(first) ?? []),
        { words, kind, language: pack.language, isCommonWord, mayFollowDate },
      ]);
    }
  }
}

type NamePart = 'month' | 'weekday';

/**
 * Names of the months or weekdays of `dates` from `Intl`, one list for each date: long and short, alone
 * ("ноябрь") and, for months, inside a date ("ноября").
 */
function intlNames(language: string, part: NamePart, dates: Date[]): string[][] {
  const alone = (['long', 'short'] as const).map((style): Intl.DateTimeFormatOptions => ({ [part]: style }));
  const inDate = alone.flatMap((style): Intl.DateTimeFormatOptions[] => [
    { ...style, day: 'numeric' },
    { ...style, day: 'numeric', year: 'numeric' },
  ]);
  const styles = part === 'weekday' ? alone : [...alone, ...inDate];
  const formatters = styles.map(
    (style) => new Intl.DateTimeFormat(language, { ...style, calendar: 'gregory', timeZone: 'UTC' }),
  );
  const nameIn = (formatter: Intl.DateTimeFormat, date: Date): string =>
    formatter.formatToParts(date).find(({ type }) => type === part)?.value ?? '';
  return dates.map((date) =>
    formatters.map((formatter) => foldWord(nameIn(formatter, date)).replace(/^[.॰׳\s]+|[.॰׳\s]+$/g, '')),
  );
}

const MONTH_DATES = MONTH_KEYS.map((_, month) => new Date(Date.UTC(2023, month, 15)));
// 1 May 2023 is a Monday.
const WEEKDAY_DATES = WEEKDAY_KEYS.map((_, day) => new Date(Date.UTC(2023, 4, day + 1)));

const hasDigit = (name: string): boolean => /\p{Nd}/u.test(name);

const foldNames = (names: readonly string[] | undefined): string[] =>
  foldPhrases(names).map((words) => words.join(' '));

function addMonthsAndWeekdays(pack: LanguagePack): void {
  const isHebrew = pack.language === 'he';
  intlNames(pack.language, 'month', MONTH_DATES).forEach((found, month) => {
    const key = MONTH_KEYS[month] ?? 'jan';
    const names = [...found, ...foldNames(pack.months?.[key])];
    // Hebrew prefixes the month with "in": בנובמבר.
    for (const name of isHebrew ? [...names, ...names.map((plain) => `ב${plain}`)] : names) {
      if (name !== '' && !hasDigit(name) && !MONTHS.has(name)) MONTHS.set(name, month + 1);
    }
  });
  intlNames(pack.language, 'weekday', WEEKDAY_DATES).forEach((found, index) => {
    const key = WEEKDAY_KEYS[index] ?? 'mon';
    const day = (index + 1) % 7;
    const names = [...found, ...foldNames(pack.weekdays?.[key])].map((name) =>
      isHebrew ? name.replace(/^יום /, '') : name,
    );
    // Portuguese "terça-feira" is also written "terça".
    for (const name of new Set([...names, ...names.map((full) => full.replace(/-feira$/, ''))])) {
      if (name !== '' && !MONTHS.has(name))
        WEEKDAYS.set(name, WEEKDAYS.has(name) && WEEKDAYS.get(name) !== day ? null : day);
    }
  });
}

for (const pack of ALL_LANGUAGES) {
  addLabels(pack);
  addMonthsAndWeekdays(pack);
  for (const word of foldWords(pack.fillers)) FILLERS.add(word);
  for (const word of foldWords(pack.hourWords)) HOUR_WORDS.add(word);
  for (const word of foldWords(pack.by)) BY_WORDS.add(word);
  for (const word of foldWords(pack.am)) MERIDIEMS.set(word, false);
  for (const word of foldWords(pack.pm)) MERIDIEMS.set(word, true);
  for (const unit of ['minute', 'hour', 'day', 'week'] as const) {
    for (const word of foldWords(pack.units?.[unit])) if (!UNITS.has(word)) UNITS.set(word, MINUTES_OF_UNIT[unit]);
  }
  addPhrases(AFTER_SPAN, pack.afterSpan, true);
  addPhrases(BEFORE_SPAN, pack.beforeSpan, true);
  addPhrases(DAYS_BACK, pack.today, 0);
  addPhrases(DAYS_BACK, pack.yesterday, 1);
  if (pack.yearFirst === true) YEAR_FIRST.add(pack.language);
}
// The longest phrase wins: "last updated" before "last", "最終更新日時" before "更新".
for (const index of [LABELS, AFTER_SPAN, BEFORE_SPAN, DAYS_BACK]) {
  for (const phrases of index.values()) phrases.sort((a, b) => b.words.length - a.words.length);
}

const UNSPACED_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
/** Units, eras and zones that dates in Chinese, Japanese and Korean contain. */
const CJK_DATE_WORDS = [
  '年',
  '月',
  '日',
  '号',
  '號',
  '時',
  '时',
  '点',
  '點',
  '分',
  '秒',
  '년',
  '월',
  '일',
  '시',
  '분',
  '초',
  '令和',
  '平成',
  '民國',
  '民国',
  '元',
  '半',
  '格林尼治标准时间',
  '格林尼治標準時間',
  '北京时间',
  '北京時間',
  '香港时间',
  '香港時間',
  '台北時間',
  '日本時間',
  '한국시간',
];

const wordsIn = (index: Map<string, { words: string[] }[]>): string[] =>
  [...index.values()].flat().flatMap(({ words }) => words);

/** Words of scripts without spaces, longest first: the tokenizer cuts such text at them. */
export const UNSPACED_WORDS: string[] = [
  ...new Set([
    ...CJK_DATE_WORDS,
    ...wordsIn(LABELS),
    ...wordsIn(AFTER_SPAN),
    ...wordsIn(BEFORE_SPAN),
    ...wordsIn(DAYS_BACK),
    ...MONTHS.keys(),
    ...WEEKDAYS.keys(),
    ...FILLERS,
    ...HOUR_WORDS,
    ...MERIDIEMS.keys(),
    ...UNITS.keys(),
  ]),
]
  .filter((word) => UNSPACED_SCRIPT.test(word) && !/[.\s]/.test(word))
  .sort((a, b) => b.length - a.length);
