/** Keys of the twelve months and of the seven days, in order; the week begins on Monday. */
export const MONTH_KEYS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
export const WEEKDAY_KEYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

type Words = readonly string[];

/**
 * One language's words for stamps, in lower case. Accents, case and character width don't matter. A space
 * separates words of a phrase. `Intl` supplies the names of months and weekdays; a pack adds abbreviations
 * and variants.
 */
export type LanguagePack = {
  /** BCP 47. */
  language: string;
  /** Labels of the last change, and of publication. */
  updated: Words;
  published: Words;
  /** Labels that are also everyday words: only a capital or a colon makes one of them a label. */
  commonWords?: Words;
  months?: Partial<Record<(typeof MONTH_KEYS)[number], Words>>;
  weekdays?: Partial<Record<(typeof WEEKDAY_KEYS)[number], Words>>;
  /** Words without meaning between the parts of a stamp: on, at, le, um. */
  fillers?: Words;
  /** Words without meaning after a clock: Uhr, h. */
  hourWords?: Words;
  am?: Words;
  pm?: Words;
  /** Units of "… ago". */
  units?: { minute: Words; hour: Words; day: Words; week: Words };
  /** Words that make a span lie in the past: "vor" before it, "ago" after it. */
  beforeSpan?: Words;
  afterSpan?: Words;
  today?: Words;
  yesterday?: Words;
  /** Words between a label and its author's name. */
  by?: Words;
  /** True where a label may follow its date: 2023年11月3日更新. */
  labelMayFollowDate?: true;
  /** True where a two-digit year comes first: 23.11.03. */
  yearFirst?: true;
};
