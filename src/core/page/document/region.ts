// Regions of a page that are not the story's text, by tag, role and names. A name is only a hint: an element
// with most of the page's prose, its heading, or its marked body is no such region.
import { anyOf } from '../../text/words/any-of.js';
import { REGION_NAMES } from '../words/region-names.js';
import { findElement, isSelfOrAncestor, type PageElement } from './element.js';

const REGIONS = [
  'hidden',
  'nav',
  'footer',
  'aside',
  'comments',
  'share',
  'related',
  'newsletter',
  'ad',
  'bio',
  'notice',
  'tags',
  'form',
  'highlights',
  'figure',
  'caption',
  'quote',
  'meta',
] as const;
export type Region = (typeof REGIONS)[number];

const TAGS = new Map<string, Region>([
  ['nav', 'nav'],
  ['aside', 'aside'],
  ['footer', 'footer'],
  ['form', 'form'],
  ['dialog', 'notice'],
  ['figure', 'figure'],
  ['figcaption', 'caption'],
  ['amp-sidebar', 'nav'],
  ['menu', 'nav'],
  ['amp-user-notification', 'notice'],
  ['amp-consent', 'notice'],
  ['amp-img', 'figure'],
]);
const ROLES = new Map<string, Region>([
  ['navigation', 'nav'],
  ['menu', 'nav'],
  ['menubar', 'nav'],
  ['banner', 'nav'],
  ['search', 'nav'],
  ['complementary', 'aside'],
  ['contentinfo', 'footer'],
  ['dialog', 'notice'],
  ['alertdialog', 'notice'],
  ['alert', 'notice'],
  ['tooltip', 'notice'],
  ['doc-pullquote', 'quote'],
]);

/** Matches `nameTokens` that contain any of the names, which are regular expressions. */
export const nameMatcher = (names: readonly string[]): RegExp => new RegExp(`-${anyOf(names)}-`);

const NAMES = REGION_NAMES.map(({ region, names }): [Region, RegExp] => [region, nameMatcher(names)]);

// WordPress puts a post's tags and authors into its class.
const POST_CLASS = /(?:^|\s)(?:hentry|h-entry|post-\d+|type-post|node--type-\w+)(?:\s|$)/;
// One comment. As part of a longer name, "comment" may be an opinion piece.
const COMMENT_CLASS = /(?:^|\s)comment(?:__\w+)?(?:\s|$)/;
const LISTS = new Set(['ul', 'ol']);
const POINTS = /-(?:summary|key-?points)-/;
/** A story's own standfirst on German pages. */
const TEASER = /-(?:article|artikel|story|text)-teaser-|-teaser-(?:text|intro|lead|absatz)-/;
const isLinked = (element: PageElement): boolean =>
  isSelfOrAncestor(element, ({ tag }) => tag === 'a') || findElement(element, ({ tag }) => tag === 'a') !== null;
/** Elements that are never a region. */
const FRAME = new Set(['main', 'article', 'body', '#page', 'h1']);
/** Regions whose names are reliable. */
const SURE = new Set<Region>(['hidden', 'nav', 'footer', 'comments', 'related', 'caption', 'form', 'figure']);
/** The largest share of the page's prose in a region. With more, the name is a coincidence. */
const MAX_SHARE = new Map<Region, number>([
  ['comments', 0.9],
  ['hidden', 0.5],
  ['nav', 0.5],
  ['footer', 0.5],
  ['related', 0.4],
  ['aside', 0.45],
  ['form', 0.2],
  ['figure', 0.3],
  ['quote', 0.3],
  ['notice', 0.75],
]);
const DEFAULT_MAX_SHARE = 0.25;
const PARAGRAPHS = new Set(['p', 'li', 'h2', 'h3', 'h4', 'blockquote']);
/** Regions whose names some pages put on every paragraph of a story. */
const REPEATED_NAMES = new Set<Region>([
  'newsletter',
  'ad',
  'meta',
  'notice',
  'share',
  'tags',
  'aside',
  'quote',
  'caption',
  'bio',
]);

/**
 * A class, id or test id as `-word-word-`, camel case split. Elementor calls every element a widget; that is
 * ignored.
 */
export const nameTokens = (text: string): string =>
  `-${text
    .replace(/\belementor-widget/g, '')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9\u00c0-\uffff]+/g, '-')
    .toLowerCase()}-`;

/** In characters. */
const MAX_MARKS = 300;

/** An element's class, id and test id as `-word-word-`, cached. */
export function nameTokensOf(element: PageElement): string {
  const { attributes } = element;
  element.markup ??=
    attributes.size === 0
      ? ''
      : nameTokens(
          `${attributes.get('class') ?? ''} ${attributes.get('id') ?? ''} ${attributes.get('data-component') ?? attributes.get('data-testid') ?? attributes.get('data-test-id') ?? ''}`.slice(
            0,
            MAX_MARKS,
          ),
        );
  return element.markup;
}

