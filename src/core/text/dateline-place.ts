// Datelines and their places: "LONDON, Nov 3 (Reuters) - ". Only an unmistakable form or a known name makes a
// place: no place is better than a wrong one.
import { AGENCIES_BEFORE_TEXT, AGENCY_NAME_WORDS, DATELINE_AGENCIES } from './words/agency.js';
import { allLanguages, anyOf } from './words/any-of.js';
import { HINDI_BUREAUS, NOT_DATELINES, NOT_IN_PLACES, PLACE_PARTICLES } from './words/dateline.js';
import { CASELESS_CITIES, CITIES, REGIONS } from './words/place.js';
import { foldSpace } from './fold-space.js';

const keyOf = (name: string): string => foldSpace(name.toLowerCase());

const ALPHABET = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const countries = ALPHABET.flatMap((first) => ALPHABET.map((second) => regionNames.of(first + second))).filter(
  (name) => name !== undefined,
);
const zoneCities = Intl.supportedValuesOf('timeZone')
  .filter((zone) => /^(?:Africa|America|Asia|Australia|Europe)\//.test(zone))
  .map((zone) => (zone.split('/').at(-1) ?? '').replaceAll('_', ' '));
const regions = new Set([...allLanguages(REGIONS), ...countries].map(keyOf));
const cities = new Set([...allLanguages(CITIES), ...allLanguages(CASELESS_CITIES), ...zoneCities].map(keyOf));

const NOT_IN_PLACE = new RegExp(`\\b${anyOf(NOT_IN_PLACES)}\\b`, 'i');
/** A word of a place's name: capitalised, or a particle. */
const PLACE_WORD = new RegExp(`^(?:\\p{Lu}[\\p{L}.'’-]*|${PLACE_PARTICLES.join('|')})$`, 'u');

/** True for a known city, or `City, Region` with a known region, in any case. At most 60 characters. */
export function isKnownPlace(text: string): boolean {
  const name = foldSpace(text);
  if (name === '' || name.length > 60) return false;
  if (!/[\p{Lu}\p{Ll}]/u.test(name)) return cities.has(name);
  if (!name.split(/[\s,/]+/).every((word) => PLACE_WORD.test(word))) return false;
  if (cities.has(keyOf(name)) || name.split('/').every((part) => cities.has(keyOf(part)))) return true;
  if (NOT_IN_PLACE.test(name)) return false;
  const comma = name.lastIndexOf(',');
  return comma > 1 && regions.has(keyOf(name.slice(comma + 1)));
}

/**
 * "LONDON, Nov 3 (Reuters) - ", "HAYWARD, Calif. (AP) — ", "CHICAGO (NewsNation Now) — ". The dash is
 * optional.
 */
const WITH_SOURCE =
  /^(\p{Lu}[^()\n]{1,80}?)(?:,?\s*([\p{L}]{3,9}\.?\s+\d{1,2}|\d{1,2}\.?\s+\p{L}{3,9}\.?)(?:,?\s\d{4})?)?\s*\(([^()\n]{2,40})\)\.?\s*(?:([-–—_]{1,2}|:|\|)\s*|\s)/u;
const KNOWN_AGENCY = new RegExp(`^${anyOf(DATELINE_AGENCIES)}(?:[ /][\\p{L}/]{2,10})?$`, 'u');
const SOURCE_ONLY = new RegExp(`^\\(${anyOf(AGENCIES_BEFORE_TEXT)}\\)\\.?\\s*(?:[-–—]{1,2})\\s+`);
const WITH_DASH =
  /^(\p{Lu}[^()\n:;–—]{1,60}?)(?:,\s*(\p{L}{3,9}\.?\s+\d{1,2}|\d{1,2}\s+\p{L}{3,9}))?\s*(?:—|–|--| - )\s*/u;
const WITH_COLON =
  /^([\p{Lu}\p{Lo}][\p{L}\p{M}.,' ]{1,50}?)(?:,\s*(\p{L}{3,9}\.?\s+\d{1,2}|\d{1,2}\s+\p{L}{3,9}))?\s*:\s+/u;
const AGENCY_NAME = new RegExp(`^(?:[\\p{L} ]*${anyOf(AGENCY_NAME_WORDS)}[\\p{L} ]*|\\p{Lu}{2,6})$`, 'u');
const ALL_CAPITALS = /^[\p{Lu}][\p{Lu} .,'’/-]{2,60}$/u;
const NOT_A_DATELINE = new RegExp(`^${anyOf(NOT_DATELINES)}\\b`, 'i');

const withoutRegion = (text: string): string => text.replace(/,\s*[\p{L}.]+\.?$/u, '');

/** "Hong Kong CNN — ", "BENGALURU | ": counts with a known place only. */
const WITH_BARE_SOURCE =
  /^(\p{Lu}[^()\n:;–—|]{1,60}?)\s*(?:(?:CNN(?: Business)?|AP|AFP|BBC)\s*[—–-]|(?:taz|dpa|epd|afp)?\s*\|)\s+/u;
/** "Kochi (Kerala) [India], July 22 (ANI): ". */
const WITH_COUNTRY =
  /^(\p{Lu}[\p{L} .'’-]{1,40}?)\s*(?:\(([\p{L} ]{2,40})\)\s*)?\[([\p{L} ]{2,40})\](?:,\s*\p{L}{3,9}\.?\s+\d{1,2})?\s*\([\p{L}/ ]{2,40}\)\s*[:—–-]\s+/u;
/** Forms of one agency or language that only datelines have. The first group is the place. */
const AGENCY_FORMS = [
  // "МОСКВА, 3 мар — РИА Новости. ", "МОСКВА, 3 марта. /ТАСС/. "
  /^(\p{Lu}[\p{Lu}\p{Ll} -]{1,30}),\s\d{1,2}\s\p{L}{3,9}\.?\s*(?:[—–-]\s*\p{Lu}[\p{L} -]{1,30}|\/[\p{Lu}-]{3,20}\/|\p{Lu}{4,20})\.\s*(?:[—–-]\s+)?(?=[\p{Lu}«"“„])/u,
  // "(ANSA) - ROMA, 03 MAR - "
  /^\((?:ANSA|AGI|Adnkronos|LaPresse)\)\s*[-–]\s*(\p{Lu}[\p{Lu} '’/]{1,30}),\s*\d{1,2}\s\p{Lu}{3}\s*[-–]\s*/u,
  // "JAKARTA, KOMPAS.com - ", "TEMPO.CO, Jakarta - "
  /^(\p{Lu}[\p{L} ]{2,25}?),\s*(?:\w{3,20}\.(?:com|id|co|net|TV)|CNN Indonesia)\s*[-–—]+\s*/iu,
  /^\w{3,20}\.(?:com|id|co|net),?\s(\p{Lu}[\p{L} ]{2,25}?)\s*[-–—]+\s*/iu,
  // "新华社北京3月3日电（记者王明）"
  /^(?:新华社|新華社|中新社|中新网|新华网|人民网)(\p{Script=Han}{2,8}?)\d{1,2}月\d{1,2}日(?:电|電|讯|訊)\s*(?:[（(][^（）()]{1,40}[）)])?\s*[:：]?\s*/u,
  // "(서울=연합뉴스) 김민수 기자 = "
  /^[[(（【](\p{Script=Hangul}{2,8})=[^\])）】]{2,20}[\])）】]\s*(?:\p{Script=Hangul}{2,4}(?:[·ㆍ]\p{Script=Hangul}{2,4})*\s*(?:특파원|기자)\s*=\s*)?/u,
  // "【ワシントン＝山田太郎】", "【北京共同】", "［ロンドン 3日 ロイター］ - "
  /^【(\p{L}{2,14}?)(?:[＝=・]|共同|時事|AFP)[^】]{0,12}】\s*/u,
  /^[［[](\p{L}{2,14})[\s　]\d{1,2}日[\s　]?\p{L}{2,8}[］\]]\s*[-－―]?\s*/u,
  // "القاهرة (رويترز) - "
  /^(\p{Script=Arabic}[\p{Script=Arabic} ]{2,25}?)\s*[(/]\s?(?:رويترز|وكالات|أ ?ف ?ب|د ?ب ?أ|وام|واس|كونا|قنا)\s?[)/]\s*[-–—ـ]+\s*/u,
  // "लखनऊ, राज्य ब्यूरो। ", "नई दिल्ली, 3 मार्च (भाषा) "
  new RegExp(
    `^([\\p{Script=Devanagari} ]{3,25}?)\\s*,\\s*(?:\\d{1,2}\\s[\\p{Script=Devanagari}]{3,10}\\s*\\([^()]{2,20}\\)[।:]?|${anyOf(HINDI_BUREAUS)}[।:.])\\s*`,
    'u',
  ),
];
/** "Washington (CNN)The …", "Washington (CNN) The …": a source without a dash. */
const WITHOUT_DASH = /^(?:(\p{Lu}[^()\n:;–—|]{1,40}?)\s)?\((?:CNN(?: [A-Z]\w+)?|CNN Business)\)\s?(?=[\p{Lu}"“‘'])/u;
/** "Jakarta - Dewan …", "Berlin - Der …": counts with a known place only. */
const WITH_HYPHEN = /^(\p{Lu}[\p{L}. /]{2,40}?)\s-\s(?=[\p{Lu}"“„«])/u;
const ACRONYM = /^\p{Lu}{2,3}$/u;
/** True for up to four capitalised words: with a known agency and a dash, a town. */
const isTown = (name: string): boolean =>
  name.length <= 40 &&
  !ACRONYM.test(name) &&
  !NOT_IN_PLACE.test(name) &&
  name.split(/[\s/]+/).length <= 4 &&
  name.split(/[\s,/]+/).every((word) => PLACE_WORD.test(word));

/**
 * The dateline at the start of a paragraph: its place as written, and the rest of the paragraph. Null where
 * there is none.
 */
export function readDateline(paragraph: string): { located: string | null; rest: string } | null {
  const head = paragraph.slice(0, 160);
  const [bracketed, town, region, country] = WITH_COUNTRY.exec(head) ?? [];
  if (bracketed !== undefined)
    return {
      located: [town, region, country].filter((name) => name !== undefined).join(', '),
      rest: paragraph.slice(bracketed.length),
    };
  for (const form of AGENCY_FORMS) {
    const own = form.exec(head);
    if (own !== null && own[0].length < paragraph.length)
      return { located: own[1]?.trim() ?? null, rest: paragraph.slice(own[0].length) };
  }
  const undashed = WITHOUT_DASH.exec(head);
  if (undashed !== null) return { located: undashed[1] ?? null, rest: paragraph.slice(undashed[0].length) };
  const hyphened = WITH_HYPHEN.exec(head);
  if (hyphened?.[1] !== undefined && isKnownPlace(hyphened[1]))
    return { located: hyphened[1], rest: paragraph.slice(hyphened[0].length) };
  const sourced = WITH_SOURCE.exec(head);
  const place = sourced?.[1]?.replace(/,$/, '').trim() ?? '';
  const source = sourced?.[3] ?? '';
  const sure = KNOWN_AGENCY.test(source)
    ? sourced?.[4] !== undefined || isKnownPlace(place)
    : sourced?.[4] !== undefined && AGENCY_NAME.test(source);
  if (
    sourced !== null &&
    sure &&
    !NOT_A_DATELINE.test(place) &&
    (isKnownPlace(place) ||
      (ALL_CAPITALS.test(withoutRegion(place)) && !ACRONYM.test(place)) ||
      (KNOWN_AGENCY.test(source) && sourced[4] !== undefined && isTown(place)))
  ) {
    return { located: place, rest: paragraph.slice(sourced[0].length) };
  }
  const bare = SOURCE_ONLY.exec(head);
  if (bare !== null) return { located: null, rest: paragraph.slice(bare[0].length) };
  const [bareHead, bareName = ''] = WITH_BARE_SOURCE.exec(head) ?? [];
  if (bareHead !== undefined && isKnownPlace(bareName))
    return { located: bareName, rest: paragraph.slice(bareHead.length) };
  for (const form of [WITH_DASH, WITH_COLON]) {
    const [whole, name = ''] = form.exec(head) ?? [];
    if (whole === undefined || whole.length >= paragraph.length || NOT_A_DATELINE.test(name)) continue;
    const certain =
      isKnownPlace(name) ||
      (form === WITH_DASH && ALL_CAPITALS.test(withoutRegion(name)) && /,\s*\p{L}+\.?$/u.test(name));
    // "London - the city that…" is prose: a hyphen needs a place in capitals.
    if (certain && (form === WITH_COLON || /[—–]|--|\p{Lu}{3}/u.test(whole)))
      return { located: name.replace(/,$/, '').trim(), rest: paragraph.slice(whole.length) };
  }
  return null;
}
