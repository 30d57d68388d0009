// Captions and credits of pictures, as they appear in text.
import { PICTURE_SOURCES } from './words/agency.js';
import { anyOf } from './words/any-of.js';
import { CAPTION_LEAD_INS, CREDIT_LABELS, LOWER_CASE_CREDITS } from './words/picture.js';

const SOURCE = anyOf(PICTURE_SOURCES);
/** A source in brackets without a label: "(AP)". */
const BARE_SOURCE = new RegExp(
  `\\s*[([]\\s*((?:[^()[\\]]{0,60}[/,|]\\s?)?${SOURCE}(?:\\s?[/,|][^()[\\]]{0,60})?)\\s*[)\\]]\\.?$`,
);
/** The credit is the first group. Each form is tried on the last 200 characters, to bound the time. */
const CREDIT_FORMS = [
  new RegExp(
    `[\\s([|]*\\b${anyOf(CREDIT_LABELS)}\\s*[:：]\\s*[([]?\\s*([^()[\\]:]{2,100}?)\\s*[)\\]]?[.]?\\s*[)\\]]?$`,
    'i',
  ),
  BARE_SOURCE,
  new RegExp(`\\s*\\b((?:AP Photo|REUTERS)\\s?/\\s?[\\p{L} .'’-]{2,60})$`, 'u'),
  new RegExp(
    `(?<=[.!?"”\\])])\\s*((?:\\p{Lu}[\\p{L}.'’-]{0,30}\\s){0,3}\\p{Lu}[\\p{L}.'’-]{1,30}\\s?/\\s?(?:[\\p{L} ]{2,20}/)?${SOURCE})\\.?$`,
    'u',
  ),
];
const CREDIT_START = new RegExp(`^(?:[\\p{Lu}\\p{Lo}@]|${anyOf(LOWER_CASE_CREDITS)}\\b)`, 'u');
const MAX_CREDIT_WORDS = 9;

/**
 * Caption and credit of a picture's line: `… 2022. Photograph:(Reuters)`, `(AP Photo/Jane Doe)`. Null where
 * no credit ends it. `certain` is false for a bare source in brackets, `(AP)`, which also ends paragraphs.
 */
export function readCredit(line: string): { caption: string | null; credit: string; certain: boolean } | null {
  const tailStart = Math.max(line.length - 200, 0);
  const tail = line.slice(tailStart);
  for (const form of CREDIT_FORMS) {
    const found = form.exec(tail);
    const credit = found?.[1];
    if (
      found === null ||
      credit === undefined ||
      !CREDIT_START.test(credit) ||
      credit.split(' ').length > MAX_CREDIT_WORDS
    )
      continue;
    const caption = (line.slice(0, tailStart) + tail.slice(0, found.index)).replace(/[\s|([]+$/, '').trim();
    const certain = form !== BARE_SOURCE || credit.includes('/');
    return { caption: caption === '' ? null : caption, credit: credit.trim(), certain };
  }
  return null;
}

const CAPTION_LEAD_IN = new RegExp(`^${anyOf(CAPTION_LEAD_INS)}\\b`, 'i');

/** True for words that introduce a caption: "FILE PHOTO: …", "In this image …". */
export const isCaptionLeadIn = (line: string): boolean => CAPTION_LEAD_IN.test(line);
