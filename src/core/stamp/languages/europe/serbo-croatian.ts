import type { LanguagePack } from '../../words/language-pack.js';

/** Serbian in both scripts, and Croatian. */
export const SERBO_CROATIAN: LanguagePack[] = [
  {
    language: 'sr',
    updated: ['ажурирано', 'последња измена', 'измењено', 'последње ажурирање'],
    published: ['објављено'],
    fillers: ['у', 'г'],
  },
  {
    language: 'sr-Latn',
    updated: [
      'ažurirano',
      'zadnje ažuriranje',
      'zadnja izmjena',
      'zadnja promjena',
      'posljednje ažuriranje',
      'posljednja izmjena',
      'poslednja izmena',
      'izmenjeno',
      'izmijenjeno',
      'ažuriranje',
    ],
    published: ['objavljeno', 'datum objave'],
    fillers: ['u', 'god', 'h'],
  },
  {
    language: 'hr',
    updated: ['ažurirano', 'nadopunjeno'],
    published: ['objavljeno'],
    months: {
      jan: ['sij'],
      feb: ['velj'],
      mar: ['ožu'],
      apr: ['tra'],
      may: ['svi'],
      jun: ['lip'],
      jul: ['srp'],
      aug: ['kol'],
      sep: ['ruj'],
      oct: ['lis'],
      nov: ['stu'],
      dec: ['pro'],
    },
    fillers: ['u', 'god', 'sati'],
  },
];
