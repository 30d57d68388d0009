// What a clock on a wall means as an instant. Zones come from `Intl`, abbreviations from a table.
// Nothing is guessed: a wall time that a zone skips (spring) or has twice (autumn) has no instant, unless the words settle it.

/** A wall clock's reading; `second` only where one was said. */
export type WallClock = { year: number; month: number; day: number; hour: number; minute: number; second?: number };

/** An offset from UTC in minutes, or why there is none: two readings fit (or no reading does). */
export type Offset = { minutes: number } | 'ambiguous';

/** What an abbreviation can mean. `settled`: where nothing else speaks, the first offset is meant. */
type Abbreviation = { offsets: number[]; settled: boolean; /** Where its seasons are kept: EST in July contradicts itself. */ season?: string };

const fixed = (hours: number, ...others: number[]): Abbreviation => ({ offsets: [hours, ...others].map((hour) => hour * 60), settled: true });
const seasonal = (hours: number, season: string, ...others: number[]): Abbreviation => ({ ...fixed(hours, ...others), season });
const ambiguous = (...hours: number[]): Abbreviation => ({ offsets: hours.map((hour) => hour * 60), settled: false });

const ABBREVIATIONS = new Map<string, Abbreviation>(Object.entries({
  GMT: fixed(0), UTC: fixed(0), Z: fixed(0), WET: seasonal(0, 'Europe/Lisbon'), WEST: seasonal(1, 'Europe/Lisbon'),
  CET: seasonal(1, 'Europe/Paris'), CEST: seasonal(2, 'Europe/Paris'), MEZ: seasonal(1, 'Europe/Berlin'), MESZ: seasonal(2, 'Europe/Berlin'),
  EET: fixed(2), EEST: fixed(3), MSK: fixed(3), TRT: fixed(3), SAST: fixed(2), CAT: fixed(2), WAT: fixed(1), EAT: fixed(3),
  EST: seasonal(-5, 'America/New_York', 10), EDT: seasonal(-4, 'America/New_York'), CDT: seasonal(-5, 'America/Chicago', -4),
  MST: fixed(-7, 8, 6.5), MDT: seasonal(-6, 'America/Denver'), PST: seasonal(-8, 'America/Los_Angeles', 8), PDT: seasonal(-7, 'America/Los_Angeles'),
  AKST: fixed(-9), AKDT: fixed(-8), HST: fixed(-10), ADT: seasonal(-3, 'America/Halifax'), NST: fixed(-3.5), NDT: fixed(-2.5), BRT: fixed(-3), ART: fixed(-3),
  IST: ambiguous(5.5, 1, 2), CST: ambiguous(-6, 8, -5), BST: ambiguous(1, 6, 11), AST: ambiguous(-4, 3), GST: ambiguous(4, -2), AMT: ambiguous(-4, 4), ECT: ambiguous(-5, -4),
  SST: ambiguous(-11, 8), WST: ambiguous(8, 13), MSD: fixed(4), YEKT: fixed(5), KRAT: fixed(7), VLAT: fixed(10), AZT: fixed(4), GET: fixed(4), UZT: fixed(5), AFT: fixed(4.5), BDT: fixed(6), BTT: fixed(6), MMT: fixed(6.5),
  CLT: fixed(-4), CLST: fixed(-3), COT: fixed(-5), PET: fixed(-5), BOT: fixed(-4), VET: fixed(-4), UYT: fixed(-3), PYT: ambiguous(-3, -4), GFT: fixed(-3), FJT: fixed(12), CHST: fixed(10), WEDT: fixed(9),
  PKT: fixed(5), NPT: fixed(5.75), SLST: fixed(5.5), ICT: fixed(7), WIB: fixed(7), WITA: fixed(8), WIT: fixed(9), SGT: fixed(8), MYT: fixed(8), PHT: fixed(8), HKT: fixed(8),
  JST: fixed(9), KST: fixed(9), AWST: fixed(8), ACST: fixed(9.5), ACDT: fixed(10.5), AEST: fixed(10), AEDT: fixed(11), NZST: fixed(12), NZDT: fixed(13), IDT: fixed(3), IRST: fixed(3.5),
}));
/** Names that leave the season open: ET is whatever New York's clocks show. */
const SEASONLESS_ZONES = new Map(Object.entries({ ET: 'America/New_York', CT: 'America/Chicago', MT: 'America/Denver', PT: 'America/Los_Angeles' }));
/** The clocks that an ambiguous abbreviation means in a country (ISO 3166). */
const ZONE_BY_COUNTRY = new Map<string, Record<string, string>>(Object.entries<Record<string, string>>({
  IST: { IN: 'Asia/Kolkata', LK: 'Asia/Colombo', IE: 'Europe/Dublin', IL: 'Asia/Jerusalem' },
  CST: { US: 'America/Chicago', CA: 'America/Winnipeg', MX: 'America/Mexico_City', CR: 'America/Costa_Rica', GT: 'America/Guatemala', HN: 'America/Tegucigalpa', SV: 'America/El_Salvador', NI: 'America/Managua', CN: 'Asia/Shanghai', TW: 'Asia/Taipei', CU: 'America/Havana' },
  BST: { GB: 'Europe/London', BD: 'Asia/Dhaka' }, GST: { AE: 'Asia/Dubai', OM: 'Asia/Muscat' }, AMT: { BR: 'America/Manaus', AM: 'Asia/Yerevan' }, ECT: { EC: 'America/Guayaquil' }, SST: { AS: 'Pacific/Pago_Pago', SG: 'Asia/Singapore' },
  AST: { CA: 'America/Halifax', PR: 'America/Puerto_Rico', BM: 'Atlantic/Bermuda', TT: 'America/Port_of_Spain', BB: 'America/Barbados', DO: 'America/Santo_Domingo', SA: 'Asia/Riyadh', IQ: 'Asia/Baghdad', KW: 'Asia/Kuwait', BH: 'Asia/Bahrain', QA: 'Asia/Qatar', YE: 'Asia/Aden' },
  WST: { AU: 'Australia/Perth', WS: 'Pacific/Apia' },
}));

