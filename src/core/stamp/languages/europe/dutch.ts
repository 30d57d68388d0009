import type { LanguagePack } from '../../words/language-pack.js';

export const DUTCH: LanguagePack = {
  language: 'nl',
  updated: [
    'bijgewerkt', 'laatst bijgewerkt', 'bijgewerkt tot', 'laatste update', 'laatst geüpdatet', 'geüpdatet',
    'laatst gewijzigd', 'gewijzigd', 'laatste wijziging', 'aangepast', 'laatst aangepast',
    'laatste aanpassing', 'bewerkt', 'laatst bewerkt', 'geactualiseerd', 'laatst geactualiseerd', 'update',
    'vernieuwd',
  ],
  published: [
    'gepubliceerd', 'geplaatst', 'gepost', 'publicatiedatum', 'verschenen', 'aangemaakt', 'geschreven',
    'eerst gepubliceerd', 'publicatie',
  ],
  commonWords: ['update', 'vernieuwd', 'aangepast'],
  months: { mar: ['mrt'], oct: ['okt'] },
  weekdays: { mon: ['ma'], tue: ['di'], wed: ['wo'], thu: ['do'], fri: ['vr'], sat: ['za'], sun: ['zo'] },
  fillers: ['op', 'om', 'de', 'van', 'datum', 'sinds', 'te'],
  hourWords: ['uur', 'u'],
  units: {
    minute: ['minuut', 'minuten', 'min'],
    hour: ['uur', 'uren', 'u'],
    day: ['dag', 'dagen'],
    week: ['week', 'weken'],
  },
  afterSpan: ['geleden'],
  today: ['vandaag'],
  yesterday: ['gisteren'],
  by: ['door'],
};
