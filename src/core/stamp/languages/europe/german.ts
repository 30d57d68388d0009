import type { LanguagePack } from '../../words/language-pack.js';

export const GERMAN: LanguagePack = {
  language: 'de',
  updated: [
    'aktualisiert', 'zuletzt aktualisiert', 'letztmals aktualisiert', 'letzte aktualisierung',
    'aktualisierung', 'aktualisierte fassung', 'aktualisiert am', 'stand', 'letzter stand',
    'zuletzt geändert', 'geändert', 'letzte änderung', 'änderung', 'letztes update', 'zuletzt bearbeitet',
    'bearbeitet', 'letzte bearbeitung', 'zuletzt überarbeitet', 'überarbeitet', 'zuletzt modifiziert',
    'aktualisierungsdatum', 'änderungsdatum',
  ],
  published: [
    'veröffentlicht', 'erstmals veröffentlicht', 'erstellt', 'erschienen', 'publiziert',
    'erstveröffentlichung', 'erstpublikation', 'veröffentlichung', 'veröffentlichungsdatum', 'online seit',
    'erscheinungsdatum', 'eingestellt', 'publikationsdatum',
  ],
  commonWords: ['stand', 'änderung'],
  months: {
    jan: ['jän', 'jänner'], feb: ['feber'], mar: ['mär', 'mrz'], sep: ['sept'], oct: ['okt'], dec: ['dez'],
  },
  weekdays: {
    mon: ['mo'], tue: ['di'], wed: ['mi'], thu: ['do'], fri: ['fr'], sat: ['sa', 'sonnabend'], sun: ['so'],
  },
  fillers: ['am', 'um', 'vom', 'den', 'der', 'gegen', 'seit', 'datum', 'zeit', 'uhrzeit', 'ab'],
  hourWords: ['uhr', 'h'],
  units: {
    minute: ['minute', 'minuten', 'min'],
    hour: ['stunde', 'stunden', 'std'],
    day: ['tag', 'tagen', 'tage'],
    week: ['woche', 'wochen'],
  },
  beforeSpan: ['vor'],
  today: ['heute'],
  yesterday: ['gestern'],
  by: ['von', 'durch'],
};
