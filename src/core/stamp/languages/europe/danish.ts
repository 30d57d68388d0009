import type { LanguagePack } from '../../words/language-pack.js';

export const DANISH: LanguagePack = {
  language: 'da',
  updated: [
    'opdateret',
    'sidst opdateret',
    'senest opdateret',
    'opdatering',
    'seneste opdatering',
    'sidste opdatering',
    'ændret',
    'sidst ændret',
    'senest ændret',
    'redigeret',
    'sidst redigeret',
    'opdat',
    'artikel opdateret',
  ],
  published: ['publiceret', 'udgivet', 'offentliggjort', 'oprettet', 'først publiceret', 'lagt op'],
  fillers: ['kl', 'klokken', 'den', 'd', 'dato'],
  units: {
    minute: ['minut', 'minutter', 'min'],
    hour: ['time', 'timer'],
    day: ['dag', 'dage'],
    week: ['uge', 'uger'],
  },
  afterSpan: ['siden'],
  today: ['i dag', 'idag'],
  yesterday: ['i går', 'igår'],
  by: ['af'],
};
