import type { LanguagePack } from '../../words/language-pack.js';

/** Indonesian and Malay. */
export const INDONESIAN: LanguagePack = {
  language: 'id',
  updated: [
    'diperbarui', 'terakhir diperbarui', 'terakhir kali diperbarui', 'pembaruan', 'pembaruan terakhir',
    'diupdate', 'terakhir diupdate', 'update terakhir', 'diperbaharui', 'terakhir diperbaharui', 'diubah',
    'terakhir diubah', 'diedit', 'terakhir diedit', 'disunting', 'pemutakhiran terakhir', 'dimutakhirkan',
    'dikemaskini', 'dikemas kini', 'kemas kini terakhir', 'kemaskini terakhir', 'tarikh kemaskini',
    'tarikh kemas kini',
  ],
  published: [
    'diterbitkan', 'dipublikasikan', 'dipublikasi', 'diposting', 'diunggah', 'terbit', 'tayang',
    'ditayangkan', 'tanggal terbit', 'tanggal tayang', 'tanggal publikasi', 'dirilis', 'disiarkan',
    'ditulis', 'dibuat',
  ],
  commonWords: ['terbit', 'tayang', 'ditulis', 'dibuat', 'pembaruan', 'diubah'],
  months: {
    jan: ['jan'], feb: ['feb', 'peb'], mar: ['mar', 'mac'], apr: ['apr'], may: ['mei'], jun: ['jun'],
    jul: ['jul'], aug: ['agu', 'agt', 'agus', 'ogos', 'ogo'], sep: ['sep', 'sept'], oct: ['okt'],
    nov: ['nov', 'nop'], dec: ['des', 'dis', 'disember'],
  },
  weekdays: {
    mon: ['sen'], tue: ['sel'], wed: ['rab'], thu: ['kam'], fri: ['jum', 'jumaat', 'jum ’ at'],
    sat: ['sab'], sun: ['min', 'ahad'],
  },
  fillers: ['pada', 'pukul', 'jam', 'tanggal', 'hari', 'tgl', 'pkl', 'waktu', 'tarikh'],
  am: ['pagi', 'pg'],
  pm: ['siang', 'sore', 'malam', 'petang', 'ptg', 'mlm'],
  units: {
    minute: ['menit', 'minit'],
    hour: ['jam'],
    day: ['hari'],
    week: ['minggu', 'pekan'],
  },
  afterSpan: ['lalu', 'yang lalu'],
  today: ['hari ini'],
  yesterday: ['kemarin', 'semalam'],
  by: ['oleh'],
};
