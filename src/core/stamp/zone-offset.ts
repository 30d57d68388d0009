// UTC offsets of wall clocks. Zones come from `Intl`, abbreviations from a table.
// Invariant: no guesses. A wall time that a zone skips (spring) or repeats (autumn) has no instant, unless
// the words resolve it.

import { formatInstant } from '../instant.js';

/** A local time; `second` only where one was written. */
export type WallClock = { year: number; month: number; day: number; hour: number; minute: number; second?: number };

/** Minutes east of UTC, or 'ambiguous' where no offset or more than one fits. */
export type Offset = { minutes: number } | 'ambiguous';

type Abbreviation = {
  /** In minutes. */
  offsets: number[];
  /** True where the first offset is meant without further evidence. */
  hasDefault: boolean;
  /** The zone whose seasons apply: EST in July is a contradiction. */
  season?: string;
};

const fixed = (hours: number, ...others: number[]): Abbreviation => ({
  offsets: [hours, ...others].map((hour) => hour * 60),
  hasDefault: true,
});
const seasonal = (hours: number, season: string, ...others: number[]): Abbreviation => ({
  ...fixed(hours, ...others),
  season,
});
const ambiguous = (...hours: number[]): Abbreviation => ({
  offsets: hours.map((hour) => hour * 60),
  hasDefault: false,
});

const ABBREVIATIONS = new Map<string, Abbreviation>(
  Object.entries({
    GMT: fixed(0),
    UTC: fixed(0),
    Z: fixed(0),
    WET: seasonal(0, 'Europe/Lisbon'),
    WEST: seasonal(1, 'Europe/Lisbon'),
    CET: seasonal(1, 'Europe/Paris'),
    CEST: seasonal(2, 'Europe/Paris'),
    MEZ: seasonal(1, 'Europe/Berlin'),
    MESZ: seasonal(2, 'Europe/Berlin'),
    EET: fixed(2),
    EEST: fixed(3),
    MSK: fixed(3),
    TRT: fixed(3),
    SAST: fixed(2),
    CAT: fixed(2),
    WAT: fixed(1),
    EAT: fixed(3),
    EST: seasonal(-5, 'America/New_York', 10),
    EDT: seasonal(-4, 'America/New_York'),
    CDT: seasonal(-5, 'America/Chicago', -4),
    MST: fixed(-7, 8, 6.5),
    MDT: seasonal(-6, 'America/Denver'),
    PST: seasonal(-8, 'America/Los_Angeles', 8),
    PDT: seasonal(-7, 'America/Los_Angeles'),
    AKST: fixed(-9),
    AKDT: fixed(-8),
    HST: fixed(-10),
    ADT: seasonal(-3, 'America/Halifax'),
    NST: fixed(-3.5),
    NDT: fixed(-2.5),
    BRT: fixed(-3),
    ART: fixed(-3),
    IST: ambiguous(5.5, 1, 2),
    CST: ambiguous(-6, 8, -5),
    BST: ambiguous(1, 6, 11),
    AST: ambiguous(-4, 3),
    GST: ambiguous(4, -2),
    AMT: ambiguous(-4, 4),
    ECT: ambiguous(-5, -4),
    SST: ambiguous(-11, 8),
    WST: ambiguous(8, 13),
    MSD: fixed(4),
    YEKT: fixed(5),
    KRAT: fixed(7),
    VLAT: fixed(10),
    AZT: fixed(4),
    GET: fixed(4),
    UZT: fixed(5),
    AFT: fixed(4.5),
    BDT: fixed(6),
    BTT: fixed(6),
    MMT: fixed(6.5),
    CLT: fixed(-4),
    CLST: fixed(-3),
    COT: fixed(-5),
    PET: fixed(-5),
    BOT: fixed(-4),
    VET: fixed(-4),
    UYT: fixed(-3),
    PYT: ambiguous(-3, -4),
    GFT: fixed(-3),
    FJT: fixed(12),
    CHST: fixed(10),
    WEDT: fixed(9),
    PKT: fixed(5),
    NPT: fixed(5.75),
    SLST: fixed(5.5),
    ICT: fixed(7),
    WIB: fixed(7),
    WITA: fixed(8),
    WIT: fixed(9),
    SGT: fixed(8),
    MYT: fixed(8),
    PHT: fixed(8),
    HKT: fixed(8),
    JST: fixed(9),
    KST: fixed(9),
    AWST: fixed(8),
    ACST: fixed(9.5),
    ACDT: fixed(10.5),
    AEST: fixed(10),
    AEDT: fixed(11),
    NZST: fixed(12),
    NZDT: fixed(13),
    IDT: fixed(3),
    IRST: fixed(3.5),
  }),
);
/** Abbreviations without a season: ET is New York's time all year. */
const SEASONLESS_ZONES = new Map(
  Object.entries({ ET: 'America/New_York', CT: 'America/Chicago', MT: 'America/Denver', PT: 'America/Los_Angeles' }),
);
/** The zone that an ambiguous abbreviation means in a country (ISO 3166). */
const ZONE_BY_COUNTRY = new Map<string, Record<string, string>>(
  Object.entries<Record<string, string>>({
    IST: { IN: 'Asia/Kolkata', LK: 'Asia/Colombo', IE: 'Europe/Dublin', IL: 'Asia/Jerusalem' },
    CST: {
      US: 'America/Chicago',
      CA: 'America/Winnipeg',
      MX: 'America/Mexico_City',
      CR: 'America/Costa_Rica',
      GT: 'America/Guatemala',
      HN: 'America/Tegucigalpa',
      SV: 'America/El_Salvador',
      NI: 'America/Managua',
      CN: 'Asia/Shanghai',
      TW: 'Asia/Taipei',
      CU: 'America/Havana',
    },
    BST: { GB: 'Europe/London', BD: 'Asia/Dhaka' },
    GST: { AE: 'Asia/Dubai', OM: 'Asia/Muscat' },
    AMT: { BR: 'America/Manaus', AM: 'Asia/Yerevan' },
    ECT: { EC: 'America/Guayaquil' },
    SST: { AS: 'Pacific/Pago_Pago', SG: 'Asia/Singapore' },
    AST: {
      CA: 'America/Halifax',
      PR: 'America/Puerto_Rico',
      BM: 'Atlantic/Bermuda',
      TT: 'America/Port_of_Spain',
      BB: 'America/Barbados',
      DO: 'America/Santo_Domingo',
      SA: 'Asia/Riyadh',
      IQ: 'Asia/Baghdad',
      KW: 'Asia/Kuwait',
      BH: 'Asia/Bahrain',
      QA: 'Asia/Qatar',
      YE: 'Asia/Aden',
    },
    WST: { AU: 'Australia/Perth', WS: 'Pacific/Apia' },
  }),
);

