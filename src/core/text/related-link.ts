// Lines that link to other stories, in every language that Dateline reads.
import { allLanguages, anyOf } from './words/any-of.js';
import { RELATED_LINK_PHRASES, STORY_CONTINUES } from './words/related-link.js';

const PHRASES = anyOf([...allLanguages(STORY_CONTINUES), ...allLanguages(RELATED_LINK_PHRASES)]);
const RELATED_LINK = new RegExp(`^(?:[|>»›•*▶►→-]\\s*)?${PHRASES}\\s*(?:$|[:：|–—»>→]|\\.{3}$|…$| - )`, 'iu');
/** In characters. */
const MAX_LINE = 240;

/**
 * True for a line that links to other stories: a phrase alone, or before a colon, a dash or a bar. Linear in
 * its length.
 */
export const isRelatedLink = (line: string): boolean => line.length <= MAX_LINE && RELATED_LINK.test(line);
