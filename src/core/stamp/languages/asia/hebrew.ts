import type { LanguagePack } from '../../words/language-pack.js';

export const HEBREW: LanguagePack = {
  language: 'he',
  updated: ['עודכן', 'עדכון אחרון', 'עודכן לאחרונה', 'עדכון', 'עודכן ב'],
  published: ['פורסם', 'פורסם ב', 'תאריך פרסום', 'פרסום ראשון'],
  fillers: ['ב', 'בשעה', 'בתאריך', 'ה', 'יום'],
  units: {
    minute: ['דקות', 'דקה'],
    hour: ['שעות', 'שעה'],
    day: ['ימים', 'יום'],
    week: ['שבועות', 'שבוע'],
  },
  beforeSpan: ['לפני'],
  today: ['היום'],
  yesterday: ['אתמול'],
};
