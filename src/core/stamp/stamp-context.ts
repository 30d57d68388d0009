// What is known of a page outside a stamp's own words, and what follows from it: the order of 03/04, and witnesses to a zone.
import { countryOfUrl, countryOfLanguage, countryOfPlace, isDayFirstIn, isDayFirstInZone } from './country.js';
import { homeCountriesOf, type HomeCountries } from './home-countries.js';
import { parseOffset, type WallClock, type ZoneEvidence } from './zone-offset.js';

/** All but `now` may be unknown. What is given here is evidence, never a default. */
export type StampContext = {
  /** The publisher's zone (IANA or offset). */
  zone?: string | undefined;
  /** The page's language (BCP 47). */
  language?: string | undefined;
  /** The time of reading, in ms. */
  now: number;
  url?: string | undefined;
  /** The page's machine-readable times as they stand (`2022-01-08T12:53:00+05:30`): their offset and instant settle what words leave open. */
  machineTimes?: string[] | undefined;
  /** The dateline's place, where one was found. */
  located?: string | null | undefined;
  /** What the page's words speak for; see `homesOf`. Left out, only the searched text's own are heard. */
  homeCountries?: HomeCountries | undefined;
  /** Whether the page's other dates have the day first; see `orderOfDates`. */
  dayFirst?: boolean | null | undefined;
  /** The day (`YYYY-MM-DD`) that a label with only a clock belongs to, where its own text names none. */
  day?: string | null | undefined;
  /** A year that the page names elsewhere, as its copyright line does: what a day without a year is likely of. */
  year?: number | undefined;
};

/** Zones with several meanings: only their words ask what a page speaks for. */
export const AMBIGUOUS_ZONES = /(?<![a-z])(?:IST|CST|BST|AST|GST|AMT|SST|ECT|WST|PYT)(?![A-Z])/i;
const DATES = /(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})\2(?:19|20)\d\d(?!\d{3})/g;
const MAX_SEARCHED = 500_000;

/** Whether a text's numeric dates have the day first: one above twelve says it; null where none does or they contradict each other. */
export function isDayFirstInDates(text: string): boolean | null {
  let [dayFirst, monthFirst] = [false, false];
  for (const [, first, , second] of text.slice(0, MAX_SEARCHED).matchAll(DATES)) {
    if (Number(first) > 12 && Number(second) <= 12) dayFirst = true;
    if (Number(second) > 12 && Number(first) <= 12) monthFirst = true;
  }
  return dayFirst === monthFirst ? null : dayFirst;
}

const COPYRIGHT = /(?:©|\(c\)|copyright)\D{0,20}((?:19|20)\d\d)(?:\s?[-–]\s?((?:19|20)\d\d))?(?!\d)/gi;

/** The year of a page's copyright line: that of its last rebuilding, so no later than its stamps by much. */
function copyrightYear(content: string): number | undefined {
  const years = [...content.slice(0, MAX_SEARCHED).matchAll(COPYRIGHT)].map(([, first, last]) => Number(last ?? first));
  return years.length === 0 ? undefined : Math.max(...years);
}

/**
 * The context of stamps that stand on one page: what its whole visible text says of order, year and country, and its
 * machine-readable times. What the caller knows already is kept. Linear, in the head of long texts only.
 */
export function stampContextOfPage(context: StampContext, text: string, machine: string[] = []): StampContext {
  return {
    ...context,
    machineTimes: context.machineTimes ?? machine,
    dayFirst: context.dayFirst ?? isDayFirstInDates(text),
    year: context.year ?? copyrightYear(text),
    homeCountries: context.homeCountries ?? (AMBIGUOUS_ZONES.test(text.slice(0, MAX_SEARCHED)) ? homeCountriesOf(text) : undefined),
  };
}

/** Whether 03/04 is the third of April under a label of some language: the page's dates, then the languages, the address, the zone. */
export function isDayFirst(context: StampContext, text: string, labelLanguage: string | null): boolean | null {
  const seen = context.dayFirst ?? isDayFirstInDates(text);
  if (seen !== null) return seen;
  if (labelLanguage !== null && labelLanguage !== 'en') return true;
  const country = countryOfLanguage(context.language);
  if (country !== null) return isDayFirstIn(country);
  if (context.language !== undefined && !/^en\b/i.test(context.language)) return true;
  return isDayFirstIn(countryOfUrl(context.url)) ?? isDayFirstInZone(context.zone);
}

const MACHINE_TIME = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)$/;
/** A metadata time of another season is kept in another offset. */
const NEAR = 21 * 86_400_000;

/** What speaks for a zone besides the words of a stamp that says `wall`. */
export function zoneEvidenceOf(context: StampContext, wall: WallClock): ZoneEvidence {
  const [pageOffsets, pageInstants]: [number[], number[]] = [[], []];
  for (const value of (context.machineTimes ?? []).slice(0, 50)) {
    const [, , zone] = MACHINE_TIME.exec(value.trim()) ?? [];
    const instant = zone === undefined ? Number.NaN : Date.parse(value.trim());
    const offset = zone === undefined ? null : parseOffset(zone);
    if (offset === null || Number.isNaN(instant) || Math.abs(instant - Date.UTC(wall.year, wall.month - 1, wall.day)) > NEAR) continue;
    pageInstants.push(instant);
    // Servers write Z whatever clock the newsroom has.
    if (offset !== 0) pageOffsets.push(offset);
  }
  const { places = [], vocabulary = [], script = [] } = context.homeCountries ?? {};
  const located = countryOfPlace(context.located);
  const said = [countryOfLanguage(context.language), countryOfUrl(context.url)].map((country) => (country === null ? [] : [country]));
  // A language that one country alone writes its zone in needs no second witness.
  return { publisherZone: context.zone, pageOffsets, pageInstants, countries: [located === null ? places : [located], ...said, vocabulary, script, script] };
}
