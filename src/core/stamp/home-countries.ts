// Which countries a page's own words speak for: by places, by what only their papers write of, and by their script.
// Each kind is one witness, whatever it says how often; what they are worth together, zone.ts decides.
import { countriesOfPlacesIn } from './country.js';

/** Countries (ISO 3166) by kind of witness. */
export type HomeCountries = { places: string[]; vocabulary: string[]; script: string[] };

const MAX_SEARCHED = 20_000;
/** Agencies, currencies and institutions that other countries' papers seldom name. */
const VOCABULARY: [string, RegExp][] = [
  ['IN', /\b(?:PTI|ANI|IANS|crores?|lakhs?|Lok Sabha|Rajya Sabha|BJP|RBI|Hindustan|Aadhaar|Sensex|Nifty|BCCI|NEET|UPSC|Aam Aadmi|Shiv Sena|AIADMK|panchayat|Union [Mm]inister|MLAs?|Bollywood|Tollywood)(?![a-z])|₹|\bRs\.? ?\d/],
  ['IE', /\b(?:Garda[ií]?|Taoiseach|T[aá]naiste|Dáil|RTÉ)\b/],
  ['IL', /\b(?:Knesset|shekels?|Haaretz|Shin Bet)\b/],
  ['GB', /£ ?\d|\b(?:NHS|Downing Street|Whitehall|HMRC|Holyrood|Scotland Yard|PA Media|Press Association)\b/],
  ['BD', /\b(?:Tk\.? ?\d|taka|Awami League|bdnews24)\b/i],
  ['US', /\b(?:AP|Ap (?:[A-Z][a-z]{2,12} ){0,4}Writer|Associated Press|[RD]-[A-Z][a-z]{2,}|Sen\.|Rep\.|Gov\.|county sheriff|school district)(?![a-z])/],
  ['CN', /\b(?:Xinhua|yuan|renminbi|RMB|CGTN)\b/],
  ['TW', /NT\$|\bCNA\b|Legislative Yuan/],
  ['SA', /\b(?:Saudi riyals?|SPA)\b/],
];
const SCRIPTS: [string, RegExp][] = [
  ['IN', /[\p{Script=Devanagari}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Oriya}]{4}/u],
  ['IL', /\p{Script=Hebrew}{4}/u], ['BD', /\p{Script=Bengali}{4}/u], ['CN', /\p{Script=Han}{6}/u], ['SA', /\p{Script=Arabic}{4}/u],
];

const matchingCountries = (kinds: [string, RegExp][], text: string): string[] => kinds.filter(([, words]) => words.test(text)).map(([country]) => country);

/** What the head of a text speaks for. Linear. */
export function homeCountriesOf(text: string): HomeCountries {
  const head = text.slice(0, MAX_SEARCHED);
  return { places: countriesOfPlacesIn(head), vocabulary: matchingCountries(VOCABULARY, head), script: matchingCountries(SCRIPTS, head) };
}
