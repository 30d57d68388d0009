// Parses HTML pages: head, structured data and visible text, weighed against each other. `provenance` names
// each field's origin. One tree is built and its blocks are measured once; every field is read from these.
// Invariant: no step throws, each is linear in the page. Fields that a broken page doesn't have are null or
// empty.
import { boilerplateKind } from '../text/boilerplate-line.js';
import { isPersonName } from '../text/byline.js';
import { joinNames, plainText, type LinkedData } from './document/linked-data.js';
import { blocksOf } from './document/text-block.js';
import { bylineElements, chooseByline, namesIn, visibleNames, type PageByline } from './part/byline.js';
import { mergeMedia, readMedia } from './part/figure.js';
import { webUrl } from './document/head.js';
import { layoutPage, type PageLayout } from './part/layout.js';
import { collectStamps } from './time/page-stamps.js';
import { resolveTimes } from './time/story-times.js';
import { findElement, withAncestors, textContent, type PageElement } from './document/element.js';
import { parseHtmlTree } from './document/html-tree.js';
import { finishBody, classifyLines } from './parse-text.js';
import { isKnownPlace } from '../text/dateline-place.js';
import { stampContextOfPage } from '../stamp/stamp-context.js';
import type { StampContext } from '../stamp/grammar.js';
import { languageTag, type Media, type Origin, type ParsedPage } from '../story/story.js';
import { cleanText } from '../text/clean-text.js';

export type HtmlContext = StampContext & { url?: string | undefined };

const PLACES = /location|place|dateline/i;
/**
 * A visible body below this size means client-side rendering, if structured data or <noscript> has more. In
 * characters.
 */
const MIN_BODY = 200;

/**
 * Paragraphs of the structured data's articleBody, for pages that render it client-side or show only a part.
 */
function linkedBody(linked: LinkedData | null): string[] {
  const text = linked?.body ?? '';
  if (text.length < MIN_BODY) return [];
  const tree = parseHtmlTree(text);
  const blocks = blocksOf(tree.root);
  return blocks.length > 1
    ? blocks.map((block) => block.text)
    : text
        .split(/\n\s*\n|\r?\n/)
        .map((line) => plainText(line) ?? '')
        .filter((line) => line !== '');
}

const sizeOf = (paragraphs: string[]): number => paragraphs.reduce((sum, { length }) => sum + length, 0);

/**
 * Makes <noscript> content part of the page; true if that was enough for a story, and the layout must be
 * rebuilt.
 */
function revealNoscript(root: PageElement): boolean {
  const all: PageElement[] = [];
  const gather = (element: PageElement): void => {
    all.push(element);
    for (const child of element.children) if (typeof child !== 'string') gather(child);
  };
  gather(root);
  const shown = all.filter(
    (element) => element.tag === 'noscript' && textContent(element, 2 * MIN_BODY).length > MIN_BODY,
  );
  for (const element of shown) element.tag = 'div';
  if (shown.length > 0) for (const element of all) element.proseWeight = element.storyWeight = 0;
  return shown.length > 0;
}

/** True for elements outside the story's header and body. */
const standsElsewhere =
  ({ regions, storyRange }: PageLayout) =>
  (element: PageElement): boolean =>
    !['meta', null].includes(regions.of(element)) ||
    element.order < storyRange.start ||
    element.order > storyRange.bodyEnd;

/** Elements after the last paragraph that may be the author's signature. */
const MAX_SIGNATURE_DISTANCE = 10;
/** True for elements that can't be a signature below the story. */
const isNoSignature =
  ({ regions, storyRange }: PageLayout) =>
  (element: PageElement): boolean =>
    !['meta', null].includes(regions.of(element)) ||
    element.order <= storyRange.bodyEnd ||
    element.order > storyRange.bodyEnd + MAX_SIGNATURE_DISTANCE;

const LOWER_CASE_WORD = /(?<![\p{L}\p{M}])\p{Ll}[\p{L}\p{M}]{2,}/gu;

/**
 * The only unmarked name between heading and story: a line by itself, without words that the story has in
 * lower case.
 */
function nameAlone(
  { blocks, story, regions, heading, storyRange }: PageLayout,
  papers: ReadonlySet<string>,
): string | null {
  if (heading === null) return null;
  const lines = blocks.filter((block) => {
    const { text, holder } = block;
    const isBetween =
      holder.order > heading.order &&
      holder.order < storyRange.bodyStart &&
      ['meta', null].includes(regions.of(holder));
    if (!isBetween || text.length > 60) return false;
    const { parts } = block;
    // A name beside a picture is the photographer's.
    return (
      parts.length > 0 &&
      parts.every((part) => isPersonName(part) && !isKnownPlace(part) && boilerplateKind(part) === null) &&
      findElement(holder, ({ tag }) => tag === 'img') === null
    );
  });
  const [only] = lines;
  if (only === undefined || lines.length > 1) return null;
  const lowerCaseWords = new Set(
    story.slice(0, 60).flatMap(({ text }) => text.slice(0, 2000).match(LOWER_CASE_WORD) ?? []),
  );
  return only.spaced
    .toLowerCase()
    .split(' ')
    .some((word) => lowerCaseWords.has(word))
    ? null
    : joinNames(namesIn(only.parts.join(', '), papers).people);
}

