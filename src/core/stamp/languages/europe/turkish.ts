import type { LanguagePack } from '../../words/language-pack.js';

export const TURKISH: LanguagePack = {
  language: 'tr',
  updated: [
    'güncelleme', 'son güncelleme', 'güncellendi', 'güncellenme', 'güncellenme tarihi', 'güncelleme tarihi',
    'güncelleme zamanı', 'son güncelleme tarihi', 'son güncellenme', 'son güncellenme tarihi',
    'son güncelleme zamanı', 'son değişiklik', 'değiştirilme tarihi', 'düzenleme tarihi', 'son düzenleme',
    'güncel',
  ],
  published: [
    'yayınlanma', 'yayınlanma tarihi', 'yayın tarihi', 'yayınlandı', 'yayımlandı', 'yayımlanma',
    'yayımlanma tarihi', 'oluşturulma', 'oluşturulma tarihi', 'oluşturma tarihi', 'giriş', 'giriş tarihi',
    'eklenme', 'eklenme tarihi', 'haber giriş', 'haber girişi', 'haber giriş tarihi', 'yayınlama',
    'ilk yayın', 'yayın', 'ekleme tarihi', 'kaydedilme',
  ],
  commonWords: ['yayın', 'giriş', 'güncel'],
  fillers: ['saat', 'tarihi', 'tarih', 'günü', 'saati', 'da', 'de', 'te', 'ta', 'gün'],
  am: ['öö'],
  pm: ['ös'],
  units: {
    minute: ['dakika', 'dk'],
    hour: ['saat', 'sa'],
    day: ['gün'],
    week: ['hafta'],
  },
  afterSpan: ['önce'],
  today: ['bugün'],
  yesterday: ['dün'],
  labelMayFollowDate: true,
};
