// Words that point to a country (ISO 3166 code).

export type WordsByCountry = Readonly<Record<string, readonly string[]>>;

/** Cities whose names are unlikely to mean a place elsewhere. */
export const CITIES_BY_COUNTRY: WordsByCountry = {
  IN: [
    'new delhi',
    'delhi',
    'mumbai',
    'chennai',
    'kolkata',
    'bengaluru',
    'bangalore',
    'pune',
    'ahmedabad',
    'lucknow',
    'patna',
    'jaipur',
    'bhopal',
    'srinagar',
    'guwahati',
    'kochi',
    'thiruvananthapuram',
    'chandigarh',
    'bhubaneswar',
  ],
  IE: ['dublin', 'cork', 'galway'],
  IL: ['jerusalem', 'tel aviv', 'haifa'],
  GB: ['edinburgh', 'glasgow', 'cardiff', 'belfast', 'leeds', 'liverpool'],
  BD: ['dhaka', 'chittagong', 'chattogram'],
  CN: ['beijing', 'shanghai', 'guangzhou', 'shenzhen'],
  TW: ['taipei', 'kaohsiung'],
  US: [
    'chicago',
    'houston',
    'dallas',
    'austin',
    'milwaukee',
    'minneapolis',
    'new orleans',
    'nashville',
    'st. louis',
    'washington',
    'new york',
    'los angeles',
    'san francisco',
    'seattle',
    'miami',
    'atlanta',
  ],
  MX: ['mexico city', 'guadalajara', 'monterrey'],
  AE: ['dubai', 'abu dhabi', 'sharjah'],
  SA: ['riyadh', 'jeddah'],
  KW: ['kuwait city'],
  QA: ['doha'],
  CU: ['havana'],
  CA: ['toronto', 'ottawa', 'montreal', 'vancouver', 'winnipeg'],
  PR: ['san juan'],
};

/** States and provinces whose names no other country has. */
export const PROVINCES_BY_COUNTRY: WordsByCountry = {
  US: [
    'alabama',
    'arizona',
    'arkansas',
    'california',
    'colorado',
    'connecticut',
    'florida',
    'illinois',
    'indiana',
    'kansas',
    'kentucky',
    'louisiana',
    'michigan',
    'minnesota',
    'mississippi',
    'missouri',
    'nebraska',
    'ohio',
    'oklahoma',
    'oregon',
    'pennsylvania',
    'tennessee',
    'texas',
    'wisconsin',
  ],
  IN: [
    'uttar pradesh',
    'madhya pradesh',
    'maharashtra',
    'karnataka',
    'tamil nadu',
    'kerala',
    'gujarat',
    'rajasthan',
    'bihar',
    'odisha',
    'west bengal',
    'telangana',
  ],
};

/** States as the AP Stylebook abbreviates them: "HAYWARD, Calif." */
export const US_STATE_ABBREVIATIONS: readonly string[] = [
  'ala.',
  'ariz.',
  'ark.',
  'calif.',
  'colo.',
  'conn.',
  'del.',
  'fla.',
  'ga.',
  'ill.',
  'ind.',
  'iowa',
  'kan.',
  'ky.',
  'la.',
  'maine',
  'md.',
  'mass.',
  'mich.',
  'minn.',
  'miss.',
  'mo.',
  'mont.',
  'neb.',
  'nev.',
  'n.c.',
  'n.d.',
  'n.h.',
  'n.j.',
  'n.m.',
  'n.y.',
  'ohio',
  'okla.',
  'ore.',
  'pa.',
  'r.i.',
  's.c.',
  's.d.',
  'tenn.',
  'texas',
  'utah',
  'vt.',
  'va.',
  'wash.',
  'wis.',
  'wyo.',
];

/** Parts of newspapers’ host names: hindustan-times.com, the-irish-paper.com. */
export const HOST_WORDS_BY_COUNTRY: WordsByCountry = {
  IN: ['india', 'hindustan', 'bharat', 'bengal', 'mumbai', 'delhi', 'deccan'],
  IE: ['irish', 'ireland'],
  IL: ['israel', 'jerusalem'],
  BD: ['bangla', 'dhaka'],
  TW: ['taiwan', 'taipei'],
  US: ['texas', 'chicago', 'houston', 'dallas'],
};

