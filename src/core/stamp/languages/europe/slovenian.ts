import type { LanguagePack } from '../../words/language-pack.js';

export const SLOVENIAN: LanguagePack = {
  language: 'sl',
  updated: ['posodobljeno', 'zadnja posodobitev', 'zadnja sprememba', 'spremenjeno'],
  published: ['objavljeno', 'datum objave'],
  fillers: ['ob', 'dne'],
  today: ['danes'],
  yesterday: ['včeraj'],
};
