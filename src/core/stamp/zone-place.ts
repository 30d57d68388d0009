// Zones named by a place: "New York time", "hora de Madrid", "بتوقيت القاهرة".
// `Intl` supplies the cities that zones are named after; words/zone-names.ts adds countries and other cities.
import { foldWord } from './fold-word.js';
import {
  ARABIC_ZONE_PLACES,
  ENGLISH_ZONE_PLACES,
  ROMANCE_TIME_WORDS,
  ROMANCE_ZONE_PLACES,
  type NamesByZone,
} from './words/zone-names.js';

/** Each zone with the city in its name: `America/New_York`, "New York". */
const zoneCities = Intl.supportedValuesOf('timeZone')
  .filter((zone) => /^(?:Africa|America|Asia|Australia|Europe|Pacific|Atlantic)\//.test(zone))
  .map((zone): [string, string] => [zone, (zone.split('/').at(-1) ?? '').replaceAll('_', ' ')]);

const pairsOf = (names: NamesByZone): [string, string][] =>
  Object.entries(names).flatMap(([zone, places]) => places.map((place): [string, string] => [zone, place]));

/** Phrases as folded words, each with its IANA zone. Where two phrases are equal, the first one counts. */
export const PLACE_ZONES: [string[], string][] = [
  ...pairsOf(ENGLISH_ZONE_PLACES).map(([zone, place]): [string, string] => [zone, `${place} time`]),
  ...pairsOf(ROMANCE_ZONE_PLACES).flatMap(([zone, place]) =>
    ROMANCE_TIME_WORDS.map((word): [string, string] => [zone, `${word} ${place}`]),
  ),
  ...pairsOf(ARABIC_ZONE_PLACES).map(([zone, place]): [string, string] => [zone, `بتوقيت ${place}`]),
  ...zoneCities.flatMap(([zone, city]) =>
    [`${city} time`, `hora de ${city}`, `heure de ${city}`].map((phrase): [string, string] => [zone, phrase]),
  ),
].map(([zone, phrase]) => [phrase.split(' ').map(foldWord), zone]);