/** Finds the region of each element of a page. Results are cached. */
export class Regions {
  private readonly named = new Map<string, Region | null>();
  private readonly sums = new Map<string, number>();
  private readonly known = new Map<PageElement, Region | null>();

  /**
   * `total`: the page's prose. `kept`: the heading, the marked body and their ancestors, which are never a
   * region. `dated`: elements around a marked author or date; a <nav> or <aside> among them holds the byline.
   * `classes`: prose by class of its paragraphs. `lenient`: believe reliable names only.
   */
  constructor(
    private readonly total: number,
    private readonly kept: ReadonlySet<PageElement>,
    private readonly dated: ReadonlySet<PageElement> = new Set(),
    private readonly classes: ReadonlyMap<string, number> = new Map(),
    private readonly lenient = false,
  ) {}

  /** The outermost region of the element, or null. */
  of(element: PageElement | null): Region | null {
    if (element === null) return null;
    const known = this.known.get(element);
    if (known !== undefined) return known;
    const region = this.of(element.parent) ?? this.ownRegion(element);
    this.known.set(element, region);
    return region;
  }

  /** The regions of the same page by reliable names only. */
  leniently(): Regions {
    return new Regions(this.total, this.kept, this.dated, this.classes, true);
  }

  /** The element's own region, regardless of its ancestors. */
  ownRegion(element: PageElement): Region | null {
    const region = this.claimedRegion(element);
    if (region === null) return null;
    if ((region !== 'hidden' && this.kept.has(element)) || (this.lenient && !SURE.has(region))) return null;
    const maxProse = this.total * (MAX_SHARE.get(region) ?? DEFAULT_MAX_SHARE);
    if (element.proseWeight > 200 && element.proseWeight > maxProse) return null;
    // "paywall" or "meta" on every paragraph of a story is no region.
    return element.proseWeight > 0 &&
      REPEATED_NAMES.has(region) &&
      this.proseOfSameClass(element) > Math.max(400, maxProse)
      ? null
      : region;
  }

  /** The prose of all siblings with the element's class; for a paragraph, of the whole page's. */
  private proseOfSameClass(element: PageElement): number {
    const { parent } = element;
    const marks = element.attributes.get('class') ?? '';
    if (parent === null || marks === '') return element.proseWeight;
    if (PARAGRAPHS.has(element.tag)) return this.classes.get(marks) ?? element.proseWeight;
    const key = `${parent.order} ${marks}`;
    const known = this.sums.get(key);
    if (known !== undefined) return known;
    const here = new Map<string, number>();
    for (const child of parent.children) {
      if (typeof child === 'string' || child.proseWeight <= 0) continue;
      const own = child.attributes.get('class') ?? '';
      here.set(own, (here.get(own) ?? 0) + child.proseWeight);
    }
    for (const [own, sum] of here) this.sums.set(`${parent.order} ${own}`, sum);
    return this.sums.get(key) ?? element.proseWeight;
  }

  private claimedRegion(element: PageElement): Region | null {
    const { attributes, tag } = element;
    if (
      attributes.has('hidden') ||
      attributes.get('aria-hidden') === 'true' ||
      /display:\s*none|visibility:\s*hidden/i.test(attributes.get('style') ?? '')
    )
      return 'hidden';
    // The footer of an article has its tags, and in many themes its date and author.
    if (
      tag === 'footer' &&
      isSelfOrAncestor(element.parent, (ancestor) => ancestor.tag === 'article' || ancestor.tag === 'main')
    )
      return 'tags';
    const byTag = TAGS.get(tag) ?? ROLES.get(attributes.get('role') ?? '');
    if (byTag !== undefined)
      return (byTag === 'nav' || byTag === 'aside') && this.dated.has(element) && element.proseWeight < 200
        ? 'meta'
        : byTag;
    if (FRAME.has(tag) || attributes.size === 0) return null;
    const marks = nameTokensOf(element);
    const byProperty =
      /\bauthor\b|\bdate(?:Published|Modified)\b/.test(attributes.get('itemprop') ?? '') && element.proseWeight < 80
        ? 'meta'
        : null;
    if (marks === '' || marks === '-') return byProperty;
    const classes = attributes.get('class') ?? '';
    if (COMMENT_CLASS.test(classes)) return 'comments';
    if (POST_CLASS.test(classes)) return byProperty;
    if (LISTS.has(tag) && POINTS.test(marks)) return 'highlights';
    // "Teaser" is a card of another story or, on German pages and without a link, the story's standfirst.
    if (TEASER.test(marks) && !isLinked(element)) return byProperty;
    const known = this.named.get(marks);
    const named = known === undefined ? (NAMES.find(([, form]) => form.test(marks))?.[0] ?? null) : known;
    this.named.set(marks, named);
    return named ?? byProperty;
  }
}
