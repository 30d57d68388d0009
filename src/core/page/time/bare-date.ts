// Guesses the publication date from dates without label or markup. Used only where nothing more reliable
// exists. A wrong day is worse than none: text with several days, or with a sentence around its date, doesn't
// count.
import { anyOf } from '../../text/words/any-of.js';
import { OTHER_DATE_WORDS } from '../words/date-label.js';
import { isProse, type PageBlock } from '../document/text-block.js';
import type { PageLayout } from '../part/layout.js';
import type { Region } from '../document/region.js';
import { isSelfOrAncestor, type PageElement } from '../document/element.js';
import { findDates, type StampContext } from '../../stamp/grammar.js';
import type { Stamp } from '../../story/story.js';

const MAX_LINE = 160;
const MAX_BLOCKS = 3000;
const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'figcaption', 'option']);
const DATED = /date|datum|fecha|publi|posted|timestamp|byline|dateline|meta-|info-|-info|entry-footer/i;
const ELSEWHERE = new Set<Region>([
  'nav',
  'comments',
  'related',
  'ad',
  'newsletter',
  'bio',
  'hidden',
  'notice',
  'figure',
  'caption',
  'footer',
  'quote',
]);
/** A date of something other than the story. */
const OTHER_DATE = new RegExp(`©|\\(c\\)|copyright|rights reserved|\\b${anyOf(OTHER_DATE_WORDS)}\\b[.:]?`, 'i');
/** Most other words beside a date: in a block named for dates, and in any block below the heading. */
const MAX_WORDS_NAMED = 8;
const MAX_WORDS = 3;
/** Web pages with news exist since about this year. */
const FIRST_YEAR = 1995;

const isNamed = ({ holder }: PageBlock): boolean =>
  [holder, holder.parent].some(
    (element) =>
      element !== null && DATED.test(`${element.attributes.get('class') ?? ''} ${element.attributes.get('id') ?? ''}`),
  );

/** True for a possible day of publication: from 1995 to tomorrow. */
export const isPublishable = ({ wall }: Stamp, { now }: StampContext): boolean =>
  Number(wall.slice(0, 4)) >= FIRST_YEAR && !(Date.parse(wall.slice(0, 10)) > now + 86_400_000);

/** The day in a short block with at most `max` other words; null for a sentence, and for several days. */
function dateOf(block: PageBlock, max: number, context: StampContext): Stamp | null {
  const { spaced } = block;
  if (
    spaced.length > MAX_LINE ||
    !/\p{Nd}/u.test(spaced) ||
    HEADINGS.has(block.holder.tag) ||
    isProse(block) ||
    OTHER_DATE.test(spaced) ||
    /[\p{L}]{4}[.!?]["'”’»)]*$/u.test(spaced)
  )
    return null;
  const { stamps, otherWords } = findDates(spaced, context);
  const [first] = stamps;
  const oneDay = new Set(stamps.map(({ wall }) => wall.slice(0, 10))).size === 1;
  return first !== undefined && oneDay && otherWords <= max && isPublishable(first, context) ? first : null;
}

/** "LONDON, Feb. 17, 2024 (AP) — ": the day of a dateline. */
function dateOfDateline(first: string, context: StampContext): Stamp | null {
  const [, head = ''] = /^(\p{Lu}[^()–—:;/]{2,70}?\d{4})\s?(?:\(|\/|--|[–—:])/u.exec(first.slice(0, 120)) ?? [];
  const { stamps, otherWords } = findDates(head, context);
  const [only, ...others] = stamps;
  return only !== undefined && others.length === 0 && otherWords <= 5 && isPublishable(only, context) ? only : null;
}

/** Ancestors of the heading that may be its header. */
const HEADER_LEVELS = 4;

/**
 * True where an element above the heading is in the story's header, not in the paper's, which has today's
 * date.
 */
export function sharesHeader(element: PageElement, heading: PageElement | null): boolean {
  let over: PageElement | null = heading?.parent ?? null;
  for (let level = 0; level < HEADER_LEVELS && over !== null && over.parent !== null; level += 1, over = over.parent) {
    const header = over;
    if (isSelfOrAncestor(element, (candidate) => candidate === header)) return true;
  }
  return false;
}

/**
 * The likely publication date: from the story's header, its dateline, its end, else from elements named for
 * dates. Null if unknown.
 */
export function guessDate(
  { blocks, story, regions, heading, storyRange, isLiveBlog }: PageLayout,
  context: StampContext,
): Stamp | null {
  const storySet = new Set(story);
  const over = heading?.order ?? storyRange.bodyStart;
  const regionOf = (block: PageBlock): Region | null => regions.of(block.holder);
  const free = blocks
    .slice(0, MAX_BLOCKS)
    .filter(
      (block) => !storySet.has(block) && block.spaced.length <= MAX_LINE && !ELSEWHERE.has(regionOf(block) ?? 'meta'),
    );
  const firstOf = (candidates: PageBlock[], beside: number): Stamp | null => {
    for (const block of candidates) {
      const stamp = dateOf(block, regionOf(block) === 'meta' || isNamed(block) ? MAX_WORDS_NAMED : beside, context);
      if (stamp !== null) return stamp;
    }
    return null;
  };
  const header = free.filter(({ holder }) => holder.order >= storyRange.start && holder.order <= storyRange.bodyStart);
  const found =
    firstOf(
      header.filter(({ holder }) => holder.order >= over),
      MAX_WORDS,
    ) ??
    firstOf(
      header.filter(({ holder }) => holder.order < over && sharesHeader(holder, heading)),
      1,
    );
  if (found !== null || isLiveBlog) return found;
  const dateline = dateOfDateline(story[0]?.text ?? '', context);
  if (dateline !== null) return dateline;
  const after = free.filter(
    (block) =>
      block.holder.order > storyRange.bodyEnd && block.holder.order <= storyRange.end && regionOf(block) !== 'aside',
  );
  const afterStory = firstOf(
    [
      ...story.slice(-1),
      ...after.slice(0, 3),
      ...after.slice(3).filter((block) => regionOf(block) === 'meta' || isNamed(block)),
    ],
    0,
  );
  if (afterStory !== null) return afterStory;
  const named = free
    .filter(
      (block) =>
        isNamed(block) &&
        regionOf(block) !== 'aside' &&
        (block.holder.order > over || sharesHeader(block.holder, heading)),
    )
    .map((block) => dateOf(block, 1, context))
    .filter((stamp) => stamp !== null);
  return new Set(named.map(({ wall }) => wall.slice(0, 10))).size === 1 ? (named[0] ?? null) : null;
}
