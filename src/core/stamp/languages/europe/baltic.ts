import type { LanguagePack } from '../../words/language-pack.js';

/** Estonian, Latvian, Lithuanian. */
export const BALTIC: LanguagePack[] = [
  {
    language: 'et',
    updated: ['uuendatud', 'viimati uuendatud', 'viimati muudetud', 'muudetud'],
    published: ['avaldatud', 'lisatud'],
    fillers: ['kell'],
    today: ['täna'],
    yesterday: ['eile'],
  },
  {
    language: 'lv',
    updated: ['atjaunots', 'atjaunināts', 'pēdējās izmaiņas', 'pēdējo reizi atjaunots'],
    published: ['publicēts', 'publicēta'],
    fillers: ['plkst', 'gada', 'gads'],
  },
  {
    language: 'lt',
    updated: ['atnaujinta', 'atnaujinta data', 'paskutinį kartą atnaujinta', 'redaguota', 'paskutinis atnaujinimas'],
    published: ['paskelbta', 'publikuota'],
    fillers: ['val', 'd', 'm'],
    yearFirst: true,
  },
];
