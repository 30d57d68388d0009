import type { LanguagePack } from '../../words/language-pack.js';

export const ROMANIAN: LanguagePack = {
  language: 'ro',
  updated: [
    'actualizat',
    'actualizată',
    'ultima actualizare',
    'actualizare',
    'data actualizării',
    'modificat',
    'ultima modificare',
    'editat',
  ],
  published: ['publicat', 'publicată', 'data publicării', 'postat', 'creat'],
  commonWords: ['actualizare', 'modificat', 'editat', 'creat'],
  months: { jun: ['iun'], jul: ['iul'], sep: ['sept'], nov: ['noi', 'noiem'] },
  fillers: ['la', 'ora', 'pe', 'in', 'din', 'data'],
  units: {
    minute: ['minut', 'minute'],
    hour: ['oră', 'ore'],
    day: ['zi', 'zile'],
    week: ['săptămână', 'săptămâni'],
  },
  beforeSpan: ['acum'],
  today: ['azi', 'astăzi'],
  yesterday: ['ieri'],
  by: ['de către'],
};
