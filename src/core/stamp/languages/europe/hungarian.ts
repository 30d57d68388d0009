import type { LanguagePack } from '../../words/language-pack.js';

export const HUNGARIAN: LanguagePack = {
  language: 'hu',
  updated: [
    'frissítve',
    'frissítés',
    'frissült',
    'utolsó frissítés',
    'utoljára frissítve',
    'módosítva',
    'utolsó módosítás',
    'módosítás',
    'szerkesztve',
  ],
  published: ['megjelent', 'közzétéve', 'publikálva', 'létrehozva', 'megjelenés', 'publikálás'],
  fillers: ['és', 'dátum'],
  hourWords: ['óra', 'órakor'],
  units: {
    minute: ['perc', 'perce', 'perccel'],
    hour: ['óra', 'órája', 'órával'],
    day: ['nap', 'napja', 'nappal'],
    week: ['hét', 'hete'],
  },
  afterSpan: ['ezelőtt'],
  today: ['ma'],
  yesterday: ['tegnap'],
  yearFirst: true,
};
