import { re, type CorrectionWords } from './correction-words.js';

export const ROMANIAN: CorrectionWords = {
  labels: ['erată', 'rectificare', 'precizare'],
  selfReferences: [
    re`versiun\p{L}+ (?:anterio\p{L}+|inițial\p{L}+|precedent\p{L}+) a (?:articol|text|știr)\p{L}+`,
    re`acest(?:ui)? (?:articol\p{L}*|text\p{L}*)`,
  ],
  errors: [re`greșit\p{L}*`, re`eronat\p{L}*`, re`corectat\p{L}*`, 'din eroare', re`rectificat\p{L}*`, 'o eroare'],
};