function readByline(layout: PageLayout, line: string | null): PageByline | null {
  const { tree, head, linked } = layout;
  const papers = new Set(
    layout.siteNames.map((name) =>
      name
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim(),
    ),
  );
  const seen = visibleNames(bylineElements(tree.annotated, standsElsewhere(layout)), papers);
  const signed =
    seen.people.length > 0 || line !== null
      ? seen
      : visibleNames(bylineElements(tree.annotated, isNoSignature(layout)), papers);
  const chosen = chooseByline(
    linked?.authors ?? [],
    head.authors,
    signed.people.length > 0 ? signed : seen,
    line,
    papers,
  );
  const bare = chosen === null ? nameAlone(layout, papers) : null;
  return bare === null ? chosen : { text: bare, from: 'label' };
}

const PLACE_ALONE = /^(.{2,40}?)\s*[:—–-]$/u;

/** A place in its own element, in the story's header or right before its text. */
function placeOf(layout: PageLayout): string | null {
  const { blocks, storyRange } = layout;
  const before = blocks
    .filter(
      ({ holder, text }) =>
        text.length <= 42 && holder.order > storyRange.start && holder.order <= storyRange.bodyStart,
    )
    .map(({ text }) => PLACE_ALONE.exec(text)?.[1]?.trim() ?? '');
  const alone = before.findLast((text) => isKnownPlace(text));
  if (alone !== undefined) return alone;
  const isElsewhere = standsElsewhere(layout);
  const place = layout.tree.annotated.find(
    (element) =>
      PLACES.test(element.attributes.get('class') ?? '') &&
      !isElsewhere(element) &&
      isKnownPlace(textContent(element, 200)),
  );
  return place === undefined ? null : textContent(place, 200);
}

/** The pictures, first those of structured data and head, which lead the story. */
function pictures(
  { tree, head, linked, regions, story }: PageLayout,
  others: Media[],
  base: string | undefined,
): Media[] {
  const lead = (linked?.images ?? [])
    .map((image): Media => ({ ...image, url: webUrl(image.url, base), type: 'image', alt: null }))
    .filter(({ url }) => url !== null);
  const shared: Media[] =
    head.image === null
      ? []
      : [{ url: head.image.url, type: 'image', caption: null, credit: null, alt: head.image.alt }];
  const holders = withAncestors(story.map(({ holder }) => holder.parent));
  holders.delete(tree.root);
  const isStory = ({ parent }: PageElement): boolean =>
    parent !== null && (holders.has(parent) || (parent.parent !== null && holders.has(parent.parent)));
  return mergeMedia([...lead, ...shared, ...readMedia(tree.root, regions, base, isStory), ...others]);
}

function readPage(layout: PageLayout, context: HtmlContext): ParsedPage {
  const { head, linked, headline, story } = layout;
  const linkedLanguage = linked?.language ?? null;
  const language = head.language ?? (languageTag.safeParse(linkedLanguage).success ? linkedLanguage : null);
  const machineTimes = [linked?.modified, linked?.published, ...head.modified, ...head.published].filter(
    (time) => typeof time === 'string',
  );
  const pageContext: StampContext = {
    ...context,
    language: context.language ?? language ?? undefined,
    url: context.url ?? head.url ?? undefined,
  };
  const reading = stampContextOfPage(pageContext, layout.blocks.map(({ text }) => text).join('\n'), machineTimes);

  const sorted = classifyLines(
    story.map(({ text }, group) => ({ text, group })),
    reading,
    headline?.text ?? '',
  );
  const seen = finishBody(sorted.body.map(({ text }) => text));
  const shown = [...layout.standfirst, ...seen.body];
  const whole = linkedBody(linked);
  const isRenderedByScript = sizeOf(shown) < MIN_BODY && sizeOf(whole) > 3 * sizeOf(shown);
  const { located: dateline, body } = isRenderedByScript ? finishBody(whole) : { ...seen, body: shown };

  const { stamps, labels } = collectStamps(layout, sorted.stamps, head.url ?? context.url ?? null, reading);
  const { first, version, conflicts } = resolveTimes(stamps, context.now);
  const byline = readByline(layout, labels.byline ?? sorted.byline);
  const located = linked?.located ?? dateline ?? labels.located ?? sorted.located ?? placeOf(layout);

  const provenance: ParsedPage['provenance'] = {};
  const note = (field: string, from: Origin | null | undefined): void =>
    void (from !== null && from !== undefined && (provenance[field] = from));
  note('headline', headline?.from);
  note('byline', byline?.from);
  note('located', located === null ? null : located === linked?.located ? 'json-ld' : 'label');
  note('firstCreated', first?.from);
  note('versionCreated', version?.from);
  note('language', language === null ? null : head.language === null ? 'json-ld' : 'meta');
  note('url', head.url === null ? null : 'meta');
  return {
    headline: headline?.text ?? null,
    byline: byline?.text ?? null,
    located,
    firstCreated: first?.at ?? null,
    versionCreated: version?.at ?? null,
    language,
    body,
    highlights: [...layout.highlights, ...sorted.highlights],
    media: pictures(layout, sorted.media, context.url),
    stamps,
    provenance,
    url: head.url,
    ...(conflicts.length > 0 ? { conflicts } : {}),
  };
}

/**
 * Parses an HTML page. Never throws: broken markup and structured data give what can be read, the rest is
 * null or empty. Instants are RFC 3339 in UTC. `context.url` resolves relative URLs, and may name the day.
 */
export function parseHtml(content: string, context: HtmlContext): ParsedPage {
  const tree = parseHtmlTree(cleanText(content));
  const layout = layoutPage(tree, context.url);
  const isRenderedByScript = sizeOf(layout.story.map(({ text }) => text)) < MIN_BODY && revealNoscript(tree.root);
  return readPage(isRenderedByScript ? layoutPage(tree, context.url) : layout, context);
}
