// The parts of a page that are not the story's text, known by their tag, role and names. A name is a hint and no proof:
// what holds most of the page's prose, its heading, or what is marked as the story's body, is no such part whatever it is called.
import { findElement, isSelfOrAncestor, type PageElement } from './element.js';

export const REGIONS = ['hidden', 'nav', 'footer', 'aside', 'comments', 'share', 'related', 'newsletter', 'ad', 'bio', 'notice', 'tags', 'form', 'highlights', 'figure', 'caption', 'quote', 'meta'] as const;
export type Region = (typeof REGIONS)[number];

const TAGS = new Map<string, Region>([
  ['nav', 'nav'], ['aside', 'aside'], ['footer', 'footer'], ['form', 'form'], ['dialog', 'notice'], ['figure', 'figure'], ['figcaption', 'caption'], ['amp-sidebar', 'nav'], ['menu', 'nav'], ['amp-user-notification', 'notice'], ['amp-consent', 'notice'], ['amp-img', 'figure'],
]);
const ROLES = new Map<string, Region>([
  ['navigation', 'nav'], ['menu', 'nav'], ['menubar', 'nav'], ['banner', 'nav'], ['search', 'nav'], ['complementary', 'aside'], ['contentinfo', 'footer'], ['dialog', 'notice'], ['alertdialog', 'notice'], ['alert', 'notice'], ['tooltip', 'notice'], ['doc-pullquote', 'quote'],
]);

/** An expression for any of some names, which may be expressions themselves. */
export const nameMatcher = (list: string): RegExp => new RegExp(`-(?:${list.trim().split(/\s+/).join('|')})-`);

