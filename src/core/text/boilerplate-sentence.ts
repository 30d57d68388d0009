// Sentences of the page around a story: advertisements, share buttons, related links, calls to subscribe,
// notices. Only whole sentences count. Anything that a story may say is text.
import { ADVERTISEMENT_LABELS } from './words/advertisement.js';
import { allLanguages, anyOf } from './words/any-of.js';
import { COOKIES, ENGLISH_NOTICES, NOTICE_ANCHORS, WE_USE } from './words/legal-notice.js';
import { CALLS, SENTENCE_CALL_OBJECTS, SENTENCE_CALLS, SOCIAL_NETWORKS } from './words/newsletter.js';
import {
  PAGE_CONTROLS,
  READ_MORE_CAPTIONS,
  READING_MINUTES,
  READING_SUFFIXES,
  READING_TIME_LABELS,
} from './words/reading.js';
import { RELATED_HEADINGS, RELATED_LEAD_INS } from './words/related-link.js';
import { SHARE_BUTTONS, SHARE_CAPTIONS } from './words/sharing.js';

/** In characters. */
const MAX_SENTENCE = 160;
const PUNCTUATION = '[\\s\\p{P}\\p{S}]*';

const SHARE = 'share(?: (?:this|article|story|on \\p{L}+|this (?:article|story|post|page)))*';
const SHARE_ROW = `${anyOf(SHARE_BUTTONS)}(?:[\\s|·•,/]+${anyOf(SHARE_BUTTONS)})+`;
const SUFFIX = anyOf(allLanguages(READING_SUFFIXES));
const MINUTES_TO_READ = `\\d+\\s*(?:-\\s*)?${anyOf(READING_MINUTES)}\\.?(?:[\\s-]+${SUFFIX})?`;
const READING_TIME = '(?:reading|read) time:? .{1,20}';
const LABELLED_READING_TIME = `${anyOf(allLanguages(READING_TIME_LABELS))}\\s?:? ?.{1,20}`;

/** Sentences with nothing else in them but punctuation. */
const WHOLE_SENTENCE = new RegExp(
  `^${PUNCTUATION}${anyOf([
    ...allLanguages(ADVERTISEMENT_LABELS),
    SHARE,
    SHARE_ROW,
    ...allLanguages(SHARE_CAPTIONS),
    MINUTES_TO_READ,
    READING_TIME,
    LABELLED_READING_TIME,
    ...PAGE_CONTROLS,
    ...allLanguages(READ_MORE_CAPTIONS),
    ...allLanguages(RELATED_HEADINGS),
  ])}${PUNCTUATION}$`,
  'iu',
);

/** A related link: a phrase, a colon or a bar, another headline. */
const RELATED_LINK = new RegExp(`^${PUNCTUATION}${anyOf(allLanguages(RELATED_LEAD_INS))}\\s*[:：|–—>»]`, 'iu');

/** Calls to follow, subscribe or register, each with its object; a story rarely has both in one sentence. */
const CALL_FORMS = [
  new RegExp(
    `^${PUNCTUATION}(?:follow|find|like|join) (?:us|our [\\p{L} ]{2,30}|\\p{Lu}[\\p{L} ]{1,30}) on ${anyOf(SOCIAL_NETWORKS)}`,
    'iu',
  ),
  new RegExp(
    `^${PUNCTUATION}(?:please )?${anyOf(SENTENCE_CALLS)}\\b.{0,120}\\b${anyOf(SENTENCE_CALL_OBJECTS)}\\b`,
    'iu',
  ),
  /^[\s\p{P}\p{S}]*[([]?with inputs? from\b.{0,80}$/iu,
  new RegExp(`^${PUNCTUATION}${anyOf(allLanguages(CALLS))}`, 'iu'),
];
/** Notices about cookies and rights. */
const NOTICE_FORMS = [
  new RegExp(ENGLISH_NOTICES.join('|'), 'iu'),
  new RegExp(`${anyOf(allLanguages(WE_USE))} .{0,20}${anyOf(COOKIES)}`, 'iu'),
];
/** A cheap first check, because a notice may begin anywhere in a sentence. */
const NOTICE_ANCHOR = new RegExp(NOTICE_ANCHORS.join('|'), 'iu');

const matchesAny = (forms: readonly RegExp[], text: string): boolean => forms.some((form) => form.test(text));

/** True for a sentence that belongs to the page and not to its story. Linear in its length. */
export function isBoilerplateSentence(sentence: string): boolean {
  if (sentence.length > MAX_SENTENCE) return false;
  if (WHOLE_SENTENCE.test(sentence) || RELATED_LINK.test(sentence) || matchesAny(CALL_FORMS, sentence)) return true;
  return NOTICE_ANCHOR.test(sentence) && matchesAny(NOTICE_FORMS, sentence);
}
