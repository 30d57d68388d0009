// The elements that a page's story stands in. Marks and names propose, the prose that stands in them decides: a marked body, else
// the article or main part with the heading, in it the part that calls itself a body, else the deepest part with nearly all the prose.
import { BODY_NAMES } from '../words/region-names.js';
import { nameMatcher, nameTokensOf } from './region.js';
import { attributeOf, findElement, type PageElement } from './element.js';
import type { PageTree } from './html-tree.js';

const BODY_NAME = nameMatcher(BODY_NAMES);
const PARAGRAPHS = new Set(['p', 'blockquote', 'ul', 'ol', 'li', 'pre', 'h2', 'h3', 'h4', 'h5', 'h6', 'dl', 'span', 'b', 'strong', 'em', 'i', 'a', 'td', 'tr']);

const signature = (element: PageElement): string => `${element.tag} ${(element.attributes.get('class') ?? '').split(/\s+/, 2).join(' ')}`;

/** Elements that fit, in order, none within another. */
function outermost(root: PageElement, fits: (element: PageElement) => boolean, into: PageElement[] = [], withoutProse = false): PageElement[] {
  for (const child of root.children) {
    if (typeof child === 'string' || (child.storyWeight <= 0 && !withoutProse)) continue;
    if (fits(child)) into.push(child);
    else outermost(child, fits, into, withoutProse);
  }
  return into;
}

/** True for an element with a heading that is a link: another story's card. */
const isCard = (element: PageElement): boolean => findElement(element, (inner) => /^h[2-6]$/.test(inner.tag) && (findElement(inner, ({ tag }) => tag === 'a') !== null || inner.parent?.tag === 'a')) !== null;

/** True for a list of other stories: headings that are links, with hardly more prose than one text each. */
function isTeasers(element: PageElement): boolean {
  let links = 0;
  let texts = 0;
  const walk = (at: PageElement, inLink: boolean): void => {
    for (const child of at.children) {
      if (typeof child === 'string' || links > 50) continue;
      const isHead = /^h[2-6]$/.test(child.tag);
      if (isHead && (inLink || findElement(child, ({ tag }) => tag === 'a') !== null)) links += 1;
      else if (child.storyWeight > 0 && child.tag === 'p') texts += 1;
      if (!isHead) walk(child, inLink || child.tag === 'a');
    }
  };
  walk(element, false);
  return links >= 3 && texts <= links * 2;
}

/** Goes down while one child holds nearly all of the prose; where it parts, children that are unlike the main one stay out. */
function narrowToProse(root: PageElement, strict: boolean): PageElement[] {
  let at = root;
  for (;;) {
    const all = at.children.filter((child): child is PageElement => typeof child !== 'string' && child.storyWeight > 0);
    const stories = strict && all.length > 1 ? all.filter((child) => child.storyWeight < 100 || !isTeasers(child)) : all;
    const children = stories.some(({ storyWeight }) => storyWeight >= 100) ? stories : all;
    const best = children.reduce<PageElement | null>((most, child) => (most === null || child.storyWeight > most.storyWeight ? child : most), null);
    if (best === null || PARAGRAPHS.has(best.tag)) return [at];
    if (best.storyWeight >= (children.length === all.length ? at.storyWeight : children.reduce((sum, { storyWeight }) => sum + storyWeight, 0)) * 0.9) {
      at = best;
      continue;
    }
    if (!strict) return [at];
    // Siblings: a story cut in sections, or a story beside what isn't it.
    const loose = at.storyWeight - children.reduce((sum, child) => sum + child.storyWeight, 0);
    const direct = loose + children.filter(({ tag }) => PARAGRAPHS.has(tag)).reduce((sum, { storyWeight }) => sum + storyWeight, 0);
    if (direct > at.storyWeight * 0.3) return [at];
    const kept = children.filter((child) => child === best || signature(child) === signature(best) || (child.storyWeight >= best.storyWeight * 0.3 && child.tag === best.tag));
    return kept.length === all.length ? [at] : kept;
  }
}

/** The elements that the story stands in. */
export function chooseStoryRoots(tree: PageTree, heading: PageElement | null, live: boolean): PageElement[] {
  const { root } = tree;
  const marked = tree.annotated.filter((element) => /\b(?:articleBody|reviewBody)\b|schema:articleBody|content:encoded/.test(`${element.attributes.get('itemprop') ?? ''} ${element.attributes.get('property') ?? ''}`) && element.storyWeight > 0);
  const bodies = marked.filter((element) => !marked.some((other) => other !== element && isInside(element, other)));
  if (!live && bodies.length > 0) {
    const sum = bodies.reduce((total, { storyWeight }) => total + storyWeight, 0);
    const first = bodies.find(({ storyWeight }) => storyWeight > 200) ?? bodies[0];
    // Several marked bodies are several stories, unless they are parts of one.
    if (first !== undefined && sum >= root.storyWeight * 0.3) return bodies.length > 1 && bodies.every(({ parent }) => parent === first.parent) ? bodies : [first];
  }
  const articles = outermost(root, ({ tag, attributes }) => tag === 'article' || /Article|BlogPosting/.test(attributes.get('itemtype') ?? ''));
  const ofHeading = heading === null ? undefined : articles.find((article) => isInside(heading, article));
  const main = outermost(root, ({ tag, attributes }) => tag === 'main' || attributes.get('role') === 'main');
  const largest = [...articles].sort((one, other) => other.storyWeight - one.storyWeight)[0];
  const scope =
    live ? root
    : ofHeading !== undefined && (ofHeading.storyWeight >= root.storyWeight * 0.25 || ofHeading.storyWeight > 600) ? ofHeading
    : largest !== undefined && largest.storyWeight >= root.storyWeight * 0.6 ? largest
    : (main.find(({ storyWeight }) => storyWeight >= root.storyWeight * 0.5) ?? root);
  // A part of the story may hold its subheads alone.
  const named = outermost(scope, (element) => element.attributes.size > 0 && BODY_NAME.test(nameTokensOf(element)), [], true);
  const groups = new Map<string, PageElement[]>();
  for (const element of named) {
    const group = groups.get(signature(element));
    if (group === undefined) groups.set(signature(element), [element]);
    else group.push(element);
  }
  const weigh = (group: PageElement[]): number => group.reduce((sum, { storyWeight }) => sum + storyWeight, 0);
  const best = [...groups.values()].filter((group) => group.length < 3 || group.filter(isCard).length < group.length / 2).sort((one, other) => weigh(other) - weigh(one))[0];
  if (best !== undefined && weigh(best) >= scope.storyWeight * 0.6) {
    if (best.length > 1) return best;
    const [only] = best;
    if (only !== undefined) {
      // A name within the name says it more exactly.
      const inner = outermost(only, (element) => BODY_NAME.test(nameTokensOf(element)))[0];
      return [inner !== undefined && inner.storyWeight >= only.storyWeight * 0.9 ? inner : only];
    }
  }
  return narrowToProse(scope, scope === root || scope.tag === 'main');
}

export function isInside(element: PageElement, over: PageElement): boolean {
  for (let at: PageElement | null = element; at !== null; at = at.parent) if (at === over) return true;
  return false;
}

/** An element that the page marks as its story's body; it is never another region, whatever it is called. */
export const markedBody = (tree: PageTree): PageElement | null =>
  tree.annotated.find((element) => attributeOf(element, 'itemprop') === 'articleBody') ?? findElement(tree.root, ({ tag }) => tag === 'article');
