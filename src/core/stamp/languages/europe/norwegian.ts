import type { LanguagePack } from '../../words/language-pack.js';

/** Bokmål and Nynorsk. */
export const NORWEGIAN: LanguagePack[] = [
  {
    language: 'nb',
    updated: [
      'oppdatert',
      'sist oppdatert',
      'siste oppdatering',
      'oppdatering',
      'sist endret',
      'endret',
      'sist endra',
      'endra',
      'sist redigert',
      'redigert',
      'artikkelen oppdatert',
      'sist oppdaterte',
    ],
    published: ['publisert', 'lagt ut', 'opprettet', 'først publisert', 'skrevet', 'først lagt ut', 'publiseringsdato'],
    months: {
      jan: ['jan'],
      feb: ['feb'],
      mar: ['mar', 'mars'],
      apr: ['apr'],
      may: ['mai'],
      jun: ['jun'],
      jul: ['jul'],
      aug: ['aug'],
      sep: ['sep', 'sept'],
      oct: ['okt'],
      nov: ['nov'],
      dec: ['des'],
    },
    fillers: ['kl', 'klokka', 'klokken', 'den', 'dato'],
    units: {
      minute: ['minutt', 'minutter', 'min'],
      hour: ['time', 'timer'],
      day: ['dag', 'dager'],
      week: ['uke', 'uker'],
    },
    afterSpan: ['siden', 'sidan'],
    today: ['i dag', 'idag'],
    yesterday: ['i går', 'igår'],
    by: ['av'],
  },
  {
    language: 'nn',
    updated: ['oppdatert', 'sist oppdatert', 'sist endra', 'endra'],
    published: ['publisert', 'lagt ut'],
    fillers: ['kl', 'klokka', 'den'],
  },
];
