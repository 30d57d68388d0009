import { re, type CorrectionWords } from './correction-words.js';

/** Croatian and Serbian. */
export const CROATIAN_SERBIAN: CorrectionWords = {
  labels: ['ispravak', 'ispravka', 'исправка'],
  selfReferences: [
    '(?:ovom|ovaj|ovoga?) (?:članku|članak|članka|tekstu?|tekst)',
    '(?:prethodnoj|ranijoj|prvoj) verziji (?:ovog |članka|teksta)',
  ],
  errors: ['pogrešno', re`ispravljen\p{L}*`, 'greškom', 'netočno', 'netačno'],
};
