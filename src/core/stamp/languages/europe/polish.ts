import type { LanguagePack } from '../../words/language-pack.js';

export const POLISH: LanguagePack = {
  language: 'pl',
  updated: [
    'aktualizacja', 'ostatnia aktualizacja', 'data aktualizacji', 'data ostatniej aktualizacji',
    'aktualizacja artykułu', 'zaktualizowano', 'aktualizowano', 'zaktualizowany', 'zaktualizowana',
    'zmodyfikowano', 'zmodyfikowany', 'ostatnia modyfikacja', 'data modyfikacji', 'modyfikacja',
    'ostatnia zmiana', 'zmieniono', 'edytowano', 'ostatnia edycja', 'ostatnio aktualizowano',
    'ostatnio zaktualizowano', 'akt',
  ],
  published: [
    'opublikowano', 'publikacja', 'data publikacji', 'opublikowany', 'opublikowana', 'dodano',
    'data dodania', 'dodane', 'utworzono', 'data utworzenia', 'zamieszczono', 'wydano',
  ],
  commonWords: ['akt', 'modyfikacja'],
  months: {
    jan: ['sty'], feb: ['lut'], mar: ['mar'], apr: ['kwi'], may: ['maj'], jun: ['cze'], jul: ['lip'],
    aug: ['sie'], sep: ['wrz'], oct: ['paź'], nov: ['lis'], dec: ['gru'],
  },
  weekdays: {
    mon: ['pon'], tue: ['wt'], wed: ['śr'], thu: ['czw'], fri: ['pt'], sat: ['sob'], sun: ['niedz', 'nd'],
  },
  fillers: ['o', 'godz', 'godzina', 'godzinie', 'dnia', 'w', 'dn', 'r', 'roku', 'dzień', 'z', 'od', 'data'],
  units: {
    minute: ['minuta', 'minuty', 'minut', 'minutę', 'min'],
    hour: ['godzina', 'godziny', 'godzin', 'godzinę', 'godz'],
    day: ['dzień', 'dni'],
    week: ['tydzień', 'tygodnie', 'tygodni'],
  },
  afterSpan: ['temu'],
  today: ['dziś', 'dzisiaj'],
  yesterday: ['wczoraj'],
  by: ['przez'],
};
