import { re, type CorrectionWords } from './correction-words.js';

export const GREEK: CorrectionWords = {
  labels: ['διόρθωση', 'διευκρίνιση'],
  selfReferences: [
    '(?:προηγούμενη|αρχική|παλαιότερη) (?:έκδοση|μορφή)',
    '(?:αυτό το|του παρόντος|το παρόν) (?:άρθρου?|κειμένου|κείμενο)',
  ],
  errors: ['λάθος', re`λανθασμέν\p{L}+`, re`εσφαλμέν\p{L}+`, 'εκ παραδρομής', 'διορθώθηκε'],
};