/** Names in an element's class, id and test id, as `-word-word-`: the first rule that finds one decides. */
const NAMES: [Region, RegExp][] = [
  ['hidden', nameMatcher(`
    sr-only visually-hidden visuallyhidden screen-reader screen-reader-text screen-reader-only offscreen hide-visually print-only
    hidden-print-only nocontent
  `)],
  ['meta', /-(?:headline|header|title)-footer-/],
  ['comments', nameMatcher(`
    comments commentlist comment-(?:list|section|thread|area|wrap|body|content|text|item|form|respond|reply|box|count) disqus disqus-thread
    respond livefyre viafoura coral kommentare commentaires comentarios commenti leserkommentare discussion-(?:thread|list) fb-comments
    facebook-comments
  `)],
  ['highlights', nameMatcher(`
    story-?highlights? article-highlights? key-?points? key-?takeaways? takeaways story-summary article-summary-list highlights
    bullet-summary summary-bullets at-a-glance
  `)],
  ['caption', nameMatcher(`
    captions? wp-caption-text figcaption
    (?:photo|image|img|picture|media|video)-(?:credits?|source|copyright|author|autor|caption|description|desc|info|legend) credits?-(?:line|text)
    photographer legende bildunterschrift bildnachweis didascalia pie-de-foto
  `)],
  ['share', nameMatcher(`
    share shares sharing share-?(?:bar|buttons?|tools|links|this|icons|widget) social socials
    social-?(?:bar|media|links|share|sharing|icons|buttons|follow) addthis addtoany a2a sharedaddy sharethis shareaholic follow-us
    follow-button article-(?:tools|actions) toolbar tools print-mail teilen partage compartir
  `)],
  ['newsletter', nameMatcher(`
    newsletters? news-letter signup sign-up subscribe subscription subscriptions subscribe-(?:box|form|cta) optin opt-in mailchimp mc-embed
    email-signup cta call-to-action donate donation contribution-(?:epic|banner) epic support-us app-(?:promo|download|banner) paywall
    regwall piano paid-barrier barrier meter membership offers? offer-(?:box|page|wrapper) abo abo-?(?:box|teaser|hinweis|angebot)
    paygate gate plus-?(?:box|teaser|hinweis) infobox-newsletter tipsters?
  `)],
  ['ad', nameMatcher(`
    ad ads adv advert adverts advertisement advertising advertisment adsbygoogle
    ad-?(?:slot|unit|container|wrapper|block|placeholder|label|banner|box) sponsor sponsored sponsors sponsored-content dfp gpt google-ad
    adsense outbrain taboola zergnet revcontent mgid anzeige werbung publicite pub publicidad partner-content promo promos promotion
    promoted banner commercial affiliate affiliates
  `)],
  ['bio', nameMatcher(`
    author-?(?:bio|box|description|desc|profile|card|about|footer|details-bio|biography) about-?(?:the-)?author authors-?bio bio biography
    contributor-bio writer-bio autorenbox uber-den-autor sobre-el-autor bio-autor saboxplugin vcard-bio
  `)],
  ['related', nameMatcher(`
    related relateds related-?(?:articles?|stor(?:y|ies)|posts?|content|links?|news|topics?|items?|reads?|video|videos) jp-relatedposts
    yarpp recommended recommendations? recommends recirc recirculation read-?more readmore read-?(?:also|next|on) also-?read
    more-?(?:from|on|like|news|stories|articles|headlines|in) see-?also up-?next next-?(?:article|story|up|post)
    prev(?:ious)?-?(?:article|story|post) post-?navigation nav-links trending popular popularposts
    most-?(?:read|popular|viewed|shared|commented) mostread top-stories latest-?(?:news|stories|posts|articles|videos) teasers?
    teaser-(?:list|box|group) similar suggested suggestions further-reading onward onwards editors-picks dont-miss you-may-(?:also-)?like
    inline-?(?:related|promo|story) linked-?(?:articles?|stories) rich-link essential-links mehr-zum-thema lesen-sie-auch a-lire-aussi
    lire-aussi lire-plus catcher leer-mas te-puede-interesar noticias-relacionadas leggi-anche correlati artikelverweis weiterlesen
    topic-box
  `)],
  ['nav', nameMatcher(`
    nav navbar navigation breadcrumbs? crumbs? menu menus mega-menu sitemap pagination pager page-links masthead topbar top-bar site-header
    skip skip-(?:link|links|to-content) hamburger search-?(?:form|box|bar) ticker newsticker site-branding site-description site-?sub
    tagline jump jump-to-nav language-(?:switcher|selector) toc table-of-contents inhaltsverzeichnis tabs-nav subnav
  `)],
  ['tags', nameMatcher(`
    tags tag-?list tag-?cloud tagcloud post-tags entry-tags article-tags article-topics topics topic-list keywords cat-links tag-links
    tags-links post-categories entry-categories (?:article|story|entry|post)-footer schlagworte etiquetas mots-cles hashtags
  `)],
  ['notice', nameMatcher(`
    cookies? cookie-?(?:banner|consent|notice|bar|law) consent gdpr ccpa privacy-(?:notice|banner) onetrust didomi cmp modal modals popup
    pop-up popin overlay lightbox tooltip toast snackbar interstitial adblock noscript browser-?(?:warning|upgrade|update) disclaimer
    disclosure corrections-policy print-info rating ratings star-rating poll quiz player-placeholder video-player audio-player listen
    podcast-player player transcript-link feedback survey helpful vote reactions emoji-reactions gift reprints? permissions
  `)],
  ['footer', nameMatcher('footer site-footer page-footer colophon copyright copyrights legal terms imprint impressum bottom-bar')],
  ['aside', nameMatcher(`
    sidebar side-?bar aside rail right-?rail left-?rail rightcol right-col right-column side-?(?:column|col|content) widget widgets
    widget-area secondary complementary marginal margin-column
  `)],
  ['quote', nameMatcher('pullquote pull-quote pull-?quotes wp-block-pullquote blickquote')],
  ['meta', nameMatcher(`
    byline bylines by-line author authors author-?(?:name|names|info|line|meta|link|date) post-?author entry-?author article-?author
    contributor contributors writer writers dateline date-?line timestamp time-?stamp pub-?date publish-?date published publication-date
    last-?(?:updated|modified) updated updated-at date dates datetime date-time time post-?(?:meta|date|info|byline|time)
    entry-?(?:meta|date) article-?(?:meta|info|date|data|byline|metadata|header-meta) story-?(?:meta|date|info|byline) meta metadata
    meta-(?:data|info) submitted kicker eyebrow overline dachzeile section-(?:label|name|link) rubrik reading-?time read-?time min-read
    byline-?(?:wrapper|block|container) infos signature publicacion fecha autor auteur posted-on posted-by posted
  `)],
];

// WordPress names every post's tags and authors in the post's class.
const POST_CLASS = /(?:^|\s)(?:hentry|h-entry|post-\d+|type-post|node--type-\w+)(?:\s|$)/;
// One of many: the word alone also names opinion pieces, as a part of other names.
const COMMENT_CLASS = /(?:^|\s)comment(?:__\w+)?(?:\s|$)/;
const LISTS = new Set(['ul', 'ol']);
const POINTS = /-(?:summary|key-?points)-/;
const TEASER = /-(?:article|artikel|story|text)-teaser-|-teaser-(?:text|intro|lead|absatz)-/;
const isLinked = (element: PageElement): boolean => isSelfOrAncestor(element, ({ tag }) => tag === 'a') || findElement(element, ({ tag }) => tag === 'a') !== null;
const FRAME = new Set(['main', 'article', 'body', '#page', 'h1']);
const SURE = new Set<Region>(['hidden', 'nav', 'footer', 'comments', 'related', 'caption', 'form', 'figure']);
/** How much of the page's prose may stand in a region: more, and the name is taken for an accident. */
const MAX_SHARE = new Map<Region, number>([['comments', 0.9], ['hidden', 0.5], ['nav', 0.5], ['footer', 0.5], ['related', 0.4], ['aside', 0.45], ['form', 0.2], ['figure', 0.3], ['quote', 0.3], ['notice', 0.75]]);
const DEFAULT_MAX_SHARE = 0.25;
const PARAGRAPHS = new Set(['p', 'li', 'h2', 'h3', 'h4', 'blockquote']);
const REPEATED_NAMES = new Set<Region>(['newsletter', 'ad', 'meta', 'notice', 'share', 'tags', 'aside', 'quote', 'caption', 'bio']);

