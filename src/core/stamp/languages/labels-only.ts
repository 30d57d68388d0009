import type { LanguagePack } from '../words/language-pack.js';

/** Languages with labels and fillers only: names of months and days come from `Intl`. */
export const LABELS_ONLY: LanguagePack[] = [
  {
    // Albanian
    language: 'sq',
    updated: ['përditësuar', 'përditësuar më', 'përditësimi i fundit'],
    published: ['publikuar', 'publikuar më', 'botuar'],
    fillers: ['më', 'në', 'ora'],
  },
  {
    // Macedonian
    language: 'mk',
    updated: ['ажурирано', 'последна измена', 'последно ажурирање', 'освежено'],
    published: ['објавено', 'објавено на'],
  },
  {
    // Azerbaijani
    language: 'az',
    updated: ['yenilənib', 'yeniləndi', 'son yenilənmə', 'yenilənmə'],
    published: ['dərc olunub', 'dərc edilib', 'yayımlanıb', 'yerləşdirilib'],
  },
  {
    // Kazakh
    language: 'kk',
    updated: ['жаңартылды', 'жаңартылған', 'соңғы жаңарту'],
    published: ['жарияланды', 'жарияланған'],
  },
  {
    // Georgian
    language: 'ka',
    updated: ['განახლდა', 'განახლებულია', 'ბოლო განახლება', 'განახლება'],
    published: ['გამოქვეყნდა', 'გამოქვეყნებულია', 'გამოქვეყნების თარიღი'],
  },
  {
    // Armenian
    language: 'hy',
    updated: ['թարմացվել է', 'թարմացված է', 'վերջին թարմացում', 'թարմացում'],
    published: ['հրապարակվել է', 'հրապարակված է'],
  },
  {
    // Urdu
    language: 'ur',
    updated: ['اپ ڈیٹ', 'اپڈیٹ', 'آخری اپ ڈیٹ', 'اپ ڈیٹ کیا گیا'],
    published: ['شائع', 'شائع ہوا', 'شائع کیا گیا', 'اشاعت'],
    fillers: ['بجے', 'کو'],
  },
  {
    // Tamil
    language: 'ta',
    updated: ['புதுப்பிக்கப்பட்டது', 'கடைசியாக புதுப்பிக்கப்பட்டது', 'அப்டேட்'],
    published: ['வெளியிடப்பட்டது', 'பதிவு செய்த நாள்', 'பதிவு செய்யப்பட்ட நாள்'],
  },
  {
    // Telugu
    language: 'te',
    updated: ['అప్ డేట్', 'అప్డేట్', 'నవీకరించబడింది', 'చివరిగా నవీకరించబడింది'],
    published: ['ప్రచురణ', 'ప్రచురించబడింది'],
  },
  {
    // Gujarati
    language: 'gu',
    updated: ['અપડેટ', 'અપડેટેડ', 'છેલ્લું અપડેટ'],
    published: ['પ્રકાશિત', 'પબ્લિશ'],
  },
  {
    // Marathi
    language: 'mr',
    updated: ['अद्ययावत', 'शेवटचे अद्यतन'],
    published: ['प्रकाशित'],
    fillers: ['रोजी', 'वाजता'],
  },
  {
    // Nepali
    language: 'ne',
    updated: ['अद्यावधिक'],
    published: ['प्रकाशित मिति'],
  },
  {
    // Kannada
    language: 'kn',
    updated: ['ನವೀಕರಿಸಲಾಗಿದೆ', 'ಅಪ್ ಡೇಟ್', 'ಅಪ್ಡೇಟ್'],
    published: ['ಪ್ರಕಟಿಸಲಾಗಿದೆ', 'ಪ್ರಕಟ'],
  },
  {
    // Malayalam
    language: 'ml',
    updated: ['അപ്ഡേറ്റ്', 'പുതുക്കിയത്', 'അവസാനം പുതുക്കിയത്'],
    published: ['പ്രസിദ്ധീകരിച്ചത്'],
  },
  {
    // Punjabi
    language: 'pa',
    updated: ['ਅਪਡੇਟ', 'ਅੱਪਡੇਟ'],
    published: ['ਪ੍ਰਕਾਸ਼ਿਤ'],
  },
  {
    // Swahili
    language: 'sw',
    updated: ['imesasishwa', 'ilisasishwa', 'imeboreshwa'],
    published: ['imechapishwa', 'ilichapishwa'],
    fillers: ['saa'],
  },
  {
    // Basque
    language: 'eu',
    updated: ['eguneratua', 'eguneratuta', 'azken eguneraketa'],
    published: ['argitaratua'],
  },
  {
    // Afrikaans
    language: 'af',
    updated: ['opgedateer', 'laas opgedateer', 'bygewerk', 'laas bygewerk'],
    published: ['gepubliseer'],
  },
  {
    // Welsh
    language: 'cy',
    updated: ['diweddarwyd', 'diweddarwyd ddiwethaf'],
    published: ['cyhoeddwyd'],
  },
];
