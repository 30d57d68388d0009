// An element of a page's tree, and queries on it.

import { foldSpace } from '../../text/fold-space.js';
/**
 * `proseWeight` and `storyWeight`: characters of prose in the element, all of it and that outside other
 * regions.
 */
export type PageElement = {
  tag: string;
  attributes: ReadonlyMap<string, string>;
  parent: PageElement | null;
  children: (PageElement | string)[];
  /** Its number in the order of start tags. */
  order: number;
  /** Cache of `nameTokensOf`: class, id and test id as `-word-word-`. */
  markup: string | null;
  proseWeight: number;
  storyWeight: number;
};

/** Block elements. */
export const BLOCK_TAGS: ReadonlySet<string> = new Set([
  'address',
  'article',
  'aside',
  'blockquote',
  'center',
  'dd',
  'details',
  'dialog',
  'dir',
  'div',
  'dl',
  'dt',
  'fieldset',
  'figcaption',
  'figure',
  'footer',
  'form',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hgroup',
  'hr',
  'li',
  'main',
  'menu',
  'nav',
  'ol',
  'p',
  'pre',
  'section',
  'summary',
  'table',
  'caption',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
  'tr',
  'ul',
]);
/** True for a block element. Custom elements (`amp-…`) count as blocks. */
export const isBlock = (tag: string): boolean => BLOCK_TAGS.has(tag) || tag.includes('-');

/** Elements without visible text. */
export const NO_TEXT_TAGS: ReadonlySet<string> = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'math',
  'iframe',
  'object',
  'embed',
  'select',
  'button',
  'textarea',
  'canvas',
  'audio',
  'video',
  'head',
  'title',
  'datalist',
  'noembed',
  'noframes',
  'input',
  'amp-ad',
  'amp-img',
]);

/** Gathers text up to a budget of characters and elements; returns the rest of the budget. */
function gatherText(element: PageElement, into: string[], left: number): number {
  let rest = left;
  for (const child of element.children) {
    if (rest <= 0) break;
    if (typeof child === 'string') {
      into.push(child);
      rest -= child.length;
    } else if (!NO_TEXT_TAGS.has(child.tag)) {
      const isSeparated = child.tag === 'br' || isBlock(child.tag);
      if (isSeparated) into.push(' ');
      rest = gatherText(child, into, rest - 1);
      if (isSeparated) into.push(' ');
    }
  }
  return rest;
}

const MAX_TEXT = 20_000;

/** An element's text, white space folded, cut at about `max` characters. */
export function textContent(element: PageElement | null, max = MAX_TEXT): string {
  if (element === null) return '';
  const into: string[] = [];
  gatherText(element, into, max);
  return foldSpace(into.join(''));
}

/** The same, with a space between neighbouring elements, so that their words don't run together. */
export function spacedTextContent(element: PageElement, max = MAX_TEXT): string {
  const into: string[] = [];
  gatherText(element, into, max);
  return foldSpace(into.join(' '));
}

/** An attribute's value, folded; null where it is missing or empty. */
export const attributeOf = (element: PageElement | null, name: string): string | null =>
  element === null ? null : foldSpace(element.attributes.get(name) ?? '') || null;

/** The first descendant that fits, in page order, or null. */
export function findElement(element: PageElement, fits: (candidate: PageElement) => boolean): PageElement | null {
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    const found = fits(child) ? child : findElement(child, fits);
    if (found !== null) return found;
  }
  return null;
}

/** True where the element or an ancestor fits. */
export function isSelfOrAncestor(element: PageElement | null, fits: (candidate: PageElement) => boolean): boolean {
  for (let ancestor = element; ancestor !== null; ancestor = ancestor.parent) if (fits(ancestor)) return true;
  return false;
}

/** The elements and all their ancestors. */
export function withAncestors(elements: (PageElement | null)[]): Set<PageElement> {
  const all = new Set<PageElement>();
  for (const element of elements)
    for (let ancestor = element; ancestor !== null && !all.has(ancestor); ancestor = ancestor.parent) all.add(ancestor);
  return all;
}
