// Words of bylines, as regular expressions.

/** Words before a name, alone: "By Jane Doe". */
export const BY: readonly string[] = ['by', 'von', 'par', 'por'];

/** Verbs before "by". */
export const WRITTEN_BY: readonly string[] = ['written', 'reported', 'compiled', 'posted', 'published', 'submitted'];

/** Words in the name of a desk or an agency: "WION Web Team". */
export const DESK_WORDS: readonly string[] = [
  'staff',
  'desk',
  'team',
  'bureau',
  'correspondents?',
  'reporters?',
  'agencies',
  'newsroom',
  'news service',
  'press trust of india',
  'associated press',
  'editorial board',
  'web desk',
  'agency',
];

/** Roles, in the singular; a plural "s" may follow. */
export const ROLES: readonly string[] = [
  'editor',
  'writer',
  'reporter',
  'correspondent',
  'chief',
  'columnist',
  'producer',
  'analyst',
  'contributor',
  'journalist',
  'freelance\\w*',
];

/** Parts of a name in lower case. */
export const NAME_PARTICLES: readonly string[] = [
  'de',
  'del',
  'della',
  'di',
  'da',
  'dos',
  'van',
  'von',
  'der',
  'den',
  'bin',
  'ibn',
  'al',
  'el',
  'la',
  'le',
  'y',
];
