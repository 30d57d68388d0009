// Words of datelines besides places and agencies. Entries are regular expressions.

/** Words of papers and desks, which precede a place in a header. */
export const NOT_IN_PLACES: readonly string[] = [
  'team',
  'desk',
  'staff',
  'bureau',
  'news',
  'web',
  'agency',
  'times',
  'post',
  'correspondent',
  'reporter',
  'editor',
  'by',
  'updated',
  'published',
];

/** Parts of a place's name in lower case. */
export const PLACE_PARTICLES: readonly string[] = [
  'de',
  'del',
  'do',
  'da',
  'la',
  'le',
  'el',
  'al',
  'of',
  'and',
  'the',
  'upon',
  'sur',
  'am',
  'an',
  'der',
  'di',
];

/** Words that begin a sentence in the form of a dateline: "WATCH — …". */
export const NOT_DATELINES: readonly string[] = [
  'WATCH',
  'LIVE',
  'UPDATE',
  'BREAKING',
  'NEW$',
  'EXCLUSIVE',
  'ANALYSIS',
  'OPINION',
  'VIDEO',
  'PHOTOS?',
  'FILE PHOTO',
  'EXPLAINER',
  'FACTBOX',
  'CORRECTION',
  'CORRECTED',
  'NOTE',
  "EDITOR'S NOTE",
  'HIGHLIGHTS',
  'KEY POINTS',
  'SUMMARY',
  'READ MORE',
  'ALSO READ',
  'FACT CHECK',
  'WHAT',
  'WHY',
  'HOW',
  'WHO',
];

/** Bureaus and agencies after a place on Hindi pages: "लखनऊ, राज्य ब्यूरो।". */
export const HINDI_BUREAUS: readonly string[] = [
  'राज्य ब्यूरो',
  'जागरण संवाददाता',
  'संवाददाता',
  'संवाद सूत्र',
  'ब्यूरो',
  'एजेंसी',
  'एएनआई',
  'पीटीआई',
  'ऑनलाइन डेस्क',
];
