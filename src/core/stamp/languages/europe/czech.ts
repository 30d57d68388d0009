import type { LanguagePack } from '../../words/language-pack.js';

export const CZECH: LanguagePack = {
  language: 'cs',
  updated: [
    'aktualizováno', 'aktualizace', 'poslední aktualizace', 'naposledy aktualizováno', 'aktualizovaný',
    'upraveno', 'poslední úprava', 'naposledy upraveno', 'změněno', 'poslední změna', 'aktualizované',
    'posledná aktualizácia', 'aktualizácia',
  ],
  published: [
    'publikováno', 'vydáno', 'zveřejněno', 'vytvořeno', 'datum vydání', 'publikované', 'zverejnené',
    'datum publikace',
  ],
  fillers: ['v', 've', 'dne', 'o', 'hod', 'datum', 'od'],
  hourWords: ['hod', 'h', 'hodin'],
  units: {
    minute: ['minuta', 'minuty', 'minutami', 'minutou', 'minut'],
    hour: ['hodina', 'hodiny', 'hodinami', 'hodinou', 'hodin'],
    day: ['den', 'dny', 'dní'],
    week: ['týden', 'týdny'],
  },
  beforeSpan: ['před', 'pred'],
  today: ['dnes'],
  yesterday: ['včera'],
};
