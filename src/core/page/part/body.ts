// Selects the story's paragraphs among a page's blocks: those in the story's elements, without related links,
// tags, dates and notes about the author. JSON-LD's articleBody verifies the choice.
import { anyOf } from '../../text/words/any-of.js';
import {
  ABOUT_AUTHOR_HEADINGS,
  APPENDIX_HEADINGS,
  COMMENT_DATE_WORDS,
  COMMENT_HEADINGS,
  COMMENT_NOUNS,
  COMMENT_PREPOSITIONS,
  COMMENT_TIME_WORDS,
  HEADER_LEAD_INS,
  REPLY_CAPTIONS,
  SAYS,
  TAGS_LABELS,
} from '../words/story-end.js';
import { boilerplateKind } from '../../text/boilerplate-line.js';
import { isProse, weightOf, type PageBlock } from '../document/text-block.js';
import type { Regions } from '../document/region.js';
import { chooseStoryRoots, isInside } from '../document/story-root.js';
import type { PageElement } from '../document/element.js';
import type { PageTree } from '../document/html-tree.js';

const COMMENTS_HEADING = new RegExp(
  `^(?:\\d+\\s+)?(?:${anyOf(COMMENT_NOUNS)} ${anyOf(COMMENT_PREPOSITIONS)} .{0,80}|${COMMENT_HEADINGS.join('|')})(?:\\s*\\(?\\d*\\)?)?\\s*[:.!]?$`,
  'iu',
);
const ABOUT_AUTHOR_HEADING = new RegExp(`^${anyOf(ABOUT_AUTHOR_HEADINGS)}\\s*:?$`, 'iu');
const APPENDIX_HEADING = new RegExp(`^${anyOf(APPENDIX_HEADINGS)}\\s*:?$`, 'iu');
const TAGS_LINE = new RegExp(`^${anyOf(TAGS_LABELS)}\\s*[:|]`, 'iu');

/** The start of a note about the author. */
const ABOUT =
  /^(?:the (?:author|writer)\b|\p{Lu}[\p{L}'’.-]+(?:\s\p{Lu}[\p{L}'’.-]+){1,3},?\s(?:is|was|covers|writes|reports|has|ist|arbeitet|schreibt|est|es|è)\b)/u;
/** Weight of the shortest story, in characters of prose. */
const MIN_STORY = 250;
/** A line that is only a clock. */
const CLOCK = /^(?:updated at\s+)?\d{1,2}[.:h]\d{2}(?:[.:]\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,4}|Uhr)?$/i;
/** A short line with a year, or with the start of a byline: no first sentence of a story. */
export const HEADER_LINE = new RegExp(
  `^.{0,100}\\b(?:19|20)\\d\\d\\b[^!?]{0,20}(?<![.!?])$|^${anyOf(HEADER_LEAD_INS)}\\s.{3,80}$`,
  'iu',
);
/** A year and separators: "10 September 2017 / 2 comments / in News / by Jane". */
const BARRED_LINE = /\b(?:19|20)\d\d\b.*[/|•·].*[/|•·]|[/|•·].*[/|•·].*\b(?:19|20)\d\d\b/u;
/** A text's letters and digits, in lower case. */
const lettersAndDigits = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/**
 * The share of the blocks' text, 0 to 1, that `check` contains, compared by the first 40 characters of each
 * block.
 */
function agreement(blocks: PageBlock[], check: string): number {
  let known = 0;
  let all = 0;
  for (const block of blocks) {
    const head = lettersAndDigits(block.text).slice(0, 40);
    if (head.length < 12) continue;
    all += block.text.length;
    if (check.includes(head)) known += block.text.length;
  }
  return all === 0 ? 0 : known / all;
}

const sizeOf = (blocks: PageBlock[]): number => blocks.reduce((sum, { text }) => sum + text.length, 0);

const isHeading = ({ holder }: PageBlock): boolean => /^h[1-6]$/.test(holder.tag);
const isItem = ({ holder }: PageBlock): boolean => holder.tag === 'li' || holder.parent?.tag === 'li';
const listOf = ({ holder }: PageBlock): PageElement | null =>
  holder.tag === 'li' ? holder.parent : (holder.parent?.parent ?? null);
