import type { LanguagePack } from '../../words/language-pack.js';

export const SLOVAK: LanguagePack = {
  language: 'sk',
  updated: ['aktualizované', 'aktualizácia', 'posledná aktualizácia', 'naposledy aktualizované', 'upravené', 'zmenené'],
  published: ['publikované', 'zverejnené', 'vydané'],
  fillers: ['o', 'dňa', 'v', 'hod'],
  hourWords: ['hod', 'h'],
  afterSpan: ['dozadu'],
  today: ['dnes'],
  yesterday: ['včera'],
};