/** True for an upper-case abbreviation that `offsetOfZoneWord` knows. */
export const isZoneWord = (word: string): boolean => ABBREVIATIONS.has(word) || SEASONLESS_ZONES.has(word);

/** True for an abbreviation of several zones without a default. */
export const isAmbiguousZoneWord = (word: string): boolean => ABBREVIATIONS.get(word)?.hasDefault === false;

const DAY = 86_400_000;
const MAX_FORMATTERS = 500;
const formatters = new Map<string, Intl.DateTimeFormat | null>();

function formatterFor(zone: string): Intl.DateTimeFormat | null {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  let formatter: Intl.DateTimeFormat | null = null;
  try {
    formatter = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset', year: 'numeric' });
  } catch {
    // This ICU has no such zone. Cached as null, so that it is not tried again.
  }
  if (formatters.size >= MAX_FORMATTERS) formatters.clear();
  formatters.set(zone, formatter);
  return formatter;
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

/** `+05:30`; `Z` for zero. */
export function formatOffset(minutes: number): string {
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
}

/** Minutes east of UTC of an IANA zone (or fixed offset) at an instant in ms; null for an unknown zone. */
export function offsetAt(zone: string, instant: number): number | null {
  const constant = parseOffset(zone);
  if (constant !== null) return constant;
  const name = formatterFor(zone)
    ?.formatToParts(instant)
    .find((part) => part.type === 'timeZoneName')?.value;
  return name === undefined ? null : parseOffset(name);
}

const asUtc = (wall: WallClock): number =>
  Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second ?? 0);

/** Every offset at which the zone shows this wall time: usually one, none in a DST gap, two in an overlap. */
function possibleOffsets(zone: string, wall: WallClock): number[] {
  const utc = asUtc(wall);
  const around = new Set([offsetAt(zone, utc - DAY), offsetAt(zone, utc + DAY)]);
  return [...around]
    .filter((minutes) => minutes !== null)
    .filter((minutes) => offsetAt(zone, utc - minutes * 60_000) === minutes);
}

/** The zone's offset when it showed `wall`; 'ambiguous' in a DST gap or overlap, and for an unknown zone. */
export function offsetOfWallClock(zone: string, wall: WallClock): Offset {
  const [minutes, ...others] = possibleOffsets(zone, wall);
  return minutes === undefined || others.length > 0 ? 'ambiguous' : { minutes };
}

