// Words about reading, listening and commenting, as regular expressions.
import type { ByLanguage } from './any-of.js';

/** Units of "5 min read". */
export const READING_MINUTES: readonly string[] = [
  'min',
  'mins',
  'minutes?', // en
  'minuten?',
  'minutos?',
  'minuti',
  'minuty',
  'minut',
  'minuutin',
  'dk',
  'мин',
  '分',
  '분',
];

/** What follows the minutes: "5 min read". */
export const READING_SUFFIXES: ByLanguage = {
  en: ['read'],
  de: ['lesezeit'],
  fr: ['de lecture'],
  es: ['de lectura'],
  pt: ['de leitura'],
  it: ['di lettura'],
  nl: ['leestijd'],
  pl: ['czytania'],
  sv: ['läsning'],
  fi: ['lukuaika'],
  da: ['læsetid'],
  nb: ['lesetid'],
  tr: ['okuma'],
  ru: ['чтения'],
  ja: ['で読めます'],
  ko: ['읽기'],
};

/** What precedes the time: "Lesezeit: 5 Minuten". */
export const READING_TIME_LABELS: ByLanguage = {
  de: ['lesezeit'],
  fr: ['temps de lecture'],
  es: ['tiempo de lectura'],
  pt: ['tempo de leitura'],
  it: ['tempo di lettura'],
  nl: ['leestijd'],
  pl: ['czas czytania'],
  sv: ['lästid'],
  fi: ['lukuaika'],
  da: ['læsetid'],
  nb: ['lesetid'],
  tr: ['okuma süresi'],
  ru: ['время чтения'],
  zh: ['阅读时间', '閱讀時間'],
};

/** Captions of buttons and counters around a story. */
export const PAGE_CONTROLS: readonly string[] = [
  'listen(?: to (?:this )?(?:article|story))?',
  'play(?: video)?',
  'view comments?',
  '(?:leave|post|add) a comment',
  '\\d+ comments?',
  'comments?',
  'show more',
  'load more',
  'see (?:more|all)',
  'continue reading',
  'read (?:more|on|full story)',
  'back to top',
  'image source',
  'getty images',
  'loading',
];

/** Captions of "read more" links, alone on a line. */
export const READ_MORE_CAPTIONS: ByLanguage = {
  de: ['weiterlesen', 'mehr lesen', 'mehr anzeigen'],
  fr: ['lire la suite', 'lire plus', 'lire aussi'],
  es: ['leer más', 'seguir leyendo', 'lea también'],
  pt: ['leia mais', 'continue lendo', 'leia também'],
  it: ['leggi (?:anche|di più|tutto)'],
  nl: ['lees (?:meer|ook|verder)'],
  pl: ['czytaj (?:więcej|także|też|dalej)'],
  sv: ['läs (?:mer|också|även)'],
  fi: ['lue (?:lisää|myös)'],
  da: ['læs (?:mere|også)'],
  nb: ['les (?:mer|også)'],
  tr: ['devamını oku', 'ayrıca oku(?:yun)?'],
  ru: ['читать (?:далее|также)', 'читайте также'],
  hi: ['और पढ़ें', 'यह भी पढ़ें'],
  ar: ['اقرأ (?:أيضا|أيضاً|المزيد)'],
  id: ['baca (?:juga|selengkapnya)'],
  vi: ['đọc thêm', 'xem thêm'],
  zh: ['阅读更多', '閱讀更多', '延伸閱讀', '相关阅读'],
  ja: ['続きを読む', '関連記事'],
  ko: ['더 ?보기', '관련 ?기사'],
};

/** Headings of a story's highlights. */
export const HIGHLIGHTS_HEADINGS: readonly string[] = [
  'highlights',
  'key (?:points|takeaways|highlights|facts)',
  'takeaways',
  'at a glance',
  'in (?:short|brief)',
  'quick read',
  'the gist',
  'main points',
];