/** Names of countries besides those of `Intl`. */
export const COUNTRY_ALIASES: Readonly<Record<string, string>> = {
  uk: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  us: 'US',
  usa: 'US',
  'u.s.': 'US',
  uae: 'AE',
};

/** Countries that a text is searched for by name, besides cities and provinces. */
export const SEARCHED_COUNTRIES: readonly string[] = [
  'india',
  'ireland',
  'israel',
  'bangladesh',
  'china',
  'taiwan',
  'saudi arabia',
];

/** Country-code domains sold without regard to the country. */
export const GENERIC_COUNTRY_DOMAINS: readonly string[] = [
  'IO',
  'TV',
  'ME',
  'CO',
  'AI',
  'FM',
  'AM',
  'LY',
  'TO',
  'CC',
  'WS',
  'GG',
  'SH',
  'EU',
  'SU',
];

/** Languages that are at home in India alone. */
export const INDIAN_LANGUAGES: readonly string[] = ['hi', 'ta', 'te', 'mr', 'gu', 'kn', 'ml', 'pa'];

/** Countries that write both 3/4 and 4/3 for the third of April. */
export const MIXED_DATE_ORDER_COUNTRIES: readonly string[] = ['CA', 'PH', 'PA', 'PR', 'KE'];

/** `terms` and `symbols` are regular expressions. A term begins at a word boundary and ends at `end`. */
export type LocalTerms = {
  terms: readonly string[];
  end: '\\b' | '(?![a-z])';
  symbols?: readonly string[];
  ignoreCase?: true;
};

/** Agencies, currencies and institutions that newspapers of other countries seldom name. */
export const LOCAL_TERMS_BY_COUNTRY: Readonly<Record<string, LocalTerms>> = {
  IN: {
    terms: [
      'PTI',
      'ANI',
      'IANS',
      'crores?',
      'lakhs?',
      'Lok Sabha',
      'Rajya Sabha',
      'BJP',
      'RBI',
      'Hindustan',
      'Aadhaar',
      'Sensex',
      'Nifty',
      'BCCI',
      'NEET',
      'UPSC',
      'Aam Aadmi',
      'Shiv Sena',
      'AIADMK',
      'panchayat',
      'Union [Mm]inister',
      'MLAs?',
      'Bollywood',
      'Tollywood',
    ],
    end: '(?![a-z])',
    symbols: ['₹', '\\bRs\\.? ?\\d'],
  },
  IE: { terms: ['Garda[ií]?', 'Taoiseach', 'T[aá]naiste', 'Dáil', 'RTÉ'], end: '\\b' },
  IL: { terms: ['Knesset', 'shekels?', 'Haaretz', 'Shin Bet'], end: '\\b' },
  GB: {
    terms: ['NHS', 'Downing Street', 'Whitehall', 'HMRC', 'Holyrood', 'Scotland Yard', 'PA Media', 'Press Association'],
    end: '\\b',
    symbols: ['£ ?\\d'],
  },
  BD: { terms: ['Tk\\.? ?\\d', 'taka', 'Awami League', 'bdnews24'], end: '\\b', ignoreCase: true },
  US: {
    terms: [
      'AP',
      'Ap (?:[A-Z][a-z]{2,12} ){0,4}Writer',
      'Associated Press',
      '[RD]-[A-Z][a-z]{2,}',
      'Sen\\.',
      'Rep\\.',
      'Gov\\.',
      'county sheriff',
      'school district',
    ],
    end: '(?![a-z])',
  },
  CN: { terms: ['Xinhua', 'yuan', 'renminbi', 'RMB', 'CGTN'], end: '\\b' },
  TW: { terms: ['CNA'], end: '\\b', symbols: ['NT\\$', 'Legislative Yuan'] },
  SA: { terms: ['Saudi riyals?', 'SPA'], end: '\\b' },
};
