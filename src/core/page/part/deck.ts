// Reads the deck between headline and story: the standfirst, and highlights that are marked, listed or under
// a heading.
import { isHighlightsHeading } from '../../text/boilerplate-line.js';
import type { PageBlock } from '../document/text-block.js';
import { HEADER_LINE } from './body.js';
import type { Regions } from '../document/region.js';
import type { PageElement } from '../document/element.js';
import { isInside } from '../document/story-root.js';

const MAX_HIGHLIGHT = 600;
const MAX_HIGHLIGHTS = 20;
const MAX_STANDFIRST = 2;
/** Scripts without spaces between words. */
const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff]/;
const CLOCK = /\b\d{1,2}[:.]\d{2}\b/;

/**
 * Separates highlights from the blocks: marked ones, else the list or line under a heading for highlights.
 */
export function extractHighlights(blocks: PageBlock[], regions: Regions): { highlights: string[]; rest: PageBlock[] } {
  const highlighted = new Set(blocks.filter(({ holder }) => regions.of(holder) === 'highlights'));
  if (highlighted.size === 0) {
    const at = blocks.findIndex(({ text, holder }) => isHighlightsHeading(text) && regions.of(holder) === null);
    const first = at < 0 ? undefined : blocks[at + 1];
    if (first !== undefined) {
      const list = first.holder.tag === 'li' ? first.holder.parent : null;
      const under =
        list === null
          ? first.text.length <= 300
            ? [first]
            : []
          : blocks.slice(at + 1, at + 31).filter(({ holder }) => holder.parent === list);
      for (const block of under.length > 0 ? [...blocks.slice(at, at + 1), ...under] : []) highlighted.add(block);
    }
  }
  const words = [...highlighted]
    .map(({ text }) => text)
    .filter((text) => text.length <= MAX_HIGHLIGHT && !isHighlightsHeading(text));
  return {
    highlights: words.slice(0, MAX_HIGHLIGHTS),
    rest: highlighted.size === 0 ? blocks : blocks.filter((block) => !highlighted.has(block)),
  };
}

/** Sentences and list items between heading and body, outside the body's element. */
function blocksBetween(
  blocks: PageBlock[],
  regions: Regions,
  heading: PageElement | null,
  story: PageBlock[],
  headline: string,
): PageBlock[] {
  const first = story[0];
  if (heading === null || first === undefined) return [];
  const storyTexts = new Set(story.map(({ text }) => text));
  // Text may be in an element that began before the heading. The order of blocks counts where the heading is
  // one.
  const from = blocks.findLastIndex(({ holder }) => isInside(holder, heading));
  const to = blocks.findIndex(({ holder }) => holder === first.holder);
  return blocks
    .filter((block, at) => {
      const { holder, text, linked } = block;
      const isBehind = from < 0 ? holder.order > heading.order : at > from;
      const isBetween =
        isBehind && (to < 0 ? holder.order < first.holder.order : at < to) && regions.of(holder) === null;
      const isSaid =
        linked === 0 &&
        (text.split(' ').length >= 7 || (UNSPACED.test(text) && text.length >= 20)) &&
        text.length <= 500 &&
        text !== headline &&
        !storyTexts.has(text);
      return isBetween && isSaid && !HEADER_LINE.test(text) && !CLOCK.test(text);
    })
    .slice(0, MAX_HIGHLIGHTS);
}

/** The standfirst, and the items of a list above the story. */
export function readDeck(
  blocks: PageBlock[],
  regions: Regions,
  heading: PageElement | null,
  story: PageBlock[],
  headline: string,
): { standfirst: string[]; points: string[] } {
  const deck = blocksBetween(blocks, regions, heading, story, headline);
  const words = (listed: boolean): string[] =>
    deck.filter(({ holder }) => (holder.tag === 'li') === listed).map(({ text }) => text);
  return { standfirst: words(false).slice(0, MAX_STANDFIRST), points: words(true) };
}