/** A class, id or test id as `-word-word-`, camel case parted. A page builder calls every part of a page a widget. */
export const nameTokens = (text: string): string => `-${text.replace(/\belementor-widget/g, '').replace(/([a-z])([A-Z])/g, '$1-$2').replace(/[^A-Za-z0-9\u00c0-\uffff]+/g, '-').toLowerCase()}-`;

const MAX_MARKS = 300;

/** An element's names, made once. */
export function nameTokensOf(element: PageElement): string {
  const { attributes } = element;
  element.markup ??= attributes.size === 0 ? '' : nameTokens(`${attributes.get('class') ?? ''} ${attributes.get('id') ?? ''} ${attributes.get('data-component') ?? attributes.get('data-testid') ?? attributes.get('data-test-id') ?? ''}`.slice(0, MAX_MARKS));
  return element.markup;
}

/** Says of a page's elements which region they stand in; answers are kept, so a page's elements cost one look each. */
export class Regions {
  private readonly named = new Map<string, Region | null>();
  private readonly sums = new Map<string, number>();
  private readonly known = new Map<PageElement, Region | null>();

  /**
   * `kept` are elements that are the story's for sure, with all they stand in: headings, marked bodies.
   * `dated` are elements that hold a marked author or date: a <nav> or <aside> among them holds the story's byline.
   * `classes` says how much prose stands in paragraphs of a class.
   */
  constructor(private readonly total: number, private readonly kept: ReadonlySet<PageElement>, private readonly dated: ReadonlySet<PageElement> = new Set(), private readonly classes: ReadonlyMap<string, number> = new Map(), private readonly lenient = false) {}

  /** The outermost region that the element stands in, or null. */
  of(element: PageElement | null): Region | null {
    if (element === null) return null;
    const known = this.known.get(element);
    if (known !== undefined) return known;
    const region = this.of(element.parent) ?? this.ownRegion(element);
    this.known.set(element, region);
    return region;
  }

  /** The same page's regions, believing only names that hardly anything else has. */
  leniently(): Regions {
    return new Regions(this.total, this.kept, this.dated, this.classes, true);
  }

  /** What the element calls itself, whatever it stands in. */
  ownRegion(element: PageElement): Region | null {
    const region = this.claimedRegion(element);
    if (region === null) return null;
    if ((region !== 'hidden' && this.kept.has(element)) || (this.lenient && !SURE.has(region))) return null;
    const most = this.total * (MAX_SHARE.get(region) ?? DEFAULT_MAX_SHARE);
    if (element.proseWeight > 200 && element.proseWeight > most) return null;
    // "paywall" or "meta" on each of a story's paragraphs names no part of the page.
    return element.proseWeight > 0 && REPEATED_NAMES.has(region) && this.proseOfSameClass(element) > Math.max(400, most) ? null : region;
  }

  /** The prose of all elements of this element's names, as far as they stand beside it. */
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
    if (attributes.has('hidden') || attributes.get('aria-hidden') === 'true' || /display:\s*none|visibility:\s*hidden/i.test(attributes.get('style') ?? '')) return 'hidden';
    // An article's own footer has its tags, and in many themes its date and author.
    if (tag === 'footer' && isSelfOrAncestor(element.parent, (over) => over.tag === 'article' || over.tag === 'main')) return 'tags';
    const byTag = TAGS.get(tag) ?? ROLES.get(attributes.get('role') ?? '');
    if (byTag !== undefined) return (byTag === 'nav' || byTag === 'aside') && this.dated.has(element) && element.proseWeight < 200 ? 'meta' : byTag;
    if (FRAME.has(tag) || attributes.size === 0) return null;
    const marks = nameTokensOf(element);
    const byProperty = /\bauthor\b|\bdate(?:Published|Modified)\b/.test(attributes.get('itemprop') ?? '') && element.proseWeight < 80 ? 'meta' : null;
    if (marks === '' || marks === '-') return byProperty;
    const classes = attributes.get('class') ?? '';
    if (COMMENT_CLASS.test(classes)) return 'comments';
    if (POST_CLASS.test(classes)) return byProperty;
    if (LISTS.has(tag) && POINTS.test(marks)) return 'highlights';
    // "Teaser" names other stories' cards, and on German pages the story's own standfirst, which has no link.
    if (TEASER.test(marks) && !isLinked(element)) return byProperty;
    const known = this.named.get(marks);
    const named = known === undefined ? (NAMES.find(([, form]) => form.test(marks))?.[0] ?? null) : known;
    this.named.set(marks, named);
    return named ?? byProperty;
  }
}
