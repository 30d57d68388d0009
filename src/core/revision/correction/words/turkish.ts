import { re, type CorrectionWords } from './correction-words.js';

export const TURKISH: CorrectionWords = {
  labels: ['düzeltme(?: ve özür| notu)?', 'tekzip'],
  phrases: [
    re`(?<!\p{L})(?:haberin|haberimizin|yazının|makalenin|metnin) (?:daha )?(?:önceki|eski|ilk) ` +
      '(?:sürüm|versiyon|hal)',
    re`(?<!\p{L})bu (?:haber|yazı|makale) düzeltil`,
  ],
  selfReferences: [
    re`(?:haberde|haberdeki|haberimizde|haberin|haberimizin|bu haber\p{L}*|yazıda|yazımızda|başlıkta|metinde|` +
      re`bu yazı\p{L}*|bu makale\p{L}*|bu içerik\p{L}*|haberimiz\p{L}*)`,
    '(?:önceki|eski|ilk|orijinal) (?:sürüm|versiyon|hal)(?:ün|un|in)?(?:de|da|ünde|unda|inde)',
  ],
  errors: [
    re`düzeltil\p{L}+`,
    re`düzeltme\p{L}*`,
    'düzelttik',
    re`yanlış (?:yaz|ver|belirt|aktar|kullan|yer al|bilgi (?:ver|yer)|isim|tarih|rakam|fotoğraf)\p{L}*`,
    re`hatalı (?:yaz|ver|belirt|aktar|kullan)\p{L}*`,
    'sehven',
    'hata (?:nedeniyle|sonucu)',
    'yanlışlıkla',
    'hatası',
    re`hata yapıl\p{L}+`,
    re`maddi hata\p{L}*`,
  ],
  editorsNotes: ['editörün notu'],
  versions: ['sürüm'],
  withdrawals: [re`(?<!\p{L})bu haber (?:yayından kaldırıl|geri çekil|silin)`],
};
