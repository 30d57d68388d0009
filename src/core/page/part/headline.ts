// Chooses the headline. Titles in the head are often rewritten for search engines or contain the site's name,
// and a heading may be a logo or truncated; so each is verified by the others.
import { isHighlightsHeading } from '../../text/boilerplate-line.js';
import type { PageBlock } from '../document/text-block.js';
import { nameTokens, type Regions } from '../document/region.js';
import { attributeOf, textContent, type PageElement } from '../document/element.js';
import type { PageTree } from '../document/html-tree.js';
import type { Origin } from '../../story/story.js';

export type Headline = { text: string; from: Origin };

const MAX_HEADING = 300;
const HEADLINE_NAMES =
  /-(?:headline|article-?title|entry-?title|post-?title|story-?(?:title|headline)|page-?title|article-?headline|content-?title|titulo|titre)-/;
const LOGO_NAMES = /-(?:logo|site-title|brand|branding|site-name|masthead)-/;
/** Between headline, section and site. Chinese and Japanese pages have no spaces around it. */
const SEPARATOR =
  /\s+(?:[|–—·«»:•]|-{1,2}|::)\s+|\s*[｜＿]\s*|(?<=[\u3040-\u9fff」』）！？])\s?[|_：-]\s?(?=[\u3040-\u9fff\p{L}])/u;

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** A title without the site's name at either end: `Headline | The Paper`, `The Paper: Headline`. */
function withoutSite(title: string, site: string | null, heading: string | null): string {
  const parts = title.split(SEPARATOR);
  if (parts.length < 2) return title;
  const name = site === null ? '' : bare(site);
  const whole = heading === null ? '' : bare(heading);
  // The title begins with the heading: the rest is the site's name.
  if (
    heading !== null &&
    whole.length > 7 &&
    title.toLowerCase().startsWith(heading.toLowerCase()) &&
    SEPARATOR.test(title.slice(heading.length).slice(0, 8))
  )
    return title.slice(0, heading.length);
  const last = bare(parts.at(-1) ?? '');
  const cutTail =
    last === name ||
    (name !== '' && last !== '' && (last.startsWith(name) || name.startsWith(last))) ||
    (title.includes(' | ') && site === null && heading === null && last.split(' ').length <= 4);
  if (cutTail)
    return title
      .slice(0, title.lastIndexOf(parts.at(-1) ?? ''))
      .replace(/\s+(?:[|–—·«»:•]|-{1,2}|::)\s*$/u, '')
      .trim();
  if (name !== '' && bare(parts[0] ?? '') === name)
    return title
      .slice((parts[0] ?? '').length)
      .replace(/^\s*(?:[|–—·«»:•]|-{1,2}|::)\s+/u, '')
      .trim();
  return title;
}

/** A title without sections: `Headline | Politics | News`. */
function withoutSections(title: string): string {
  const parts = title.split(SEPARATOR).filter((part) => part !== undefined);
  const long = parts.filter((part) => part.split(' ').length > 3);
  const [only = ''] = long.length > 0 ? long : parts.filter((part) => part.split(' ').length > 2);
  return parts.length > 2 &&
    long.length < 2 &&
    only !== '' &&
    parts.filter((part) => part !== only).every((part) => part.split(' ').length <= 3)
    ? only.trim()
    : title;
}

/** The text of a heading without a kicker in its own element: the part that a title contains. */
export function headingText(heading: PageElement, titles: string[]): string {
  const parts = heading.children
    .filter((child): child is PageElement => typeof child !== 'string')
    .map((child) => textContent(child))
    .filter((text) => text !== '');
  if (parts.length < 2) return textContent(heading);
  const known = parts.filter(
    (part) => part.split(' ').length > 2 && titles.some((title) => bare(title).includes(bare(part))),
  );
  // Of a title "Kicker: headline", the part after the colon is the headline.
  return (
    known.find((part) =>
      titles.some(
        (title) =>
          bare(title).endsWith(bare(part)) &&
          bare(title) !== bare(part) &&
          /[:：]\s*$/.test(title.slice(0, Math.max(0, title.length - part.length))),
      ),
    ) ??
    known[0] ??
    textContent(heading)
  );
}

/** The site's name at the end of the title, where the heading is the rest; null where unknown. */
export function siteOfTitle(title: string | null, heading: string | null): string | null {
  if (title === null || heading === null || bare(heading).length < 8 || !bare(title).includes(bare(heading)))
    return null;
  const last = title.split(SEPARATOR).at(-1)?.trim() ?? '';
  return last === '' || last.length > 40 || bare(heading).includes(bare(last)) ? null : last;
}

/** The share of the shorter text's words that the longer has, 0 to 1. */
function likeness(one: string, other: string): number {
  const first = new Set(bare(one).split(' '));
  const second = new Set(bare(other).split(' '));
  const shared = [...first].filter((word) => second.has(word)).length;
  return shared / Math.max(1, Math.min(first.size, second.size));
}

