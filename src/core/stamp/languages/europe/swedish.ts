import type { LanguagePack } from '../../words/language-pack.js';

export const SWEDISH: LanguagePack = {
  language: 'sv',
  updated: [
    'uppdaterad', 'uppdaterat', 'uppdaterades', 'senast uppdaterad', 'senast uppdaterat',
    'senaste uppdatering', 'uppdatering', 'ändrad', 'ändrat', 'senast ändrad', 'senast ändrat', 'redigerad',
    'senast redigerad', 'uppdaterad senast', 'uppd', 'senast granskad och uppdaterad',
    'artikeln uppdaterad',
  ],
  published: [
    'publicerad', 'publicerat', 'publicerades', 'först publicerad', 'skapad', 'publiceringsdatum', 'postad',
    'upplagd',
  ],
  fillers: ['kl', 'klockan', 'den', 'datum'],
  units: {
    minute: ['minut', 'minuter', 'min'],
    hour: ['timme', 'timmar', 'tim'],
    day: ['dag', 'dagar'],
    week: ['vecka', 'veckor'],
  },
  beforeSpan: ['för'],
  afterSpan: ['sedan'],
  today: ['idag', 'i dag'],
  yesterday: ['igår', 'i går'],
  by: ['av'],
};
