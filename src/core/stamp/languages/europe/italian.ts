import type { LanguagePack } from '../../words/language-pack.js';

export const ITALIAN: LanguagePack = {
  language: 'it',
  updated: [
    'aggiornato', 'aggiornata', 'aggiornati', 'aggiornamento', 'ultimo aggiornamento', 'data aggiornamento',
    'data di aggiornamento', 'ultima modifica', 'modificato', 'modificata', 'data ultima modifica',
    'data di modifica', 'ultimo agg', 'agg', 'ultima revisione', 'revisionato', 'modifica', 'aggiornato al',
    'articolo aggiornato',
  ],
  published: [
    'pubblicato', 'pubblicata', 'creato', 'creata', 'pubblicazione', 'data pubblicazione',
    'data di pubblicazione', 'prima pubblicazione', 'inserito', 'scritto', 'postato',
    'pubblicato per la prima volta',
  ],
  commonWords: [
    'agg', 'aggiornamento', 'modifica', 'creato', 'creata', 'inserito', 'scritto', 'pubblicazione',
  ],
  months: {
    jan: ['gen'], feb: ['feb'], mar: ['mar'], apr: ['apr'], may: ['mag'], jun: ['giu'], jul: ['lug'],
    aug: ['ago'], sep: ['set', 'sett'], oct: ['ott'], nov: ['nov'], dec: ['dic'],
  },
  weekdays: {
    mon: ['lun'], tue: ['mar'], wed: ['mer'], thu: ['gio'], fri: ['ven'], sat: ['sab'], sun: ['dom'],
  },
  fillers: [
    'il', 'alle', 'ore', 'del', 'dello', 'lo', 'l', 'all', 'al', 'dalle', 'dal', 'e', 'h', 'data', 'della',
    'ora', 'di',
  ],
  hourWords: ['h'],
  units: {
    minute: ['minuto', 'minuti', 'min'],
    hour: ['ora', 'ore'],
    day: ['giorno', 'giorni'],
    week: ['settimana', 'settimane'],
  },
  afterSpan: ['fa'],
  today: ['oggi'],
  yesterday: ['ieri'],
  by: ['da'],
};
