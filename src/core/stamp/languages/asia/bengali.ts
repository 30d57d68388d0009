import type { LanguagePack } from '../../words/language-pack.js';

export const BENGALI: LanguagePack = {
  language: 'bn',
  updated: ['আপডেট', 'আপডেটেড', 'সর্বশেষ আপডেট', 'হালনাগাদ', 'সর্বশেষ হালনাগাদ', 'আপডেট করা হয়েছে'],
  published: ['প্রকাশ', 'প্রকাশিত', 'প্রকাশের সময়', 'প্রকাশকাল'],
  fillers: ['সময়', 'তারিখ', 'টা', 'এ'],
  units: {
    minute: ['মিনিট'],
    hour: ['ঘণ্টা', 'ঘন্টা'],
    day: ['দিন'],
    week: ['সপ্তাহ'],
  },
  afterSpan: ['আগে'],
  today: ['আজ'],
};
