// The layout of a page: regions, heading, story, and what surrounds them. Every field of a page is read from
// its layout.
import { readLinkedData, type LinkedData } from '../document/linked-data.js';
import { addWeight, blocksOf, weightOf, type PageBlock } from '../document/text-block.js';
import { storyBlocks } from './body.js';
import { readDeck, extractHighlights } from './deck.js';
import { readHead, type PageHead } from '../document/head.js';
import {
  chooseHeadline,
  headingText,
  lineMatchingTitle,
  lineAboveStory,
  splitAtHeadline,
  mainHeading,
  siteOfTitle,
  type Headline,
} from './headline.js';
import { Regions } from '../document/region.js';
import { markedBody } from '../document/story-root.js';
import { withAncestors, textContent, type PageElement } from '../document/element.js';
import type { PageTree } from '../document/html-tree.js';

/** Element numbers (`order`): shortly before the heading, first and last of the body, shortly after it. */
export type StoryRange = { start: number; bodyStart: number; bodyEnd: number; end: number };

export type PageLayout = {
  tree: PageTree;
  head: PageHead;
  linked: LinkedData | null;
  regions: Regions;
  heading: PageElement | null;
  headline: Headline | null;
  /** The page's blocks without highlights, and the story's blocks among them. */
  blocks: PageBlock[];
  story: PageBlock[];
  storyRange: StoryRange;
  highlights: string[];
  standfirst: string[];
  /** The site's own names. */
  siteNames: string[];
  isLiveBlog: boolean;
};

/** Elements above the heading and below the story that may hold its labels. */
const BEFORE_HEADING = 80;
const AFTER_STORY = 40;
/** A story of this weight needs no second reading. */
const ENOUGH_PROSE = 4000;
const LIVE = /live-?blog|live-?ticker|LiveBlogPosting|live-?updates|minute-by-minute/i;

/** Elements up to five levels around a marked author or date. */
function elementsAroundAuthorOrDate(tree: PageTree): Set<PageElement> {
  const near = new Set<PageElement>();
  for (const element of tree.annotated
    .filter(({ attributes }) =>
      /\bauthor\b|date(?:Published|Modified)/.test(
        `${attributes.get('rel') ?? ''} ${attributes.get('itemprop') ?? ''}`,
      ),
    )
    .slice(0, 10)) {
    let over: PageElement | null = element;
    for (let up = 0; up < 5 && over !== null; up += 1, over = over.parent) near.add(over);
  }
  return near;
}

function storyRangeOf(heading: PageElement | null, story: PageBlock[]): StoryRange {
  const first = story[0]?.holder.order ?? 0;
  const over = heading === null ? first : Math.min(heading.order, first === 0 ? heading.order : first);
  const bodyEnd = Math.max(story.at(-1)?.holder.order ?? over, over);
  return {
    start: over - BEFORE_HEADING,
    bodyStart: story.length === 0 ? over + BEFORE_HEADING : first,
    bodyEnd,
    end: bodyEnd + AFTER_STORY,
  };
}

/** Builds a page's layout. `base` resolves relative URLs. Linear in the page. */
export function layoutPage(tree: PageTree, base: string | undefined): PageLayout {
  const head = readHead(tree, base);
  const blocks = blocksOf(tree.root);
  const classes = new Map<string, number>();
  for (const block of blocks) {
    const weight = weightOf(block);
    const name = block.holder.attributes.get('class');
    if (weight > 0) addWeight(block.holder, weight, 'proseWeight');
    if (weight > 0 && name !== undefined) classes.set(name, (classes.get(name) ?? 0) + weight);
  }
  const early = new Regions(tree.root.proseWeight, new Set());
  // "Overlay" names consent boxes and headlines over pictures: only the latter repeat the title.
  const inTitle = (element: PageElement): boolean =>
    head.titles.some((title) => title.startsWith(textContent(element)));
  const heading = mainHeading(tree, head.titles, (element) => {
    const region = early.of(element);
    return region === 'notice'
      ? !inTitle(element)
      : region !== null && ['comments', 'related', 'hidden', 'footer'].includes(region);
  });
  const title = heading === null ? lineMatchingTitle(blocks, head.titles) : headingText(heading, head.titles);
  const site = head.site ?? siteOfTitle(tree.title, title);
  const linked = readLinkedData(tree.jsonLdScripts, head.url ?? base ?? null, title);
  const isLiveBlog = linked?.live === true || LIVE.test(tree.rootClasses);
  const named = new Regions(
    tree.root.proseWeight,
    withAncestors([heading, markedBody(tree)]),
    elementsAroundAuthorOrDate(tree),
    classes,
  );
  const known = chooseHeadline(title, linked?.headline ?? null, head.titles, site ?? linked?.publisher ?? null);

  const read = (regions: Regions) => {
    for (const { holder } of blocks)
      for (let over: PageElement | null = holder; over !== null && over.storyWeight !== 0; over = over.parent)
        over.storyWeight = 0;
    for (const block of blocks)
      if (regions.of(block.holder) === null) addWeight(block.holder, weightOf(block), 'storyWeight');
    const { highlights, rest } = extractHighlights(blocks, regions);
    const story = storyBlocks(
      tree,
      splitAtHeadline(rest, known?.text ?? null),
      regions,
      heading,
      known?.text ?? '',
      isLiveBlog,
      linked?.body ?? null,
    );
    return { regions, highlights, rest, story, weight: story.reduce((sum, block) => sum + weightOf(block), 0) };
  };
  // Where region names hide most of the prose, read again with only reliable names: a story may be in a
  // "widget".
  const first = read(named);
  const second =
    first.weight < tree.root.proseWeight * 0.35 && first.weight < ENOUGH_PROSE ? read(named.leniently()) : first;
  const { regions, highlights, rest, story } = second.weight > first.weight * 2.5 ? second : first;
  const headline = known ?? lineAboveStory(rest, regions, story[0]);
  const deck = readDeck(rest, regions, heading, story, headline?.text ?? '');
  const siteNames = [site, head.site, linked?.publisher ?? null].filter((name) => name !== null);
  return {
    tree,
    head,
    linked,
    regions,
    heading,
    headline,
    blocks: rest,
    story,
    storyRange: storyRangeOf(heading, story),
    highlights: [...highlights, ...deck.points],
    standfirst: deck.standfirst,
    siteNames,
    isLiveBlog,
  };
}
