// Finds the elements that contain a page's story. Markup and names propose, the amount of prose decides: a
// marked body, else within the article or main element an element named like a body, else the deepest element
// with nearly all the prose.
import { BODY_NAMES } from '../words/region-names.js';
import { nameMatcher, nameTokensOf } from './region.js';
import { attributeOf, findElement, type PageElement } from './element.js';
import type { PageTree } from './html-tree.js';

const BODY_NAME = nameMatcher(BODY_NAMES);
const PARAGRAPHS = new Set([
  'p',
  'blockquote',
  'ul',
  'ol',
  'li',
  'pre',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'dl',
  'span',
  'b',
  'strong',
  'em',
  'i',
  'a',
  'td',
  'tr',
]);

const signature = (element: PageElement): string =>
  `${element.tag} ${(element.attributes.get('class') ?? '').split(/\s+/, 2).join(' ')}`;

/** Elements that fit, in page order, none inside another. */
function outermost(
  root: PageElement,
  fits: (element: PageElement) => boolean,
  into: PageElement[] = [],
  withoutProse = false,
): PageElement[] {
  for (const child of root.children) {
    if (typeof child === 'string' || (child.storyWeight <= 0 && !withoutProse)) continue;
    if (fits(child)) into.push(child);
    else outermost(child, fits, into, withoutProse);
  }
  return into;
}

/** True for a card of another story: its heading is a link. */
const isCard = (element: PageElement): boolean =>
  findElement(
    element,
    (inner) =>
      /^h[2-6]$/.test(inner.tag) &&
      (findElement(inner, ({ tag }) => tag === 'a') !== null || inner.parent?.tag === 'a'),
  ) !== null;

/** True for a list of other stories: linked headings with at most two texts each. */
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

/**
 * Descends while one child has nearly all the prose; among several, keeps those that resemble the main one.
 */
function narrowToProse(root: PageElement, strict: boolean): PageElement[] {
  let at = root;
  for (;;) {
    const all = at.children.filter((child): child is PageElement => typeof child !== 'string' && child.storyWeight > 0);
    const stories =
      strict && all.length > 1 ? all.filter((child) => child.storyWeight < 100 || !isTeasers(child)) : all;
    const children = stories.some(({ storyWeight }) => storyWeight >= 100) ? stories : all;
    const best = children.reduce<PageElement | null>(
      (most, child) => (most === null || child.storyWeight > most.storyWeight ? child : most),
      null,
    );
    if (best === null || PARAGRAPHS.has(best.tag)) return [at];
    if (
      best.storyWeight >=
      (children.length === all.length
        ? at.storyWeight
        : children.reduce((sum, { storyWeight }) => sum + storyWeight, 0)) *
        0.9
    ) {
      at = best;
      continue;
    }
    if (!strict) return [at];
    // Siblings: a story in sections, or a story next to something else.
    const loose = at.storyWeight - children.reduce((sum, child) => sum + child.storyWeight, 0);
    const direct =
      loose + children.filter(({ tag }) => PARAGRAPHS.has(tag)).reduce((sum, { storyWeight }) => sum + storyWeight, 0);
    if (direct > at.storyWeight * 0.3) return [at];
    const kept = children.filter(
      (child) =>
        child === best ||
        signature(child) === signature(best) ||
        (child.storyWeight >= best.storyWeight * 0.3 && child.tag === best.tag),
    );
    return kept.length === all.length ? [at] : kept;
  }
}

/** The elements that contain the story. `live`: a live blog, whose entries are all part of it. */
export function chooseStoryRoots(tree: PageTree, heading: PageElement | null, live: boolean): PageElement[] {
  const { root } = tree;
  const marked = tree.annotated.filter(
    (element) =>
      /\b(?:articleBody|reviewBody)\b|schema:articleBody|content:encoded/.test(
        `${element.attributes.get('itemprop') ?? ''} ${element.attributes.get('property') ?? ''}`,
      ) && element.storyWeight > 0,
  );
  const bodies = marked.filter((element) => !marked.some((other) => other !== element && isInside(element, other)));
  if (!live && bodies.length > 0) {
    const sum = bodies.reduce((total, { storyWeight }) => total + storyWeight, 0);
    const first = bodies.find(({ storyWeight }) => storyWeight > 200) ?? bodies[0];
    // Several marked bodies are several stories, unless they are siblings.
    if (first !== undefined && sum >= root.storyWeight * 0.3)
      return bodies.length > 1 && bodies.every(({ parent }) => parent === first.parent) ? bodies : [first];
  }
  const articles = outermost(
    root,
    ({ tag, attributes }) => tag === 'article' || /Article|BlogPosting/.test(attributes.get('itemtype') ?? ''),
  );
  const ofHeading = heading === null ? undefined : articles.find((article) => isInside(heading, article));
  const main = outermost(root, ({ tag, attributes }) => tag === 'main' || attributes.get('role') === 'main');
  const largest = [...articles].sort((one, other) => other.storyWeight - one.storyWeight)[0];
  const scope = live
    ? root
    : ofHeading !== undefined && (ofHeading.storyWeight >= root.storyWeight * 0.25 || ofHeading.storyWeight > 600)
      ? ofHeading
      : largest !== undefined && largest.storyWeight >= root.storyWeight * 0.6
        ? largest
        : (main.find(({ storyWeight }) => storyWeight >= root.storyWeight * 0.5) ?? root);
  // An element without prose may hold the story's subheads.
  const named = outermost(
    scope,
    (element) => element.attributes.size > 0 && BODY_NAME.test(nameTokensOf(element)),
    [],
    true,
  );
  const groups = new Map<string, PageElement[]>();
  for (const element of named) {
    const group = groups.get(signature(element));
    if (group === undefined) groups.set(signature(element), [element]);
    else group.push(element);
  }
  const weigh = (group: PageElement[]): number => group.reduce((sum, { storyWeight }) => sum + storyWeight, 0);
  const best = [...groups.values()]
    .filter((group) => group.length < 3 || group.filter(isCard).length < group.length / 2)
    .sort((one, other) => weigh(other) - weigh(one))[0];
  if (best !== undefined && weigh(best) >= scope.storyWeight * 0.6) {
    if (best.length > 1) return best;
    const [only] = best;
    if (only !== undefined) {
      // A named element inside is more precise.
      const inner = outermost(only, (element) => BODY_NAME.test(nameTokensOf(element)))[0];
      return [inner !== undefined && inner.storyWeight >= only.storyWeight * 0.9 ? inner : only];
    }
  }
  return narrowToProse(scope, scope === root || scope.tag === 'main');
}

/** True where `element` is `over` or inside it. */
export function isInside(element: PageElement, over: PageElement): boolean {
  for (let at: PageElement | null = element; at !== null; at = at.parent) if (at === over) return true;
  return false;
}

/** The element that the page marks as its story's body. */
export const markedBody = (tree: PageTree): PageElement | null =>
  tree.annotated.find((element) => attributeOf(element, 'itemprop') === 'articleBody') ??
  findElement(tree.root, ({ tag }) => tag === 'article');
