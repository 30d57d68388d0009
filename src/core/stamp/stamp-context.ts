// What is known about a page besides a stamp's own words: evidence for the order of 03/04 and for the zone.
import { countryOfUrl, countryOfLanguage, countryOfPlace, isDayFirstIn, isDayFirstInZone } from './country.js';
import { homeCountriesOf, type HomeCountries } from './home-countries.js';
import { parseOffset, type WallClock, type ZoneEvidence } from './zone-offset.js';

/** All but `now` may be unknown. Each value is evidence, never a default. */
export type StampContext = {
  /** The publisher's zone (IANA or offset). */
  zone?: string | undefined;
  /** The page's language (BCP 47). */
  language?: string | undefined;
  /** The time of reading, in ms. */
  now: number;
  url?: string | undefined;
  /**
   * The page's machine-readable times (`2022-01-08T12:53:00+05:30`), unparsed: evidence for zone, order and
   * year.
   */
  machineTimes?: string[] | undefined;
  /** The dateline's place. */
  located?: string | null | undefined;
  /** See `homeCountriesOf`. Without it, only the searched text counts. */
  homeCountries?: HomeCountries | undefined;
  /** Whether the page's other dates have the day first; see `isDayFirstInDates`. */
  dayFirst?: boolean | null | undefined;
  /** The day (`YYYY-MM-DD`) of a label that has only a clock. */
  day?: string | null | undefined;
  /** The year of the page's copyright line: likely that of a date without a year. */
  year?: number | undefined;
};

/** Zone abbreviations with several meanings. Only these need the page's home countries. */
export const AMBIGUOUS_ZONES = /(?<![a-z])(?:IST|CST|BST|AST|GST|AMT|SST|ECT|WST|PYT)(?![A-Z])/i;
const DATES = /(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})\2(?:19|20)\d\d(?!\d{3})/g;
const MAX_SEARCHED = 500_000;

/**
 * Whether numeric dates in a text have the day first, by numbers above twelve; null where there are none, or
 * both.
 */
function isDayFirstInDates(text: string): boolean | null {
  let [dayFirst, monthFirst] = [false, false];
  for (const [, first, , second] of text.slice(0, MAX_SEARCHED).matchAll(DATES)) {
    if (Number(first) > 12 && Number(second) <= 12) dayFirst = true;
    if (Number(second) > 12 && Number(first) <= 12) monthFirst = true;
  }
  return dayFirst === monthFirst ? null : dayFirst;
}

const COPYRIGHT = /(?:©|\(c\)|copyright)\D{0,20}((?:19|20)\d\d)(?:\s?[-–]\s?((?:19|20)\d\d))?(?!\d)/gi;

/** The latest year of a page's copyright lines. */
function copyrightYear(content: string): number | undefined {
  const years = [...content.slice(0, MAX_SEARCHED).matchAll(COPYRIGHT)].map(([, first, last]) => Number(last ?? first));
  return years.length === 0 ? undefined : Math.max(...years);
}

/**
 * The context of all stamps of a page: adds the date order, year and countries of its visible text, and its
 * machine-readable times. Values that the caller set are not replaced. Linear; reads the first 500,000
 * characters.
 */
export function stampContextOfPage(context: StampContext, text: string, machine: string[] = []): StampContext {
  return {
    ...context,
    machineTimes: context.machineTimes ?? machine,
    dayFirst: context.dayFirst ?? isDayFirstInDates(text),
    year: context.year ?? copyrightYear(text),
    homeCountries:
      context.homeCountries ?? (AMBIGUOUS_ZONES.test(text.slice(0, MAX_SEARCHED)) ? homeCountriesOf(text) : undefined),
  };
}

/**
 * Whether 03/04 is the third of April: by the page's dates, then its languages, its URL, the publisher's
 * zone.
 */
export function isDayFirst(context: StampContext, text: string, labelLanguage: string | null): boolean | null {
  const inDates = context.dayFirst ?? isDayFirstInDates(text);
  if (inDates !== null) return inDates;
  if (labelLanguage !== null && labelLanguage !== 'en') return true;
  const country = countryOfLanguage(context.language);
  if (country !== null) return isDayFirstIn(country);
  if (context.language !== undefined && !/^en\b/i.test(context.language)) return true;
  return isDayFirstIn(countryOfUrl(context.url)) ?? isDayFirstInZone(context.zone);
}

const MACHINE_TIME = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)$/;
/** Machine-readable times further away may be from another season, with another offset. In milliseconds. */
const SAME_SEASON = 21 * 86_400_000;

/** Evidence for the zone of a stamp that reads `wall`. */
export function zoneEvidenceOf(context: StampContext, wall: WallClock): ZoneEvidence {
  const [pageOffsets, pageInstants]: [number[], number[]] = [[], []];
  for (const value of (context.machineTimes ?? []).slice(0, 50)) {
    const [, , zone] = MACHINE_TIME.exec(value.trim()) ?? [];
    const instant = zone === undefined ? Number.NaN : Date.parse(value.trim());
    const offset = zone === undefined ? null : parseOffset(zone);
    if (
      offset === null ||
      Number.isNaN(instant) ||
      Math.abs(instant - Date.UTC(wall.year, wall.month - 1, wall.day)) > SAME_SEASON
    )
      continue;
    pageInstants.push(instant);
    // Servers write Z whatever the newsroom's zone.
    if (offset !== 0) pageOffsets.push(offset);
  }
  const { places = [], vocabulary = [], script = [] } = context.homeCountries ?? {};
  const located = countryOfPlace(context.located);
  const countries = [countryOfLanguage(context.language), countryOfUrl(context.url)].map((country) =>
    country === null ? [] : [country],
  );
  // A script that points to one country counts twice, so that it needs no second piece of evidence.
  return {
    publisherZone: context.zone,
    pageOffsets,
    pageInstants,
    countries: [located === null ? places : [located], ...countries, vocabulary, script, script],
  };
}
