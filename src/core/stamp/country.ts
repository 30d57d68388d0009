// The country that a page's language, URL or dateline points to. Each is a hint, none is proof.
import {
  CITIES_BY_COUNTRY,
  COUNTRY_ALIASES,
  GENERIC_COUNTRY_DOMAINS,
  HOST_WORDS_BY_COUNTRY,
  INDIAN_LANGUAGES,
  MIXED_DATE_ORDER_COUNTRIES,
  PROVINCES_BY_COUNTRY,
  SEARCHED_COUNTRIES,
  US_STATE_ABBREVIATIONS,
} from './words/countries.js';
import { isUrl } from '../text/is-url.js';

const COUNTRY_DOMAIN = /\.([a-z]{2})$/i;
const US_DOMAIN = /\.(?:gov|mil|edu)$/i;
const GENERIC_DOMAINS = new Set(GENERIC_COUNTRY_DOMAINS);
const HOST_WORDS = Object.entries(HOST_WORDS_BY_COUNTRY).map(([country, words]): [string, RegExp] => [
  country,
  new RegExp(words.join('|')),
]);

/** Cities, provinces and countries, in lower case, to their country code. */
const COUNTRY_OF_NAME = new Map<string, string>(
  [...Object.entries(CITIES_BY_COUNTRY), ...Object.entries(PROVINCES_BY_COUNTRY)].flatMap(([country, names]) =>
    names.map((name): [string, string] => [name, country]),
  ),
);
const SEARCHED_NAMES = [...COUNTRY_OF_NAME.keys(), ...SEARCHED_COUNTRIES].map((name) => name.replaceAll('.', '\\.'));
const SEARCHED_NAME = new RegExp(`\\b(?:${SEARCHED_NAMES.join('|')})\\b`, 'gi');
const MAX_MATCHES = 200;

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const ALPHABET = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
for (const code of ALPHABET.flatMap((first) => ALPHABET.map((second) => first + second))) {
  const name = regionNames.of(code);
  if (name !== undefined && code !== 'UK') COUNTRY_OF_NAME.set(name.toLowerCase(), code);
}
for (const [name, code] of Object.entries(COUNTRY_ALIASES)) COUNTRY_OF_NAME.set(name, code);

const US_STATES = new Set(US_STATE_ABBREVIATIONS);
const MIXED_ORDER = new Set(MIXED_DATE_ORDER_COUNTRIES);
const INDIAN = new Set(INDIAN_LANGUAGES);

/** The country of a place as datelines name it (`New Delhi, India`, `HAYWARD, Calif.`), or null. */
export function countryOfPlace(place: string | null | undefined): string | null {
  const name = (place ?? '').slice(0, 80).toLowerCase().trim();
  const last = name.slice(name.lastIndexOf(',') + 1).trim();
  return (
    COUNTRY_OF_NAME.get(last) ??
    (US_STATES.has(last) && last !== name ? 'US' : null) ??
    COUNTRY_OF_NAME.get(name) ??
    null
  );
}

/** The countries of all places that a text names, each once. */
export function countriesOfPlacesIn(text: string): string[] {
  const found = new Set<string>();
  let matches = 0;
  for (const { 0: name } of text.matchAll(SEARCHED_NAME)) {
    found.add(COUNTRY_OF_NAME.get(name.toLowerCase()) ?? '');
    matches += 1;
    if (matches > MAX_MATCHES) break;
  }
  return [...found].filter((country) => country !== '');
}

/** The region of a language tag (`en-IN`), or India for a language that is Indian alone. */
export function countryOfLanguage(language: string | undefined): string | null {
  const [, region] = /^[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})$/i.exec(language ?? '') ?? [];
  return region?.toUpperCase() ?? (INDIAN.has((language ?? '').toLowerCase()) ? 'IN' : null);
}

/**
 * The country of a URL's host: by its country-code domain, unless that is sold everywhere, or by the paper's
 * name.
 */
export function countryOfUrl(url: string | undefined): string | null {
  const host = url === undefined || !isUrl(url) ? '' : new URL(url).hostname;
  if (US_DOMAIN.test(host)) return 'US';
  const code = COUNTRY_DOMAIN.exec(host)?.[1]?.toUpperCase();
  if (code !== undefined && !GENERIC_DOMAINS.has(code)) return code === 'UK' ? 'GB' : code;
  return HOST_WORDS.find(([, words]) => words.test(host))?.[0] ?? null;
}

/** Zones where the month comes first in 03/04. */
const US_ZONE =
  /^(?:America\/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Detroit|Boise|Anchorage|Indiana\/.+|Kentucky\/.+|North_Dakota\/.+)|Pacific\/Honolulu|US\/.+)$/;
/** Zones where both orders are common. */
const MIXED_ORDER_ZONE =
  /^(?:America\/(?:Toronto|Vancouver|Edmonton|Winnipeg|Halifax|Regina|St_Johns)|Asia\/Manila|America\/Panama|Canada\/.+)$/;

/** True where 03/04 is the third of April in a country; null where both orders are common. */
export function isDayFirstIn(country: string | null): boolean | null {
  if (country === null || MIXED_ORDER.has(country)) return null;
  return country !== 'US';
}

/** The same for a publisher's zone; null for an offset, which many countries share. */
export function isDayFirstInZone(zone: string | undefined): boolean | null {
  if (
    zone === undefined ||
    !/^(?:Europe|Asia|Africa|Australia|America|Pacific|US|Canada|Atlantic|Indian)\//.test(zone) ||
    MIXED_ORDER_ZONE.test(zone)
  )
    return null;
  return !US_ZONE.test(zone);
}
