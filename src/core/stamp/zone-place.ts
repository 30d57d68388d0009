// Places that a zone is named by: "New York time", "hora de Madrid", "بتوقيت القاهرة". The cities that zones are called after
// come from `Intl`; countries and peoples with one clock stand here, as the languages name them.
import { foldWord } from './fold-word.js';

/** Zone, then what goes before "time" in English. */
const ENGLISH: [string, string][] = [
  ['Asia/Kolkata', 'india|indian|delhi|mumbai'], ['Asia/Shanghai', 'beijing|china|chinese'], ['Asia/Tokyo', 'japan|japanese'], ['Asia/Seoul', 'korea|korean'], ['Asia/Jerusalem', 'israel|israeli|tel aviv'], ['Europe/Dublin', 'irish|ireland'],
  ['Europe/Kiev', 'kyiv|ukraine|ukrainian'], ['Asia/Riyadh', 'mecca|makkah|saudi|ksa'], ['Asia/Dubai', 'uae|gulf'], ['Europe/Istanbul', 'turkey|turkish|türkiye'], ['Asia/Karachi', 'pakistan'], ['Asia/Tehran', 'iran|tehran'],
  ['America/New_York', 'washington|miami|boston|atlanta|us eastern|u s eastern'], ['America/Los_Angeles', 'california|san francisco|seattle'], ['Europe/London', 'uk|british|u k'], ['Europe/Berlin', 'german|germany'], ['Africa/Johannesburg', 'south africa|south african'], ['Africa/Nairobi', 'kenya'], ['Africa/Lagos', 'nigeria|nigerian'], ['Asia/Bangkok', 'thailand|thai'],
];
/** Zone, then what goes after "hora", "hora de", "heure", "heure de", "ora", "horário de". */
const ROMANCE: [string, string][] = [
  ['Europe/Madrid', 'española|peninsular|peninsular española|de españa|de madrid'], ['America/Mexico_City', 'de méxico|del centro de méxico|del centro|de la ciudad de méxico|mexicana'], ['America/Bogota', 'de colombia|colombiana'], ['America/Argentina/Buenos_Aires', 'argentina|de argentina|de buenos aires'],
  ['America/Santiago', 'de chile|chilena'], ['America/Lima', 'de perú|peruana'], ['America/Caracas', 'de venezuela|venezolana'], ['America/New_York', 'de miami|de nueva york|de washington|del este|de new york'], ['America/Sao_Paulo', 'de brasília|brasileira'], ['Europe/Lisbon', 'de lisboa|de portugal'],
  ['Europe/Rome', 'italiana|di roma'], ['Europe/Bucharest', 'româniei'], ['Europe/Paris', 'française|de paris'], ['Europe/Brussels', 'de bruxelles'], ['America/Toronto', "de montréal|de l est"], ['Africa/Tunis', 'de tunis'], ['Africa/Algiers', "d alger"], ['Africa/Casablanca', 'de casablanca|de rabat'], ['Africa/Dakar', 'de dakar'], ['Europe/London', 'de londres|di londra'], ['Europe/Moscow', 'de moscú|de moscou|di mosca'],
];
/** Zone, then what goes after بتوقيت. */
const ARABIC: [string, string][] = [
  ['Asia/Jerusalem', 'القدس|فلسطين'], ['Europe/London', 'لندن'], ['Asia/Baghdad', 'بغداد|العراق'], ['Asia/Beirut', 'بيروت|لبنان'], ['Asia/Damascus', 'دمشق|سوريا'], ['Asia/Amman', 'عمان الأردن|الأردن'], ['Africa/Cairo', 'القاهرة|مصر'], ['Asia/Dubai', 'أبوظبي|الإمارات|دبي'], ['Asia/Riyadh', 'مكة|مكة المكرمة|السعودية|الرياض'], ['Asia/Qatar', 'الدوحة|قطر'], ['Europe/Paris', 'باريس'], ['Africa/Tunis', 'تونس'], ['America/New_York', 'نيويورك|واشنطن'],
];
const SAID = ['hora', 'heure', 'ora', 'horario'];

const cities = Intl.supportedValuesOf('timeZone').filter((zone) => /^(?:Africa|America|Asia|Australia|Europe|Pacific|Atlantic)\//.test(zone)).map((zone): [string, string] => [zone, (zone.split('/').at(-1) ?? '').replaceAll('_', ' ')]);

const split = (pairs: [string, string][]): [string, string][] => pairs.flatMap(([zone, names]) => names.split('|').map((name): [string, string] => [zone, name]));

/** Phrases in words as they are compared, and the IANA zone that each means; where two are alike, the first is meant. */
export const PLACE_ZONES: [string[], string][] = [
  ...split(ENGLISH).map(([zone, name]): [string, string] => [zone, `${name} time`]),
  ...split(ROMANCE).flatMap(([zone, name]) => SAID.map((word): [string, string] => [zone, `${word} ${name}`])),
  ...split(ARABIC).map(([zone, name]): [string, string] => [zone, `بتوقيت ${name}`]),
  ...cities.flatMap(([zone, city]) => [`${city} time`, `hora de ${city}`, `heure de ${city}`].map((phrase): [string, string] => [zone, phrase])),
].map(([zone, phrase]) => [phrase.split(' ').map(foldWord), zone]);
