// Notices about cookies, rights and sources, as regular expressions.
import type { ByLanguage } from './any-of.js';

/** "We use …", before the word for cookies. */
export const WE_USE: ByLanguage = {
  de: ['wir verwenden', 'diese (?:seite|website) verwendet'],
  fr: ['nous utilisons', 'ce site utilise'],
  es: ['utilizamos', 'este sitio (?:web )?utiliza'],
  pt: ['este site utiliza'],
  it: ['utilizziamo', 'questo sito utilizza'],
  nl: ['wij gebruiken', 'deze (?:site|website) gebruikt'],
  pl: ['używamy', 'ta strona używa'],
  sv: ['vi använder'],
  da: ['vi bruger'],
  nb: ['vi bruker'],
  fi: ['käytämme'],
  tr: ['çerez'],
  ru: ['мы используем'],
  id: ['kami menggunakan'],
  vi: ['chúng tôi sử dụng'],
};

/** Words for cookies. */
export const COOKIES: readonly string[] = [
  'cookies',
  'cookie',
  'plików cookie',
  'evästeitä',
  'çerez',
  'файлы cookie',
  'куки',
];

/** English notices about cookies and rights, anywhere in a sentence. */
export const ENGLISH_NOTICES: readonly string[] = [
  '\\b(?:we|this (?:site|website)|our (?:site|website|partners)) use(?:s)? (?:essential |other )?cookies\\b',
  '^[\\s\\p{P}]*(?:accept|manage|reject)(?: all)? cookies\\b',
  '\\bby (?:clicking|continuing|using|signing up|subscribing|submitting).{0,80}\\b(?:cookies?|privacy policy|terms)\\b',
  '^[\\s\\p{P}]*(?:©|\\(c\\)\\s|copyright ©?\\s?\\d{4}|all rights reserved)',
];

/** Every notice contains one of these: a cheap first check. */
export const NOTICE_ANCHORS: readonly string[] = [
  'cookie',
  'çerez',
  'evästeit',
  'куки',
  '©',
  '\\(c\\)',
  'copyright',
  'rights res',
  'by (?:cl|co|us|si|su)',
];

/** "All rights reserved", at the start of a line. */
export const RIGHTS_RESERVED: ByLanguage = {
  de: ['alle rechte vorbehalten'],
  fr: ['tous droits réservés'],
  es: ['todos (?:los derechos reservados|os direitos reservados)'],
  it: ['riproduzione riservata'],
  pl: ['wszelkie prawa zastrzeżone'],
  ru: ['все права защищены'],
  tr: ['tüm hakları saklıdır'],
  ja: ['無断転載'],
  ko: ['저작권자', '무단 ?전재'],
  zh: ['版权所有', '版權所有', '未经授权', '未經授權', '本網站之文字', '转载请注明', '轉載請註明'],
};

/** "Original headline", "edited by", "source", around a story on Chinese pages. */
export const CHINESE_DESK_NOTES: readonly string[] = [
  '原标题',
  '原標題',
  '责任编辑',
  '責任編輯',
  '责编',
  '编辑',
  '編輯',
  '来源',
  '來源',
  '作者',
];

/** Requests for consent and feedback, at the start of a line. */
export const CONSENT_AND_FEEDBACK: ByLanguage = {
  en: [
    '(?:we|this (?:web)?site|our site) uses? (?:\\S+ ){0,3}cookies\\b',
    'was this (?:article|page|information) (?:helpful|useful)\\b',
    'did you find this (?:article|page) (?:helpful|useful)\\b',
  ],
  de: [
    'wir (?:und unsere .{1,30} )?(?:verwenden|nutzen|speichern) .{0,60}(?:cookies|auf ihrem gerät)',
    'mit ihrer zustimmung wird hier ein externe',
    '(?:war|fanden sie) dieser?n? artikel (?:hilfreich|nützlich)\\b',
  ],
  fr: ['nous utilisons des cookies', 'cet article vous a-t-il été utile\\b'],
  es: ['(?:utilizamos|usamos|este sitio utiliza) cookies'],
};

/** "Source:", before a name, alone on a line. */
export const SOURCE_LABELS: ByLanguage = {
  de: ['quellen?'],
  en: ['sources?'],
  es: ['fuentes?'],
  it: ['fonte'],
  pl: ['źródło'],
  cs: ['zdroj'],
  ru: ['источник'],
  da: ['kilde'],
  sv: ['källa'],
  nl: ['bron'],
};

/** English legal lines, at the start of a line. */
export const ENGLISH_LEGAL_LINES: readonly string[] = [
  '©',
  '\\(c\\)\\s',
  'copyright\\b',
  'all rights reserved',
  'terms (?:of|and)',
  'privacy policy',
  'disclaimer\\s*:',
  'our standards\\b',
  'published under',
  'licen[cs]ed under',
  'this (?:story|article|report|copy) (?:has (?:not )?been|was) (?:not )?(?:edited by|published from|auto-?generated|syndicated)\\b',
  '\\(?except for the headline\\b',
];