/** Evidence for the meaning of an abbreviation. */
export type ZoneEvidence = {
  /** The publisher's zone, IANA or offset. */
  publisherZone?: string | undefined;
  /** Offsets, in minutes, of the page's machine-readable times of the same season. */
  pageOffsets?: number[] | undefined;
  /** Instants of the page's machine-readable times, in ms. */
  pageInstants?: number[] | undefined;
  /**
   * Countries (ISO 3166) that the page's language, URL, places and words point to: one list per kind of
   * evidence.
   */
  countries?: string[][] | undefined;
};

/**
 * An offset, `flagged` where abbreviation and season contradict each other and the wall clock is believed.
 */
export type ZoneWordOffset = 'ambiguous' | { minutes: number; flagged?: true };

/** The offset of an ambiguous abbreviation that the evidence agrees on, or null. */
function offsetByEvidence(words: string, offsets: number[], wall: WallClock, evidence: ZoneEvidence): number | null {
  const own = offsets.filter((minutes) => evidence.pageOffsets?.includes(minutes) === true);
  if (own.length === 1 && own[0] !== undefined) return own[0];
  const exact = offsets.filter(
    (minutes) =>
      evidence.pageInstants?.some(
        (instant) => Math.floor(instant / 60_000) === Math.floor(asUtc(wall) / 60_000) - minutes,
      ) === true,
  );
  if (exact.length === 1 && exact[0] !== undefined) return exact[0];
  // One piece of evidence may point to a correspondent's country: two must agree, or one where the
  // publisher's zone can't be meant. Evidence for several countries doesn't count.
  const votes = (evidence.countries ?? []).map((kind) => [
    ...new Set(kind.map((country) => ZONE_BY_COUNTRY.get(words)?.[country]).filter((zone) => zone !== undefined)),
  ]);
  const zones = votes.filter((kind) => kind.length === 1).flat();
  const [zone] = zones;
  if (
    zone === undefined ||
    zones.length < (evidence.publisherZone === undefined ? 2 : 1) ||
    zones.some((other) => other !== zone)
  )
    return null;
  const shown = possibleOffsets(zone, wall).filter((minutes) => offsets.includes(minutes));
  return shown.length === 1 && shown[0] !== undefined ? shown[0] : null;
}

/**
 * The offset of a stamp's zone (`IST`, `ET`, `GMT+5:30`, `Europe/Paris`). An ambiguous abbreviation is
 * resolved by the publisher's zone, else by the page's own times, else by the countries it points to.
 */
export function offsetOfZoneWord(words: string, wall: WallClock, evidence: ZoneEvidence = {}): ZoneWordOffset {
  const constant = parseOffset(words);
  if (constant !== null) return { minutes: constant };
  const generic = SEASONLESS_ZONES.get(words) ?? (words.includes('/') ? words : undefined);
  if (generic !== undefined) return offsetOfWallClock(generic, wall);
  const meaning = ABBREVIATIONS.get(words);
  if (meaning === undefined) return 'ambiguous';
  const publisherOffsets = evidence.publisherZone === undefined ? [] : possibleOffsets(evidence.publisherZone, wall);
  const matching = publisherOffsets.filter((minutes) => meaning.offsets.includes(minutes));
  if (matching.length === 1 && matching[0] !== undefined) return { minutes: matching[0] };
  const [first] = meaning.offsets;
  if (first === undefined) return 'ambiguous';
  if (!meaning.hasDefault) {
    const minutes = offsetByEvidence(words, meaning.offsets, wall, evidence);
    return minutes === null ? 'ambiguous' : { minutes };
  }
  if (meaning.season === undefined) return { minutes: first };
  const inSeason = possibleOffsets(meaning.season, wall);
  if (inSeason.includes(first)) return { minutes: first };
  // "EST" in July: believed as EDT where the publisher's zone or the page's own times have that offset.
  const [meant] = inSeason;
  const agrees =
    publisherOffsets.length === 1
      ? publisherOffsets[0] === meant
      : evidence.publisherZone === undefined && meant !== undefined && evidence.pageOffsets?.includes(meant) === true;
  return agrees && meant !== undefined ? { minutes: meant, flagged: true } : 'ambiguous';
}

/** The instant of a wall clock: RFC 3339 in UTC, without fractions. */
export function instantOf(wall: WallClock, offsetMinutes: number): string {
  return formatInstant(asUtc(wall) - offsetMinutes * 60_000);
}

/** True for a calendar day of the years 1900 to 2100. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  return (
    year >= 1900 &&
    year <= 2100 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
  );
}
