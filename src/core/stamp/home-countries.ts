// The countries that a page's own words point to: places, terms that only their papers use, and scripts.
// Each of these counts as one piece of evidence, however often it occurs; zone-offset.ts weighs them.
import { countriesOfPlacesIn } from './country.js';
import { LOCAL_TERMS_BY_COUNTRY } from './words/countries.js';

/** Country codes (ISO 3166) by kind of evidence. */
export type HomeCountries = { places: string[]; vocabulary: string[]; script: string[] };

const MAX_SEARCHED = 20_000;
const VOCABULARY = Object.entries(LOCAL_TERMS_BY_COUNTRY).map(
  ([country, { terms, end, symbols = [], ignoreCase }]): [string, RegExp] => [
    country,
    new RegExp([`\\b(?:${terms.join('|')})${end}`, ...symbols].join('|'), ignoreCase === true ? 'i' : ''),
  ],
);
const INDIAN_SCRIPTS = ['Devanagari', 'Tamil', 'Telugu', 'Gujarati', 'Gurmukhi', 'Kannada', 'Malayalam', 'Oriya'];
/** A run of letters of a script that points to one country. */
const SCRIPTS: [string, RegExp][] = [
  ['IN', new RegExp(`[${INDIAN_SCRIPTS.map((script) => `\\p{Script=${script}}`).join('')}]{4}`, 'u')],
  ['IL', /\p{Script=Hebrew}{4}/u],
  ['BD', /\p{Script=Bengali}{4}/u],
  ['CN', /\p{Script=Han}{6}/u],
  ['SA', /\p{Script=Arabic}{4}/u],
];

const matchingCountries = (patterns: [string, RegExp][], text: string): string[] =>
  patterns.filter(([, pattern]) => pattern.test(text)).map(([country]) => country);

/** The countries that the first 20,000 characters of a text point to. Linear. */
export function homeCountriesOf(text: string): HomeCountries {
  const head = text.slice(0, MAX_SEARCHED);
  return {
    places: countriesOfPlacesIn(head),
    vocabulary: matchingCountries(VOCABULARY, head),
    script: matchingCountries(SCRIPTS, head),
  };
}
