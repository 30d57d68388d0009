import { re, type CorrectionWords } from './correction-words.js';

export const HEBREW: CorrectionWords = {
  labels: ['תיקון(?: טעות)?', 'הבהרה'],
  selfReferences: ['בכתבה', 'בידיעה', 'בגרסה (?:קודמת|מוקדמת|הקודמת|הראשונה)'],
  errors: ['בטעות', re`שגוי\p{L}*`, 'תוקן', 'תוקנה'],
};
