// Lines of a page that are no part of its story, by kind. The form of a line decides, never the words of one
// site.
import { isRelatedLink } from './related-link.js';
import { PLACEHOLDERS } from './words/advertisement.js';
import { LINE_AGENCIES } from './words/agency.js';
import { allLanguages, anyOf } from './words/any-of.js';
import {
  CHINESE_DESK_NOTES,
  CONSENT_AND_FEEDBACK,
  ENGLISH_LEGAL_LINES,
  RIGHTS_RESERVED,
  SOURCE_LABELS,
} from './words/legal-notice.js';
import { CALL_STEM_OBJECTS, CALL_STEMS, LINE_CALL_OBJECTS, LINE_CALLS } from './words/newsletter.js';
import { HIGHLIGHTS_HEADINGS } from './words/reading.js';
import { ENGLISH_RELATED_LINES } from './words/related-link.js';
import { SECTION_NAMES } from './words/section.js';
import { FOLLOW_NETWORKS, SHARE_LINE_ANCHORS, SHARE_LINE_WORDS } from './words/sharing.js';

export type BoilerplateKind = 'placeholder' | 'related' | 'inputs' | 'share' | 'newsletter' | 'legal' | 'section';

/** In characters. */
const MAX_LINE = 240;

const PLACEHOLDER = new RegExp(`^${anyOf(PLACEHOLDERS)}$`, 'i');

/** A section's name over a headline, and breadcrumbs. */
const SECTION = new RegExp(`^${anyOf(SECTION_NAMES)}$`, 'i');
const BREADCRUMBS =
  /^(?:[\p{L}&' -]{2,30}[>›»]\s*){1,6}[\p{L}&' -]{0,60}$|^(?:home|news)(?:\s*\/\s*[\p{L}&' -]{2,30}){1,5}$/iu;

const RELATED = new RegExp(`^(?:[|>»›•*-]\\s*)?${anyOf(ENGLISH_RELATED_LINES)}\\s*(?:$|[:|–—]| - )`, 'iu');
const CLICK_HERE = /^(?:click|tap) (?:here|on|to) .{0,160}$/i;

// Credits to agencies: "(With inputs from agencies)", "(Reporting by …; Editing by …)", "[ANI]".
const AGENCY_CREDIT =
  /^[([{]?\s*(?:with|based on|compiled from|contains)?\s*(?:additional |some )?(?:agency |agencies['’]? )?(?:inputs?|reports?|reporting|contributions?|editing|writing)\b\s*(?:from|by|in)?\b.{0,200}$/i;
const BRACKETED_AGENCY_CREDIT =
  /\s*[([]\s*(?:with|based on|compiled from|this story has been)\b[^()[\]]{0,160}\b(?:inputs?|agenc(?:y|ies)|reports?|feed)\b[^()[\]]{0,80}[)\]]\.?\s*$/i;
const AGENCY_ALONE = new RegExp(`^[([—–-]*\\s*${anyOf(LINE_AGENCIES)}\\s*[)\\]]?\\.?$`, 'i');
const AGENCY_CREDIT_START =
  /^[([{]|^(?:with (?:additional |agency )?inputs?|with (?:additional )?report(?:s|ing)|additional reporting|reporting by|agency inputs|edited by|editing by|our standards)\b/i;

const SHARE_WORDS = new Set(SHARE_LINE_WORDS);
const SHARE_ANCHOR = new RegExp(`\\b${anyOf(SHARE_LINE_ANCHORS)}\\b`, 'i');
const FOLLOW = new RegExp(
  `^(?:follow|find|like) (?:us|[\\p{L} ]{2,30}) on ${anyOf(FOLLOW_NETWORKS)}\\b.{0,120}$`,
  'iu',
);

const CALL = new RegExp(`^${anyOf(LINE_CALLS)}\\b.{0,220}$`, 'i');
const CALL_OBJECT = new RegExp(`\\b${anyOf(LINE_CALL_OBJECTS)}\\b`, 'i');
const CALL_STEM = new RegExp(`^${anyOf(allLanguages(CALL_STEMS))}`, 'iu');
const CALL_STEM_OBJECT = new RegExp(CALL_STEM_OBJECTS.join('|'), 'iu');

const RIGHTS = new RegExp(`^[<([]?${anyOf(allLanguages(RIGHTS_RESERVED))}`, 'iu');
const DESK_NOTE = new RegExp(`^[（(【]?${anyOf(CHINESE_DESK_NOTES)}\\s*[:：].{1,80}$`, 'u');
const CONSENT = new RegExp(`^${anyOf(allLanguages(CONSENT_AND_FEEDBACK))}`, 'iu');
/** "Quelle: dpa", alone on its line. */
const SOURCE_ALONE = new RegExp(`^${anyOf(allLanguages(SOURCE_LABELS))}\\s?:\\s?.{2,50}(?<![.!?])$`, 'iu');
const LEGAL = new RegExp(`^${anyOf(ENGLISH_LEGAL_LINES)}`, 'i');
const LEGAL_FORMS = [LEGAL, RIGHTS, CONSENT, SOURCE_ALONE, DESK_NOTE];

function isShareLine(line: string): boolean {
  if (!SHARE_ANCHOR.test(line)) return false;
  const words = line.toLowerCase().split(/[\s|•·/,()]+/);
  return words.every((word) => word === '' || SHARE_WORDS.has(word) || /^\d+k?$/.test(word));
}

/**
 * The kind of boilerplate of a whole line, or null for a line that may be the story's. Linear in its length.
 */
export function boilerplateKind(line: string): BoilerplateKind | null {
  if (line.length > MAX_LINE) return null;
  if (PLACEHOLDER.test(line)) return 'placeholder';
  if (SECTION.test(line) || BREADCRUMBS.test(line)) return 'section';
  if (RELATED.test(line) || CLICK_HERE.test(line) || isRelatedLink(line)) return 'related';
  if (AGENCY_ALONE.test(line)) return 'inputs';
  if (AGENCY_CREDIT_START.test(line) && (BRACKETED_AGENCY_CREDIT.test(line) || AGENCY_CREDIT.test(line)))
    return 'inputs';
  if (FOLLOW.test(line) || isShareLine(line)) return 'share';
  if (CALL.test(line) && CALL_OBJECT.test(line)) return 'newsletter';
  if (CALL_STEM.test(line) && CALL_STEM_OBJECT.test(line)) return 'newsletter';
  return LEGAL_FORMS.some((form) => form.test(line)) ? 'legal' : null;
}

/** A paragraph without the credit to agencies at its end. */
export function withoutAgencyCredit(paragraph: string): string {
  const tailStart = Math.max(paragraph.length - 300, 0);
  const tail = paragraph.slice(tailStart);
  if (!BRACKETED_AGENCY_CREDIT.test(tail)) return paragraph;
  return `${paragraph.slice(0, tailStart)}${tail.replace(BRACKETED_AGENCY_CREDIT, '')}`.trim();
}

const HIGHLIGHTS = new RegExp(`^(?:story |article |news )?${anyOf(HIGHLIGHTS_HEADINGS)}\\s*:?$`, 'i');

/** True for the heading of a story's highlights. */
export const isHighlightsHeading = (line: string): boolean => line.length < 40 && HIGHLIGHTS.test(line);
