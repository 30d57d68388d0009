import type { LanguagePack } from '../../words/language-pack.js';

export const CATALAN: LanguagePack = {
  language: 'ca',
  updated: [
    'actualitzat',
    'actualitzada',
    'darrera actualització',
    'última actualització',
    'actualització',
    'modificat',
    'darrera modificació',
  ],
  published: ['publicat', 'publicada', 'data de publicació', 'creat'],
  commonWords: ['actualització', 'modificat', 'creat'],
  fillers: ['el', 'a', 'les', 'de', 'd', 'del', 'l', 'al'],
  hourWords: ['h'],
  units: {
    minute: ['minut', 'minuts'],
    hour: ['hora', 'hores'],
    day: ['dia', 'dies'],
    week: ['setmana', 'setmanes'],
  },
  beforeSpan: ['fa'],
  today: ['avui'],
  yesterday: ['ahir'],
  by: ['per'],
};
