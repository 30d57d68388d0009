import type { CorrectionWords } from './correction-words.js';

export const PERSIAN: CorrectionWords = {
  labels: ['اصلاحیه', 'تصحیح'],
  selfReferences: ['نسخه (?:قبلی|پیشین|اولیه)', 'این (?:خبر|مطلب|گزارش)'],
  errors: ['به اشتباه', 'اصلاح شد'],
};