/** True where the word, in capitals, names a zone that `wordsOffset` knows. */
export const isZoneWord = (word: string): boolean => ABBREVIATIONS.has(word) || SEASONLESS_ZONES.has(word);

/** True for an abbreviation of several zones, of which none is meant by default. */
export const isAmbiguousZoneWord = (word: string): boolean => ABBREVIATIONS.get(word)?.settled === false;

const DAY = 86_400_000;
const MAX_FORMATTERS = 500;
const formatters = new Map<string, Intl.DateTimeFormat | null>();

function formatterFor(zone: string): Intl.DateTimeFormat | null {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat | null = null;
  try {
    made = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset', year: 'numeric' });
  } catch {
    // Not a zone that this ICU knows: kept as null so that it is not tried again.
  }
  if (formatters.size >= MAX_FORMATTERS) formatters.clear();
  formatters.set(zone, made);
  return made;
}

const OFFSET = /^(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?(?::\d{2})?$/;

/** Minutes east of UTC of `+05:30`, `GMT-3`, `Z`; null on anything else. */
export function parseOffset(text: string): number | null {
  if (text === 'Z' || text === 'GMT' || text === 'UTC') return 0;
  const [, sign, hours, minutes = '0'] = OFFSET.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 14 || Number(minutes) > 59) return null;
  const size = Number(hours) * 60 + Number(minutes);
  return sign === '-' && size > 0 ? -size : size;
}

/** `+05:30`, `Z` for nought. */
export function formatOffset(minutes: number): string {
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
}

/** The offset in force in an IANA zone (or fixed offset) at an instant, in minutes; null for an unknown zone. */
export function offsetAt(zone: string, instant: number): number | null {
  const constant = parseOffset(zone);
  if (constant !== null) return constant;
  const name = formatterFor(zone)?.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value;
  return name === undefined ? null : parseOffset(name);
}

const asUtc = (wall: WallClock): number => Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second ?? 0);

/** Every offset under which the zone's clocks show this wall time: one as a rule, none in a gap, two in an overlap. */
function possibleOffsets(zone: string, wall: WallClock): number[] {
  const utc = asUtc(wall);
  const around = new Set([offsetAt(zone, utc - DAY), offsetAt(zone, utc + DAY)]);
  return [...around].filter((minutes) => minutes !== null).filter((minutes) => offsetAt(zone, utc - minutes * 60_000) === minutes);
}

/** The offset that the zone's clocks had when they showed `wall`; 'ambiguous' in a DST gap or overlap, or for an unknown zone. */
export function offsetOfWallClock(zone: string, wall: WallClock): Offset {
  const [minutes, ...others] = possibleOffsets(zone, wall);
  return minutes === undefined || others.length > 0 ? 'ambiguous' : { minutes };
}

