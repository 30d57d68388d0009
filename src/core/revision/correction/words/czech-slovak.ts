import { re, type CorrectionWords } from './correction-words.js';

/** Czech and Slovak. */
export const CZECH_SLOVAK: CorrectionWords = {
  labels: ['oprav[ay]', 'upřesnění', 'spresnenie'],
  selfReferences: [
    re`(?:původní|předchozí|dřívější|první|pôvodnej|predchádzajúcej) verz\p{L}+(?: tohoto)? ` +
      '(?:článku|textu|zprávy|správy)',
    re`(?:tento|tohoto|tomto|tejto) (?:článe?k\p{L}*|text\p{L}*)`,
  ],
  errors: ['chybně', 'chybne', 'nesprávně', 'nesprávne', 'omylem', 'omylom', re`opraven\p{L}*`, 'opravili'],
};
