/**
 * A language's words for stamps, in lower case; variants are parted by `|`. Accents, case and the width of letters never matter.
 * Names of months and weekdays come from `Intl`; a pack adds what people write besides.
 */
export type LanguagePack = {
  language: string;
  /** Labels of a last change, and of publication. */
  updated: string;
  published: string;
  /** Labels that are common words too: only a capital or a colon makes them one. */
  weak?: string;
  /** Further names of the twelve months, parted by commas, and of the seven days from Monday. */
  months?: string;
  weekdays?: string;
  /** Words between the parts of a stamp that say nothing: on, at, le, um. */
  fillers: string;
  /** Words after a clock that say nothing: Uhr, h. */
  hours?: string;
  am?: string;
  pm?: string;
  /** Units of "… ago": minutes, hours, days, weeks. */
  units?: [string, string, string, string];
  /** What makes a span one that has passed, before it and after it. */
  since?: string;
  ago?: string;
  today?: string;
  yesterday?: string;
  /** What stands between a label and the name of who did it. */
  by?: string;
  /** Set where a label may follow its date: 2023年11月3日更新. */
  trailing?: true;
  /** Set where a year of two digits comes first: 23.11.03. */
  yearFirst?: true;
};
