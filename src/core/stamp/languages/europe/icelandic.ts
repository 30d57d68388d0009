import type { LanguagePack } from '../../words/language-pack.js';

export const ICELANDIC: LanguagePack = {
  language: 'is',
  updated: ['uppfært', 'síðast uppfært', 'breytt', 'síðast breytt'],
  published: ['birt', 'útgefið'],
  fillers: ['kl', 'klukkan', 'þann'],
};