/** The main heading outside other regions: one that a title repeats, else the first that is no logo. */
export function mainHeading(
  tree: PageTree,
  titles: string[],
  isElsewhere: (element: PageElement) => boolean,
): PageElement | null {
  const fits = (heading: PageElement): boolean => {
    const text = textContent(heading);
    const names = nameTokens(
      `${heading.attributes.get('class') ?? ''} ${heading.attributes.get('id') ?? ''} ${heading.parent?.attributes.get('class') ?? ''}`.slice(
        0,
        300,
      ),
    );
    return (
      text !== '' &&
      text.length <= MAX_HEADING &&
      !isHighlightsHeading(text) &&
      !LOGO_NAMES.test(names) &&
      !isElsewhere(heading)
    );
  };
  const named = (heading: PageElement): boolean =>
    HEADLINE_NAMES.test(nameTokens((heading.attributes.get('class') ?? '').slice(0, 300)));
  const firsts = tree.headings
    .filter(({ tag }) => tag === 'h1')
    .slice(0, 20)
    .filter(fits);
  const seconds = tree.headings
    .filter(({ tag }) => tag === 'h2')
    .slice(0, 20)
    .filter(fits);
  const thirds = tree.headings
    .filter(({ tag }) => tag === 'h3')
    .slice(0, 20)
    .filter((heading) => named(heading) && fits(heading));
  const marked = tree.annotated
    .filter((element) => /\bheadline\b/.test(element.attributes.get('itemprop') ?? ''))
    .slice(0, 20)
    .filter(fits);
  const isInTitle = (heading: PageElement): boolean => {
    const text = textContent(heading);
    return (
      text.length > 8 &&
      titles.some((title) => bare(title).startsWith(bare(text)) || likeness(text, title) >= 0.7) &&
      text.split(' ').length > 1
    );
  };
  const isLinkedHome = (heading: PageElement): boolean =>
    heading.children.some(
      (child) =>
        typeof child !== 'string' &&
        child.tag === 'a' &&
        /^(?:https?:\/\/[^/]+)?\/?$/.test(attributeOf(child, 'href') ?? 'x'),
    );
  const notLinkedHome = firsts.filter((heading) => !isLinkedHome(heading));
  return (
    notLinkedHome.find(isInTitle) ??
    marked.find(isInTitle) ??
    seconds.find(isInTitle) ??
    thirds.find(isInTitle) ??
    marked[0] ??
    firsts.find(named) ??
    notLinkedHome.find((heading) => textContent(heading).includes(' ')) ??
    notLinkedHome[0] ??
    firsts[0] ??
    seconds.find(named) ??
    null
  );
}

/**
 * Chooses the headline: structured data or a title where it agrees with the heading; else the heading, which
 * readers see, unless it is truncated (a longer text begins with it).
 */
export function chooseHeadline(
  heading: string | null,
  linked: string | null,
  titles: string[],
  site: string | null,
): Headline | null {
  const cleaned = titles
    .map((title) => withoutSite(title, site, heading))
    .filter((title) => title !== '' && bare(title) !== bare(site ?? ''));
  const isCut = (text: string): boolean => /(?:…|\.{3})$/.test(text);
  const candidates: Headline[] = [
    ...(linked === null || linked.length > 600
      ? []
      : [{ text: withoutSite(linked, site, heading), from: 'json-ld' as const }]),
    ...cleaned.map((text) => ({ text, from: 'meta' as const })),
  ];
  if (heading === null) {
    const found = candidates.find(({ text }) => !isCut(text)) ?? candidates[0];
    return found === undefined ? null : { ...found, text: withoutSections(found.text) };
  }
  const [first] = candidates;
  if (
    first?.from === 'json-ld' &&
    heading.length > 8 &&
    first.text.length > heading.length &&
    first.text.toLowerCase().startsWith(heading.toLowerCase())
  )
    return first;
  const agreed = candidates.find(({ text }) => bare(text) === bare(heading));
  if (agreed !== undefined) return { text: heading, from: agreed.from };
  // A heading without a common word is a section or the site's name.
  const shared = candidates.length === 0 || candidates.some(({ text }) => likeness(text, heading) >= 0.3);
  return shared || heading.split(' ').length > 4
    ? { text: heading, from: 'label' }
    : (candidates[0] ?? { text: heading, from: 'label' });
}

/** For pages without heading and title: the nearest line above the story that is no stamp and no byline. */
export function lineAboveStory(blocks: PageBlock[], regions: Regions, first: PageBlock | undefined): Headline | null {
  const at = first === undefined ? -1 : blocks.indexOf(first);
  const line = blocks
    .slice(Math.max(0, at - 6), Math.max(0, at))
    .findLast(
      ({ text, linked, holder }) =>
        linked === 0 &&
        regions.of(holder) === null &&
        text.length <= 300 &&
        text.split(' ').length > 2 &&
        !/\d{4}|^by\s/i.test(text),
    );
  return line === undefined ? null : { text: line.text, from: 'label' };
}

/**
 * For pages without headings: the line that a title begins or ends with. Old pages use large type for
 * headlines.
 */
export function lineMatchingTitle(blocks: PageBlock[], titles: string[]): string | null {
  const wanted = titles.map(bare);
  const parts = new Set(titles.flatMap((title) => title.split(SEPARATOR)).map(bare));
  return (
    blocks
      .slice(0, 300)
      .flatMap(({ lines }) => lines)
      .find(
        (line) =>
          line.length <= 300 &&
          ((bare(line).split(' ').length > 3 &&
            wanted.some((title) => title.startsWith(bare(line)) || title.endsWith(bare(line)))) ||
            (bare(line).split(' ').length === 3 && parts.has(bare(line)))),
      ) ?? null
  );
}

/** Splits blocks that begin with the headline into their lines. */
export function splitAtHeadline(blocks: PageBlock[], headline: string | null): PageBlock[] {
  if (headline === null) return blocks;
  return blocks.flatMap((block) =>
    block.text.length > headline.length && block.text.startsWith(headline) && block.lines[0] === headline
      ? block.lines.map((text) => block.withText(text))
      : [block],
  );
}
