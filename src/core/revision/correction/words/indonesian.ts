import { re, type CorrectionWords } from './correction-words.js';

export const INDONESIAN: CorrectionWords = {
  labels: ['koreksi', 'ralat', 'klarifikasi'],
  ofTheEditors: ['redaksi'],
  phrases: [
    re`\bversi (?:sebelumnya|awal|terdahulu) (?:dari )?(?:artikel|berita|tulisan|laporan) ini`,
    re`\b(?:artikel|berita|tulisan|laporan) ini (?:telah|sudah) (?:dikoreksi|diperbaiki|diralat)`,
  ],
  selfReferences: [
    '(?:artikel|berita|tulisan|judul|laporan|naskah)(?: berita)? ini',
    'redaksi',
    'versi (?:sebelumnya|awal|terdahulu|pertama)(?! (?:dari )?(?:ruu|undang|aplikasi|perjanjian|rancangan|aturan))',
  ],
  errors: [
    'dikoreksi',
    'mengoreksi',
    'meralat',
    'diralat',
    'ralat',
    'diperbaiki',
    'kesalahan',
    'keliru',
    'kekeliruan',
    'salah (?:tulis|ketik|sebut|menulis|menyebut|mencantumkan)',
    'yang salah',
    'tidak tepat',
  ],
  admissions: [
    '(?:dalam |pada )?versi sebelumnya,? (?:disebutkan|tertulis|ditulis)',
    '(?:kami|redaksi) (?:mohon maaf|meminta maaf|meralat|keliru|salah) (?:atas|menulis|menyebut)',
  ],
  editorsNotes: ['catatan redaksi'],
  withdrawals: [re`(?<!\p{L})(?:berita|artikel) ini (?:telah |sudah )?(?:ditarik|dihapus|dicabut)`],
};
