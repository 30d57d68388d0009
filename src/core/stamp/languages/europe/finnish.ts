import type { LanguagePack } from '../../words/language-pack.js';

export const FINNISH: LanguagePack = {
  language: 'fi',
  updated: [
    'päivitetty', 'päivitetty viimeksi', 'viimeksi päivitetty', 'päivitys', 'viimeisin päivitys',
    'viimeinen päivitys', 'muokattu', 'viimeksi muokattu', 'muokattu viimeksi', 'muutettu',
    'viimeksi muutettu', 'päivitettiin', 'päivittynyt', 'päivitysaika',
  ],
  published: [
    'julkaistu', 'julkaisuaika', 'julkaistu alun perin', 'luotu', 'julkaisupäivä', 'julkaisupvm',
    'ilmestynyt',
  ],
  months: {
    jan: ['tammi'], feb: ['helmi'], mar: ['maalis'], apr: ['huhti'], may: ['touko'], jun: ['kesä'],
    jul: ['heinä'], aug: ['elo'], sep: ['syys'], oct: ['loka'], nov: ['marras'], dec: ['joulu'],
  },
  weekdays: { mon: ['ma'], tue: ['ti'], wed: ['ke'], thu: ['to'], fri: ['pe'], sat: ['la'], sun: ['su'] },
  fillers: ['klo', 'kello', 'pvm', 'kl'],
  units: {
    minute: ['minuutti', 'minuuttia', 'min'],
    hour: ['tunti', 'tuntia', 't'],
    day: ['päivä', 'päivää', 'pv'],
    week: ['viikko', 'viikkoa'],
  },
  afterSpan: ['sitten'],
  today: ['tänään'],
  yesterday: ['eilen'],
};
