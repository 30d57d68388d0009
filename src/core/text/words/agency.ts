// News agencies and other sources of stories and pictures. Entries are regular expressions.

/** Agencies and papers that stand alone in a byline, in lower case. */
export const BYLINE_AGENCIES: readonly string[] = [
  'reuters', 'ap', 'afp', 'pti', 'ani', 'ians', 'upi', 'dpa', 'cnn', 'bbc news', 'bloomberg', 'xinhua',
  'agencies', 'associated press', 'efe', 'agencia efe', 'ansa', 'europa press', 'kyodo', 'kyodo news', 'yonhap',
  'tass', 'anadolu', 'aa', 'apa', 'sda', 'epd', 'kna', 'sid', 'lusa', 'belga', 'anp', 'ritzau', 'ntb', 'tt',
  'stt', 'pap', 'čtk', 'tasr', 'mti', 'agerpres', 'antara', 'bernama', 'télam', 'notimex', 'ukrinform',
  'interfax', 'tnn', 'the associated press', 'reuters staff', 'thomson reuters', 'wires?', 'web desk',
];

/** Agencies that stand alone on a line, in lower case. */
export const LINE_AGENCIES: readonly string[] = [
  'reuters', 'ap', 'afp', 'pti', 'ani', 'ians', 'dpa', 'upi', 'agencies', 'bloomberg', 'xinhua',
];

/** Agencies in the brackets of a dateline: "LONDON, Nov 3 (Reuters) - ". */
export const DATELINE_AGENCIES: readonly string[] = [
  'Reuters', 'Thomson Reuters Foundation', 'AP', 'Associated Press', 'AFP', 'CNN', 'PTI', 'ANI', 'IANS', 'UPI',
  'UNI', 'Bloomberg', 'dpa', 'EFE', 'Xinhua', 'TASS', 'Kyodo', 'Yonhap', 'ANSA', 'APA', 'TT', 'NTB', 'Lusa',
  'ATS', 'SDA', 'epd', 'KNA', 'SID', 'AAP', 'PA', 'BTA', 'MTI', 'PAP', 'ČTK', 'Anadolu', 'Belga', 'ANP', 'AA',
  'İHA', 'DHA', 'EUROPA PRESS', 'Europa Press', 'EP', 'ANTARA', 'Antara', 'Bernama', 'Agência Brasil', 'Ritzau',
  'STT', 'SITA', 'TASR', 'Agerpres', 'Interfax', 'CNA', 'VNA', 'KUNA', 'WAM', 'SPA', 'MAP', 'APS', 'HINA',
  'Hina', 'Tanjug', 'Beta', 'Ukrinform', 'LUSA', 'JIJI', 'Notimex', 'Télam',
];

/** Agencies in brackets at the start of a story without a place: "(AP) — ". */
export const AGENCIES_BEFORE_TEXT: readonly string[] = [
  'Reuters', 'AP', 'AFP', 'CNN', 'PTI', 'ANI', 'IANS', 'UPI', 'Bloomberg', 'dpa', 'EFE', 'Xinhua', 'TASS',
  'ANSA', 'PAP', 'Europa Press', 'Agencias?', 'Belga', 'ots', 'dpa\\/\\w{2,4}',
];

/** Words in the name of an agency or a paper. */
export const AGENCY_NAME_WORDS: readonly string[] = [
  'News', 'Business', 'Now', 'Press', 'Agency', 'Wire', 'Times', 'Post', 'Network', 'Morning', 'Today', 'Media',
  'Daily', 'Herald', 'Tribune', 'Radio', 'TV',
];

/** Agencies and archives in picture credits. */
export const PICTURE_SOURCES: readonly string[] = [
  'REUTERS', 'Reuters', 'AP', 'A\\.P\\.', 'AFP', 'Getty(?: Images)?', 'EPA(?:-EFE)?', 'ANI', 'PTI', 'IANS',
  'AAP', 'PA', 'PA Media', 'Press Association', 'Associated Press', 'AP Photo', 'Shutterstock', 'Bloomberg',
  'Xinhua', 'TASS', 'iStock(?:photo)?', 'Unsplash', 'Alamy', 'NASA', 'Wikimedia(?: Commons)?', 'Twitter', 'X',
  'Facebook', 'Instagram', 'File', 'Sipa(?: USA)?', 'Zuma(?: Press)?', 'dpa', 'Anadolu(?: Agency)?',
];
