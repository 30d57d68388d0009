// Where what stands on a page: its parts, its heading, its story, what surrounds these. Every field is read from a layout.
import { readLinkedData, type LinkedData } from '../document/linked-data.js';
import { addWeight, blocksOf, weightOf, type PageBlock } from '../document/text-block.js';
import { storyBlocks } from './body.js';
import { readDeck, extractHighlights } from './deck.js';
import { readHead, type PageHead } from '../document/head.js';
import { chooseHeadline, headingText, lineMatchingTitle, lineAboveStory, splitAtHeadline, mainHeading, siteOfTitle, type Headline } from './headline.js';
import { Regions } from '../document/region.js';
import { markedBody } from '../document/story-root.js';
import { withAncestors, textContent, type PageElement } from '../document/element.js';
import type { PageTree } from '../document/html-tree.js';

/** Element numbers: from shortly before the heading, by the first of the body, to its last and to a little behind that. */
export type StoryRange = { start: number; bodyStart: number; bodyEnd: number; end: number };

export type PageLayout = {
  tree: PageTree;
  head: PageHead;
  linked: LinkedData | null;
  regions: Regions;
  heading: PageElement | null;
  headline: Headline | null;
  /** The page's blocks less highlights, and those of the story among them. */
  blocks: PageBlock[];
  story: PageBlock[];
  storyRange: StoryRange;
  highlights: string[];
  standfirst: string[];
  /** Names that the site goes by. */
  siteNames: string[];
  isLiveBlog: boolean;
};

/** How far over the heading and behind the story's end labels may stand, in elements. */
const OVER_HEADING = 80;
const BEHIND_STORY = 40;
/** A story of this many characters is one, whatever else its page holds. */
const MANY = 4000;
const LIVE = /live-?blog|live-?ticker|LiveBlogPosting|live-?updates|minute-by-minute/i;

/** Elements close around a marked author or date. */
function elementsAroundAuthorOrDate(tree: PageTree): Set<PageElement> {
  const near = new Set<PageElement>();
  for (const element of tree.annotated.filter(({ attributes }) => /\bauthor\b|date(?:Published|Modified)/.test(`${attributes.get('rel') ?? ''} ${attributes.get('itemprop') ?? ''}`)).slice(0, 10)) {
    let over: PageElement | null = element;
    for (let up = 0; up < 5 && over !== null; up += 1, over = over.parent) near.add(over);
  }
  return near;
}

function storyRangeOf(heading: PageElement | null, story: PageBlock[]): StoryRange {
  const first = story[0]?.holder.order ?? 0;
  const over = heading === null ? first : Math.min(heading.order, first === 0 ? heading.order : first);
  const bodyEnd = Math.max(story.at(-1)?.holder.order ?? over, over);
  return { start: over - OVER_HEADING, bodyStart: story.length === 0 ? over + OVER_HEADING : first, bodyEnd, end: bodyEnd + BEHIND_STORY };
}

/** Lays a page out; `base` resolves relative addresses. Linear in the page. */
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
  // Words laid over a picture are called an overlay as a box is that asks for consent: the page's title tells them apart.
  const inTitle = (element: PageElement): boolean => head.titles.some((title) => title.startsWith(textContent(element)));
  const heading = mainHeading(tree, head.titles, (element) => {
    const region = early.of(element);
    return region === 'notice' ? !inTitle(element) : region !== null && ['comments', 'related', 'hidden', 'footer'].includes(region);
  });
  const title = heading === null ? lineMatchingTitle(blocks, head.titles) : headingText(heading, head.titles);
  const site = head.site ?? siteOfTitle(tree.title, title);
  const linked = readLinkedData(tree.jsonLdScripts, head.url ?? base ?? null, title);
  const isLiveBlog = linked?.live === true || LIVE.test(tree.rootClasses);
  const named = new Regions(tree.root.proseWeight, withAncestors([heading, markedBody(tree)]), elementsAroundAuthorOrDate(tree), classes);
  const known = chooseHeadline(title, linked?.headline ?? null, head.titles, site ?? linked?.publisher ?? null);

  const read = (regions: Regions) => {
    for (const { holder } of blocks) for (let over: PageElement | null = holder; over !== null && over.storyWeight !== 0; over = over.parent) over.storyWeight = 0;
    for (const block of blocks) if (regions.of(block.holder) === null) addWeight(block.holder, weightOf(block), 'storyWeight');
    const { highlights, rest } = extractHighlights(blocks, regions);
    const story = storyBlocks(tree, splitAtHeadline(rest, known?.text ?? null), regions, heading, known?.text ?? '', isLiveBlog, linked?.body ?? null);
    return { regions, highlights, rest, story, weight: story.reduce((sum, block) => sum + weightOf(block), 0) };
  };
  // Names that hide most of a page's prose are asked again: a story may stand in what its page calls a widget.
  const first = read(named);
  const second = first.weight < tree.root.proseWeight * 0.35 && first.weight < MANY ? read(named.leniently()) : first;
  const { regions, highlights, rest, story } = second.weight > first.weight * 2.5 ? second : first;
  const headline = known ?? lineAboveStory(rest, regions, story[0]);
  const deck = readDeck(rest, regions, heading, story, headline?.text ?? '');
  const siteNames = [site, head.site, linked?.publisher ?? null].filter((name) => name !== null);
  return { tree, head, linked, regions, heading, headline, blocks: rest, story, storyRange: storyRangeOf(heading, story), highlights: [...highlights, ...deck.points], standfirst: deck.standfirst, siteNames, isLiveBlog };
}