const endsSentence = (text: string): boolean => /[.!?…:。！？।؟"”»)]$/.test(text);

/** Lists made mostly of links: related stories, tags, menus. */
function linkLists(blocks: PageBlock[]): Set<PageElement> {
  const lists = new Map<PageElement, { size: number; linked: number }>();
  for (const block of blocks) {
    const list = isItem(block) ? listOf(block) : null;
    if (list === null) continue;
    const sum = lists.get(list) ?? { size: 0, linked: 0 };
    lists.set(list, { size: sum.size + block.text.length, linked: sum.linked + block.linked });
  }
  return new Set([...lists].filter(([, { size, linked }]) => linked > size * 0.6).map(([list]) => list));
}

/** True for a block that is mostly links. */
function isRelatedLinkBlock(block: PageBlock): boolean {
  const { text, linked } = block;
  if (linked === 0) return false;
  const density = linked / text.length;
  return (
    density > 0.85 ||
    (density > 0.5 &&
      !endsSentence(text) &&
      (density > 0.65 || text.length < 60 || boilerplateKind(text.slice(0, 239)) !== null))
  );
}

/** The story's blocks, in order. `check` is JSON-LD's articleBody. */
export function storyBlocks(
  tree: PageTree,
  all: PageBlock[],
  regions: Regions,
  heading: PageElement | null,
  headline: string,
  live: boolean,
  check: string | null,
): PageBlock[] {
  const blocks = heading === null ? all : all.filter(({ holder }) => !isInside(holder, heading));
  const free = blocks.filter(({ holder }) => regions.of(holder) === null);
  const within = (roots: PageElement[]): PageBlock[] => {
    const set = new Set(roots);
    const memo = new Map<PageElement, boolean>();
    const inside = (element: PageElement | null): boolean => {
      if (element === null) return false;
      const known = memo.get(element);
      if (known !== undefined) return known;
      const answer = set.has(element) || inside(element.parent);
      memo.set(element, answer);
      return answer;
    };
    return free.filter(({ holder }) => inside(holder));
  };
  let chosen = within(chooseStoryRoots(tree, heading, live));
  if (check !== null && check.length > 400) {
    const squeezed = lettersAndDigits(check.slice(0, 200_000));
    const prose = chosen.filter((block) => weightOf(block) > 0);
    // The choice contradicts articleBody: take the blocks that articleBody contains.
    if (agreement(prose, squeezed) < 0.3) {
      const known = blocks.filter(
        (block) => isProse(block) && squeezed.includes(lettersAndDigits(block.text).slice(0, 40)),
      );
      if (sizeOf(known) > check.length * 0.5) chosen = known;
    }
  }
  return trimStory(chosen, headline, heading);
}

// The head of a comment: "Jo Hart says:", "Jo Hart on May 12, 2011 at 6:01 pm", "Anna L März 3, 2014 um 17:40
// Uhr".
const COMMENT_HEAD = new RegExp(
  [
    `^.{1,50}?\\s${anyOf(SAYS)}\\s*:(?:.{0,60})$`,
    `^.{2,40}\\s${anyOf(COMMENT_DATE_WORDS)}\\s.{6,30}\\s${anyOf(COMMENT_TIME_WORDS)}\\s\\d{1,2}[:.h]\\d{2}.{0,12}$`,
  ].join('|'),
  'iu',
);
const REPLY = new RegExp(`^${anyOf(REPLY_CAPTIONS)}(?: to .{1,40})?[ ↓→]*$`, 'iu');

/**
 * The index of an unmarked comment thread, or -1: two comment heads, or one and a reply button, after enough
 * prose for a story.
 */
function commentThreadStart(blocks: PageBlock[]): number {
  let passed = 0;
  let first = -1;
  let heads = 0;
  let replies = 0;
  for (const [at, block] of blocks.entries()) {
    passed += weightOf(block);
    if (passed < MIN_STORY || block.text.length > 110) continue;
    const isHead = COMMENT_HEAD.test(block.text) && !/[.!?…"”»]$/.test(block.text);
    if (isHead && first < 0) first = at;
    heads += isHead ? 1 : 0;
    replies += REPLY.test(block.text) ? 1 : 0;
    if (first >= 0 && heads + replies > 1) return first;
  }
  return -1;
}

const isHeaderLine = (text: string): boolean =>
  text.length < 140 &&
  !endsSentence(text.replace(/\)$/, '')) &&
  ((text.length < 80 && HEADER_LINE.test(text)) || BARRED_LINE.test(text));
const isTagsLine = (text: string): boolean =>
  text.length < 300 && !endsSentence(text) && TAGS_LINE.test(text.slice(0, 60));

function trimStory(all: PageBlock[], headline: string, heading: PageElement | null): PageBlock[] {
  const thread = commentThreadStart(all);
  const blocks = thread < 0 ? all : all.slice(0, thread);
  const lists = linkLists(blocks);
  const total = blocks.reduce((sum, block) => sum + weightOf(block), 0);
  const paragraphs: PageBlock[] = [];
  let passed = 0;
  for (const block of blocks) {
    passed += weightOf(block);
    // A long thread may outweigh its story, so prose for a short story is enough.
    const isLate = passed >= Math.min(total * 0.5, MIN_STORY);
    if (
      isLate &&
      block.text.length < 90 &&
      (COMMENTS_HEADING.test(block.text) || ABOUT_AUTHOR_HEADING.test(block.text) || APPENDIX_HEADING.test(block.text))
    )
      break;
    if (isLate && isNextStory(block, heading)) break;
    const list = isItem(block) ? listOf(block) : null;
    const isHeader =
      block.text.toLowerCase() === headline.toLowerCase() ||
      (passed === 0 && block.holder.tag === 'h1') ||
      (passed < total * 0.3 && isHeaderLine(block.text));
    const isDropped =
      isHeader ||
      (list !== null && lists.has(list)) ||
      isRelatedLinkBlock(block) ||
      isTagsLine(block.text) ||
      CLOCK.test(block.text);
    if (!isDropped) paragraphs.push(block);
    // Drop the heading over a dropped block too.
    else if (paragraphs.length > 0 && (list !== null || isRelatedLinkBlock(block))) {
      const last = paragraphs.at(-1);
      if (
        last !== undefined &&
        (isHeading(last) ||
          (last.stressed >= last.text.length * 0.8 &&
            last.text.length < 60 &&
            (/[:：]$/.test(last.text) || !endsSentence(last.text))))
      )
        paragraphs.pop();
    }
  }
  return withoutEnds(paragraphs.filter((block, at) => !(isHeading(block) && isEmptyHeading(paragraphs, at))));
}

const placeIn = ({ parent }: PageElement): string => `${parent?.tag} ${parent?.attributes.get('class') ?? ''}`;

/**
 * True for the heading of another story, in the same kind of element: infinite pages load one story below
 * another.
 */
const isNextStory = ({ holder }: PageBlock, heading: PageElement | null): boolean =>
  holder.tag === 'h1' &&
  heading?.tag === 'h1' &&
  holder !== heading &&
  holder.parent !== heading.parent &&
  placeIn(holder) === placeIn(heading);

/** True for a heading with nothing below it but a heading of its rank or higher. */
function isEmptyHeading(blocks: PageBlock[], at: number): boolean {
  const [block, next] = [blocks[at], blocks[at + 1]];
  return (
    block !== undefined &&
    (next === undefined || (isHeading(next) && next.holder.tag <= block.holder.tag && block.text.length < 80))
  );
}

/** "Jane Doe covers the county for …", in italics at a story's end; or how to reach the author. */
const isAboutAuthor = ({ text, stressed, linked }: PageBlock): boolean =>
  (stressed > text.length * 0.7 && text.length < 400 && ABOUT.test(text)) ||
  (linked > 0 && text.length < 300 && /^(?:follow|contact|reach|email)\b.{0,80}\b(?:on|at)\b/i.test(text)) ||
  (text.length < 200 && /^\p{Lu}.{3,50} (?:can|may) be reached (?:at|on|by)\b/u.test(text));

/** Removes lines without sentences before the first prose and after the last: kickers, labels, signatures. */
function withoutEnds(blocks: PageBlock[]): PageBlock[] {
  const solid = (block: PageBlock): boolean =>
    isProse(block) ||
    (endsSentence(block.text) &&
      block.linked < block.text.length * 0.5 &&
      block.text.length > 12 &&
      !block.text.endsWith(':'));
  const first = blocks.findIndex(solid);
  if (first < 0) return blocks;
  const stays = (block: PageBlock): boolean =>
    (solid(block) && !isAboutAuthor(block)) ||
    (block.linked === 0 &&
      !isAboutAuthor(block) &&
      ((block.holder.tag === 'p' && block.text.split(' ').length > 4) || isItem(block) || block.holder.tag === 'tr'));
  const last = Math.max(first, blocks.findLastIndex(stays));
  const lead = blocks.slice(0, first).filter((block) => {
    const words = block.text.split(' ').length;
    if (isItem(block)) return true;
    return isHeading(block)
      ? words > 4
      : block.holder.tag === 'p' && block.linked === 0 && words > 5 && !HEADER_LINE.test(block.text);
  });
  return [...lead, ...blocks.slice(first, last + 1)];
}
