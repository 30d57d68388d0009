// One element of a page's tree, and what can be asked of it.

/** An element, its children in order, and what measuring finds in it: characters of prose, and of prose that stands in no region. */
export type PageElement = {
  tag: string;
  attributes: ReadonlyMap<string, string>;
  parent: PageElement | null;
  children: (PageElement | string)[];
  /** Its number in the order of the page's start tags. */
  order: number;
  /** Its class, id and test id as `-word-word-`, once somebody has asked for them. */
  markup: string | null;
  proseWeight: number;
  storyWeight: number;
};

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
/** Elements that stand as blocks on their own lines. */
export const BLOCK_TAGS: ReadonlySet<string> = words('address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table caption tbody td tfoot th thead tr ul');
/** True for a tag that stands on its own lines; what a page names itself (`amp-…`) is taken for one. */
export const isBlock = (tag: string): boolean => BLOCK_TAGS.has(tag) || tag.includes('-');

/** Folds white space; most texts are folded already, and looking is cheaper than making anew. */
export const foldSpace = (text: string): string => (/[^\S ]| {2}/.test(text) ? text.replace(/\s+/g, ' ') : text).trim();

/** What holds no words of the page. */
export const NO_TEXT_TAGS: ReadonlySet<string> = words('script style noscript template svg math iframe object embed select button textarea canvas audio video head title datalist noembed noframes input amp-ad amp-img');

/** Gathers an element's words until `left` characters and elements are used up; says how many are left. */
function gatherText(element: PageElement, into: string[], left: number): number {
  let rest = left;
  for (const child of element.children) {
    if (rest <= 0) break;
    if (typeof child === 'string') {
      into.push(child);
      rest -= child.length;
    } else if (!NO_TEXT_TAGS.has(child.tag)) {
      const parted = child.tag === 'br' || isBlock(child.tag);
      if (parted) into.push(' ');
      rest = gatherText(child, into, rest - 1);
      if (parted) into.push(' ');
    }
  }
  return rest;
}

const MAX_WORDS = 20_000;

/** An element's words, white space folded; of an endless element the first `most` characters or so. */
export function textContent(element: PageElement | null, most = MAX_WORDS): string {
  if (element === null) return '';
  const into: string[] = [];
  gatherText(element, into, most);
  return foldSpace(into.join(''));
}

/** An element's words with a space wherever one element ends and the next begins: neighbours in a line don't run together. */
export function spacedTextContent(element: PageElement, most = MAX_WORDS): string {
  const into: string[] = [];
  gatherText(element, into, most);
  return foldSpace(into.join(' '));
}

/** An attribute's value, folded; null where it is missing or empty. */
export const attributeOf = (element: PageElement | null, name: string): string | null => (element === null ? null : foldSpace(element.attributes.get(name) ?? '') || null);

/** The first descendant that fits, in the order of the page; null where none does. */
export function findElement(element: PageElement, fits: (candidate: PageElement) => boolean): PageElement | null {
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    const found = fits(child) ? child : findElement(child, fits);
    if (found !== null) return found;
  }
  return null;
}

/** True where an element is, or stands in, one that fits. */
export function isSelfOrAncestor(element: PageElement | null, fits: (candidate: PageElement) => boolean): boolean {
  for (let over = element; over !== null; over = over.parent) if (fits(over)) return true;
  return false;
}

/** Elements with all that they stand in. */
export function withAncestors(elements: (PageElement | null)[]): Set<PageElement> {
  const all = new Set<PageElement>();
  for (const element of elements) for (let over = element; over !== null && !all.has(over); over = over.parent) all.add(over);
  return all;
}