/** What settles an abbreviation besides its words. */
export type ZoneEvidence = {
  /** The publisher's zone, IANA or offset. */
  publisherZone?: string | undefined;
  /** Minutes east of UTC that the page's own machine-readable times are kept in, of days close by. */
  pageOffsets?: number[] | undefined;
  /** Instants that the page's machine-readable times name, in ms. */
  pageInstants?: number[] | undefined;
  /** Countries (ISO 3166) that the page's language, address, places and words speak for: a list for each kind of witness. */
  countries?: string[][] | undefined;
};

/** An offset, `flagged` where words and season contradict each other and the wall clock is taken for what is meant. */
export type ZoneWordOffset = 'ambiguous' | { minutes: number; flagged?: true };

/** The reading of a contested abbreviation that the witnesses agree on, or null. */
function offsetByEvidence(words: string, offsets: number[], wall: WallClock, witness: ZoneEvidence): number | null {
  const own = offsets.filter((minutes) => witness.pageOffsets?.includes(minutes) === true);
  if (own.length === 1 && own[0] !== undefined) return own[0];
  const exact = offsets.filter((minutes) => witness.pageInstants?.some((instant) => Math.floor(instant / 60_000) === Math.floor(asUtc(wall) / 60_000) - minutes) === true);
  if (exact.length === 1 && exact[0] !== undefined) return exact[0];
  // A country alone may be that of a correspondent: it takes two that agree, or one beside a publisher's zone that can't be meant.
  // One that speaks for several is not heard.
  const votes = (witness.countries ?? []).map((kind) => [...new Set(kind.map((country) => ZONE_BY_COUNTRY.get(words)?.[country]).filter((zone) => zone !== undefined))]);
  const zones = votes.filter((kind) => kind.length === 1).flat();
  const [zone] = zones;
  if (zone === undefined || zones.length < (witness.publisherZone === undefined ? 2 : 1) || zones.some((other) => other !== zone)) return null;
  const shown = possibleOffsets(zone, wall).filter((minutes) => offsets.includes(minutes));
  return shown.length === 1 && shown[0] !== undefined ? shown[0] : null;
}

/**
 * The offset meant by the words of a stamp (`IST`, `ET`, `GMT+5:30`, `Europe/Paris`), with what else is known to settle what they leave open:
 * a reading of the abbreviation is taken where the publisher's clocks could have shown it, else where the page's own times, or its place say so.
 */
export function offsetOfZoneWord(words: string, wall: WallClock, witness: ZoneEvidence = {}): ZoneWordOffset {
  const constant = parseOffset(words);
  if (constant !== null) return { minutes: constant };
  const generic = SEASONLESS_ZONES.get(words) ?? (words.includes('/') ? words : undefined);
  if (generic !== undefined) return offsetOfWallClock(generic, wall);
  const meaning = ABBREVIATIONS.get(words);
  if (meaning === undefined) return 'ambiguous';
  const kept = witness.publisherZone === undefined ? [] : possibleOffsets(witness.publisherZone, wall);
  const fitting = kept.filter((minutes) => meaning.offsets.includes(minutes));
  if (fitting.length === 1 && fitting[0] !== undefined) return { minutes: fitting[0] };
  const [first] = meaning.offsets;
  if (first === undefined) return 'ambiguous';
  if (!meaning.settled) {
    const minutes = offsetByEvidence(words, meaning.offsets, wall, witness);
    return minutes === null ? 'ambiguous' : { minutes };
  }
  if (meaning.season === undefined) return { minutes: first };
  const inSeason = possibleOffsets(meaning.season, wall);
  if (inSeason.includes(first)) return { minutes: first };
  // "EST" in July: the publisher's own clock, or the page's own times, settle it where they run on that time, else nobody can.
  const [meant] = inSeason;
  const agrees = kept.length === 1 ? kept[0] === meant : witness.publisherZone === undefined && meant !== undefined && witness.pageOffsets?.includes(meant) === true;
  return agrees && meant !== undefined ? { minutes: meant, flagged: true } : 'ambiguous';
}

/** RFC 3339 in UTC, without fractions. */
export function instantOf(wall: WallClock, offsetMinutes: number): string {
  return new Date(asUtc(wall) - offsetMinutes * 60_000).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** True for a day that the calendar has and years a page can speak of. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  return year >= 1900 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
