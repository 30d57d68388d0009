// Which country a page is at home in, as its language, its address or a dateline says. Each is a hint, none is proof.

const SUFFIX_LAND = /\.([a-z]{2})$/i;
/** Lands that papers call themselves after. */
const NAMED_AFTER: [string, RegExp][] = [['IN', /india|hindustan|bharat|bengal|mumbai|delhi|deccan/], ['IE', /irish|ireland/], ['IL', /israel|jerusalem/], ['BD', /bangla|dhaka/], ['TW', /taiwan|taipei/], ['US', /texas|chicago|houston|dallas/]];
const AMERICAN = /\.(?:gov|mil|edu)$/i;
// Suffixes that are sold as words, whatever the country.
const SOLD = new Set(['IO', 'TV', 'ME', 'CO', 'AI', 'FM', 'AM', 'LY', 'TO', 'CC', 'WS', 'GG', 'SH', 'EU', 'SU']);
const CITIES: [string, string][] = [
  ['IN', 'new delhi|delhi|mumbai|chennai|kolkata|bengaluru|bangalore|pune|ahmedabad|lucknow|patna|jaipur|bhopal|srinagar|guwahati|kochi|thiruvananthapuram|chandigarh|bhubaneswar'],
  ['IE', 'dublin|cork|galway'], ['IL', 'jerusalem|tel aviv|haifa'], ['GB', 'edinburgh|glasgow|cardiff|belfast|leeds|liverpool'], ['BD', 'dhaka|chittagong|chattogram'],
  ['CN', 'beijing|shanghai|guangzhou|shenzhen'], ['TW', 'taipei|kaohsiung'], ['US', 'chicago|houston|dallas|austin|milwaukee|minneapolis|new orleans|nashville|st. louis|washington|new york|los angeles|san francisco|seattle|miami|atlanta'],
  ['MX', 'mexico city|guadalajara|monterrey'], ['AE', 'dubai|abu dhabi|sharjah'], ['SA', 'riyadh|jeddah'], ['KW', 'kuwait city'], ['QA', 'doha'], ['CU', 'havana'], ['CA', 'toronto|ottawa|montreal|vancouver|winnipeg'], ['PR', 'san juan'],
];
// States and provinces whose names are no other places' as well.
const PROVINCES: [string, string][] = [
  ['US', 'alabama|arizona|arkansas|california|colorado|connecticut|florida|illinois|indiana|kansas|kentucky|louisiana|michigan|minnesota|mississippi|missouri|nebraska|ohio|oklahoma|oregon|pennsylvania|tennessee|texas|wisconsin'],
  ['IN', 'uttar pradesh|madhya pradesh|maharashtra|karnataka|tamil nadu|kerala|gujarat|rajasthan|bihar|odisha|west bengal|telangana'],
];
const LANDS = new Map<string, string>([...CITIES, ...PROVINCES].flatMap(([country, cities]) => cities.split('|').map((city): [string, string] => [city, country])));
const KNOWN = new RegExp(`\\b(?:${[...LANDS.keys(), 'india', 'ireland', 'israel', 'bangladesh', 'china', 'taiwan', 'saudi arabia'].map((name) => name.replaceAll('.', '\\.')).join('|')})\\b`, 'gi');
const MAX_PLACES = 200;
const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
for (const code of LETTERS.flatMap((first) => LETTERS.map((second) => first + second))) {
  const name = regionNames.of(code);
  if (name !== undefined && code !== 'UK') LANDS.set(name.toLowerCase(), code);
}
for (const [name, code] of [['uk', 'GB'], ['england', 'GB'], ['scotland', 'GB'], ['wales', 'GB'], ['us', 'US'], ['usa', 'US'], ['u.s.', 'US'], ['uae', 'AE']] as const) LANDS.set(name, code);
const STATES = new Set("ala. ariz. ark. calif. colo. conn. del. fla. ga. ill. ind. iowa kan. ky. la. maine md. mass. mich. minn. miss. mo. mont. neb. nev. n.c. n.d. n.h. n.j. n.m. n.y. ohio okla. ore. pa. r.i. s.c. s.d. tenn. texas utah vt. va. wash. wis. wyo.".split(' '));

/** The country of a place as datelines name it (`New Delhi, India`, `HAYWARD, Calif.`), or null. */
export function countryOfPlace(place: string | null | undefined): string | null {
  const name = (place ?? '').slice(0, 80).toLowerCase().trim();
  const last = name.slice(name.lastIndexOf(',') + 1).trim();
  return LANDS.get(last) ?? (STATES.has(last) && last !== name ? 'US' : null) ?? LANDS.get(name) ?? null;
}

/** The countries of the places that a text names, each once. */
export function countriesOfPlacesIn(text: string): string[] {
  const found = new Set<string>();
  let read = 0;
  for (const { 0: name } of text.matchAll(KNOWN)) {
    found.add(LANDS.get(name.toLowerCase()) ?? '');
    read += 1;
    if (read > MAX_PLACES) break;
  }
  return [...found].filter((country) => country !== '');
}

/** The country that a language tag names: `en-IN`. Hindi alone is India's. */
export function countryOfLanguage(language: string | undefined): string | null {
  const [, region] = /^[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})$/i.exec(language ?? '') ?? [];
  return region?.toUpperCase() ?? (/^(?:hi|ta|te|mr|gu|kn|ml|pa)$/i.test(language ?? '') ? 'IN' : null);
}

/** The country that an address is registered in, where its suffix is one that isn't sold to all. */
export function countryOfUrl(url: string | undefined): string | null {
  const host = url === undefined || !URL.canParse(url) ? '' : new URL(url).hostname;
  if (AMERICAN.test(host)) return 'US';
  const code = SUFFIX_LAND.exec(host)?.[1]?.toUpperCase();
  if (code !== undefined && !SOLD.has(code)) return code === 'UK' ? 'GB' : code;
  // A paper's own name: hindustan-times.com, the-irish-paper.com.
  return NAMED_AFTER.find(([, name]) => name.test(host))?.[0] ?? null;
}

const AMERICAN_ZONE = /^(?:America\/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Detroit|Boise|Anchorage|Indiana\/.+|Kentucky\/.+|North_Dakota\/.+)|Pacific\/Honolulu|US\/.+)$/;
const OPEN_ZONE = /^(?:America\/(?:Toronto|Vancouver|Edmonton|Winnipeg|Halifax|Regina|St_Johns)|Asia\/Manila|America\/Panama|Canada\/.+)$/;

/** Whether 03/04 is the third of April in a country; null where both are written. */
export function isDayFirstIn(country: string | null): boolean | null {
  if (country === null || ['CA', 'PH', 'PA', 'PR', 'KE'].includes(country)) return null;
  return country !== 'US';
}

/** The same for a publisher's zone; null for an offset, which many countries share. */
export function isDayFirstInZone(zone: string | undefined): boolean | null {
  if (zone === undefined || !/^(?:Europe|Asia|Africa|Australia|America|Pacific|US|Canada|Atlantic|Indian)\//.test(zone) || OPEN_ZONE.test(zone)) return null;
  return !AMERICAN_ZONE.test(zone);
}
