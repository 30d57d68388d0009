// Folds spellings that mean the same: case, accents, full-width letters, digits of other scripts.

/** Code points of the zero digits of scripts whose ten digits are consecutive. */
const ZERO_DIGITS = [
  0x06_60, 0x06_f0, 0x07_c0, 0x09_66, 0x09_e6, 0x0a_66, 0x0a_e6, 0x0b_66, 0x0b_e6, 0x0c_66, 0x0c_e6, 0x0d_66, 0x0e_50,
  0x0e_d0, 0x0f_20, 0x10_40, 0x17_e0, 0x18_10, 0xff_10,
];
const HAN_DIGITS = '〇一二三四五六七八九';

/** A word for comparison: lower case, without accents and Arabic vowel signs. */
export function foldWord(text: string): string {
  if (/^[\x20-\x7E]*$/.test(text)) return text.toLowerCase();
  if (text === 'º' || text === 'ª') return text;
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036F]|\u02BC|\u0640|[\u064B-\u0655]|\u0670/g, '')
    .replaceAll('ı', 'i')
    .normalize('NFC');
}

/** Replaces the digits of the scripts in `ZERO_DIGITS` by ASCII digits. */
export function foldDigits(text: string): string {
  if (/^[0-9]*$/.test(text)) return text;
  return text.replace(/[^0-9]/g, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = ZERO_DIGITS.find((start) => code >= start && code < start + 10);
    return zero === undefined ? digit : String(code - zero);
  });
}

/** Han numerals as ASCII digits: 二〇二三 is 2023, 十一 is 11. */
export function hanNumberToDigits(text: string): string {
  const digits = (part: string): string =>
    Array.from(part.replaceAll('零', '〇'), (digit) => HAN_DIGITS.indexOf(digit)).join('');
  const [tens = '', ones = ''] = text.split('十');
  return text.includes('十')
    ? String((tens === '' ? 1 : Number(digits(tens))) * 10 + Number(digits(ones) || 0))
    : digits(text);
}
