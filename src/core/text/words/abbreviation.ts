// Abbreviations with a full stop, and words that begin a sentence: English, German, French, Spanish.

/** A name follows: the sentence continues. */
export const TITLES: readonly string[] = [
  'Mr', 'Mrs', 'Ms', 'Mx', 'Dr', 'Prof', 'Sen', 'Sens', 'Rep', 'Reps', 'Gov', 'Govs', 'Gen', 'Col', 'Lt',
  'Capt', 'Sgt', 'Maj', 'Cmdr', 'Cpl', 'Pvt', 'Adm', 'Rev', 'Hon', 'Pres', 'Supt', 'Insp', 'Messrs', 'Mme',
  'Mlle', 'Mt', 'Ft', 'vs', 'v', 'cf', 'Hr', 'Fr', 'Sr', 'Sra', 'Srta', 'Dra', 'Dott', 'Ing', 'Avv', 'Sig',
  'Hrn', 'Kpt',
];

/** A number follows: the sentence continues. */
export const BEFORE_NUMBER: readonly string[] = [
  'No', 'Nos', 'Nr', 'kl', 'klo', 'Art', 'Sec', 'Fig', 'Ch', 'Vol', 'p', 'pp', 'ca', 'c', 'approx', 'Rs', 'Jan',
  'Feb', 'Mar', 'Apr', 'Jun', 'Jul', 'Aug', 'Sep', 'Sept', 'Oct', 'Nov', 'Dec', 'janv', 'févr', 'avr', 'juil',
  'déc', 'Abb', 'Kap', 'Bd', 'Ziff',
];

/** These may also end a sentence; the next word decides. */
export const MAY_END_SENTENCE: readonly string[] = [
  'Inc', 'Corp', 'Co', 'Ltd', 'Jr', 'Bros', 'Cos', 'Min', 'Std', 'St', 'Ave', 'Blvd', 'Rd', 'Gmbh', 'Mio',
  'Mrd', 'Dept', 'Univ', 'Assn', 'Ariz', 'Calif', 'Colo', 'Conn', 'Fla', 'Ill', 'Ind', 'Mass', 'Mich', 'Minn',
  'Miss', 'Okla', 'Ore', 'Pa', 'Penn', 'Tenn', 'Tex', 'Va', 'Wash', 'Wis',
];

/** Words that begin a sentence rather than continue a name. */
export const SENTENCE_STARTERS: readonly string[] = [
  'The', 'A', 'An', 'He', 'She', 'It', 'They', 'We', 'You', 'I', 'This', 'That', 'These', 'Those', 'There',
  'Here', 'In', 'On', 'At', 'By', 'For', 'From', 'With', 'But', 'And', 'Or', 'So', 'If', 'When', 'While', 'As',
  'After', 'Before', 'Since', 'Then', 'Now', 'What', 'Who', 'Why', 'How', 'His', 'Her', 'Its', 'Their', 'Our',
  'My', 'Yet', 'Still', 'Also', 'However', 'Meanwhile', 'Although', 'Though', 'Some', 'Many', 'Most', 'Such',
  'No', 'Not', 'Der', 'Die', 'Das', 'Ein', 'Eine', 'Er', 'Sie', 'Es', 'Wir', 'Le', 'La', 'Les', 'Un', 'Une',
  'Il', 'Elle', 'Ils', 'El', 'Los', 'Las', 'Una',
];

/** German months, after the full stop of a day: "3. November". */
export const GERMAN_MONTHS: readonly string[] = [
  'Januar', 'Jänner', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober', 'November',
  'Dezember',
];

/** Days, zones and months that may follow "a.m." or "p.m." within a sentence, as regular expressions. */
export const AFTER_MERIDIEM: readonly string[] = [
  '[A-Z]{2,4}\\b', '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day', 'Eastern', 'Pacific', 'Central', 'Mountain', 'Jan',
  'Feb', 'March', 'April', 'May', 'June', 'July', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec',
];

/** Abbreviations that never end a sentence, as regular expressions. */
export const NEVER_END_SENTENCE: readonly string[] = ['e\\.g', 'i\\.e', 'z\\.B', 'd\\.h', 'u\\.a', 'p\\.ex'];
