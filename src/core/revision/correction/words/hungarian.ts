import { re, type CorrectionWords } from './correction-words.js';

export const HUNGARIAN: CorrectionWords = {
  labels: ['helyreigazítás', 'helyesbítés'],
  selfReferences: [re`cikkünk\p{L}*`, re`(?:a )?cikk (?:korábbi|eredeti|előző|első) (?:verzió|változat)\p{L}*`],
  errors: ['tévesen', 'helytelenül', 'hibásan', 'javítottuk', re`hibás\p{L}*`],
};
