// A page as HTML: its head, its structured data and what a reader sees, weighed against each other. Fields say where they came from.
// A page that a DOM can't be built of in bounded time is read as bare text, together with its structured data.
import { isHighlightsHeading } from './boilerplate.js';
import { isDesk, isNameLike, readByline } from './byline.js';
import { attributeOf, blocksOf, isBounded, readableElement, readDocument, takeLinkedData, textOfTags, withoutCode, wordsOf, type Block, type DomDocument, type DomElement } from './dom.js';
import { readLinkedData, type LinkedData } from './json-ld.js';
import { mergeMedia, takeFigures } from './page-media.js';
import { dayOfAddress, headingOf, readMeta, webAddress, type PageMeta } from './page-meta.js';
import { settleTimes } from './page-time.js';
import { finishBody, parseText, sortLines } from './parse-text.js';
import { readStampLine } from './stamp-line.js';
import { readStamp, type StampContext } from './stamp.js';
import { cleanText, languageTag, type Media, type Origin, type ParsedPage, type Stamp } from './story.js';

export type HtmlContext = StampContext & { url?: string | undefined };

/** What readers see besides the body. */
type Visible = { stamps: Stamp[]; located: string | null; byline: string | null };

const MAX_STAMPED = 400;
const MAX_TIMES = 20;
const ASIDE = 'nav, aside, footer, [role="navigation"], [role="complementary"], [role="contentinfo"], [class*="related" i], [class*="recommend" i], [class*="comment" i], [id*="comment" i], [class*="sidebar" i], [class*="widget" i], [class*="trending" i], [class*="most-read" i], [class*="mostread" i], [class*="newsletter" i], [class*="footer" i], [id*="footer" i]';
const HIGHLIGHTS = '[class*="story-highlight" i], [class*="storyhighlight" i], [class*="article-highlight" i], [class*="key-point" i], [class*="keypoint" i], [class*="key-takeaway" i], [class*="takeaways" i], [class*="story-summary" i], [id*="highlights" i], [class~="highlights" i]';
const BYLINES = '[rel~="author"], [itemprop="author"], [class~="byline" i], [class~="author" i], [class*="author-name" i], [class*="byline-name" i], [class*="article-author" i]';

const isAside = (element: DomElement): boolean => {
  const aside = element.closest(ASIDE);
  // A body tag's class may say anything of the whole page ("has-sidebar").
  return aside !== null && aside.localName !== 'body' && aside.localName !== 'html' && aside.querySelector('h1') === null;
};

/** Takes marked highlights out of the page: elements that say so, and what follows a heading that says so. */
function takeHighlights(body: DomElement): string[] {
  const taken: string[] = [];
  const take = (element: DomElement): void => {
    taken.push(...blocksOf(element).map(({ text }) => text).filter((text) => text.length <= 600 && !isHighlightsHeading(text)));
    element.remove();
  };
  for (const element of [...body.querySelectorAll(HIGHLIGHTS)].slice(0, 5)) if (body.querySelector('h1') !== element && element.querySelector('h1') === null && wordsOf(element).length <= 3000) take(element);
  if (taken.length > 0) return taken.slice(0, 20);
  const blocks = blocksOf(body);
  const heading = blocks.findIndex(({ text }) => isHighlightsHeading(text));
  const [first] = blocks.slice(heading + 1);
  if (heading < 0 || first === undefined) return [];
  const list = first.element.localName === 'li' ? first.element.parentNode : null;
  if (list !== null) take(list);
  else if (first.text.length <= 300) take(first.element);
  if (taken.length > 0) blocks[heading]?.element.remove();
  return taken.slice(0, 20);
}

/** Labels that readers see, outside what isn't the story's; a label may stand in one block and its date in the next. */
function readVisible(blocks: Block[], context: StampContext): Visible {
  const visible: Visible = { stamps: [], located: null, byline: null };
  let headed = false;
  for (const [at, { text, element }] of blocks.entries()) {
    if (visible.stamps.length > MAX_STAMPED) break;
    headed ||= element.localName === 'h1';
    const next = blocks[at + 1]?.text ?? '';
    const line = readStampLine(text, context) ?? (text.length <= 25 && next.length <= 60 ? readStampLine(`${text} ${next}`, context) : null);
    const bare = line === null && headed && visible.stamps.length === 0 && text.length <= 80 ? readStamp(text, 'published', 'label', context) : null;
    if ((line === null && bare === null) || isAside(element)) continue;
    visible.stamps.push(...(line?.stamps ?? []), ...(bare === null ? [] : [bare]));
    visible.located ??= line?.located ?? null;
    visible.byline ??= line?.byline ?? null;
  }
  return visible;
}

/** `<time>` and microdata: which date it is, its property, class or the words before it say. */
function readTimes(body: DomElement, context: StampContext): Stamp[] {
  const stamps: Stamp[] = [];
  for (const element of [...body.querySelectorAll('time, [itemprop="datePublished"], [itemprop="dateModified"]')].slice(0, MAX_TIMES)) {
    const value = attributeOf(element, 'datetime') ?? attributeOf(element, 'content') ?? wordsOf(element);
    if (value === '' || isAside(element)) continue;
    const around = element.parentNode === null ? '' : wordsOf(element.parentNode).slice(0, 300);
    const before = around.slice(0, Math.max(0, around.indexOf(wordsOf(element)))).slice(-40);
    const marks = `${attributeOf(element, 'itemprop') ?? ''} ${attributeOf(element, 'class') ?? ''}`;
    const updated = /modif|updat/i.test(marks) || (!/publi|pubdate|created/i.test(marks) && /(?:updated|modified|aktualisiert|stand|mis à jour|actualizado|aggiornato|atualizado)\b\D{0,15}$/i.test(before));
    const stamp = readStamp(value, updated ? 'updated' : 'published', 'time', context);
    if (stamp !== null) stamps.push(stamp);
  }
  return stamps;
}

function readAll(values: string[], kind: Stamp['kind'], from: Origin, context: StampContext): Stamp[] {
  return values.map((value) => readStamp(value, kind, from, context)).filter((stamp) => stamp !== null);
}

/** Every candidate of every place, each once: labels in the order of the page, then the machine's in their rank. */
function gatherStamps(visible: Stamp[], linked: LinkedData | null, meta: PageMeta | null, times: Stamp[], address: string | null, context: StampContext): Stamp[] {
  const day = dayOfAddress(address);
  const all = [
    ...visible,
    ...readAll([linked?.modified ?? ''], 'updated', 'json-ld', context), ...readAll([linked?.published ?? ''], 'published', 'json-ld', context),
    ...readAll(meta?.modified ?? [], 'updated', 'meta', context), ...readAll(meta?.published ?? [], 'published', 'meta', context),
    ...times, ...readAll(day === null ? [] : [day], 'published', 'url', context),
  ];
  return [...new Map(all.map((stamp) => [`${stamp.from} ${stamp.kind} ${stamp.text}`, stamp])).values()];
}

function readAuthor(body: DomElement): string | null {
  for (const element of [...body.querySelectorAll(BYLINES)].slice(0, 20)) {
    const words = wordsOf(element);
    if (words === '' || words.length > 160 || isAside(element)) continue;
    const names = readByline(words) ?? (isNameLike(words) || isDesk(words) ? words : null);
    if (names !== null) return names;
  }
  return null;
}

/** Paragraphs of the element that the page itself marks as its article: what Readability must not fall far short of. */
function markedParagraphs(body: DomElement): string[] {
  const marked = body.querySelector('[itemprop="articleBody"]') ?? body.querySelector('article') ?? body.querySelector('main') ?? body;
  return blocksOf(marked).filter(({ element }) => ['p', 'li', 'blockquote', 'h2', 'h3'].includes(element.localName) && !isAside(element)).map(({ text }) => text);
}

const sizeOf = (paragraphs: string[]): number => paragraphs.reduce((sum, paragraph) => sum + paragraph.length, 0);

/** The first of some candidates that has a value, and where it came from. */
function pick(...candidates: [Origin, string | null | undefined][]): { value: string | null; from: Origin | null } {
  const [from, value] = candidates.find(([, candidate]) => candidate !== null && candidate !== undefined && candidate !== '') ?? [];
  return { value: value ?? null, from: from ?? null };
}

/** A structured headline may be cut at a search engine's limit; the heading has it whole. */
const isCut = (headline: string | null | undefined, heading: string | null): boolean =>
  headline != null && heading !== null && heading.length > headline.length && headline.length > 20 && heading.startsWith(headline.replace(/\s*(?:…|\.{3})$/, ''));

function readPage(document: DomDocument, linked: LinkedData | null, context: HtmlContext): ParsedPage {
  const base = context.url;
  const body = document.body ?? document;
  const heading = headingOf(document, isAside);
  const meta = readMeta(document, heading, base);
  const spoken = linked?.language ?? null;
  const language = meta.language ?? (languageTag.safeParse(spoken).success ? spoken : null);
  const reading: StampContext = { ...context, language: context.language ?? language ?? undefined };
  const visible = readVisible(blocksOf(body), reading);
  const stamps = gatherStamps(visible.stamps, linked, meta, readTimes(body, reading), meta.url ?? base ?? null, reading);
  const author = readAuthor(body);
  const figures = takeFigures(body, base, isAside);
  const highlights = takeHighlights(body);
  const headline = pick(['json-ld', isCut(linked?.headline, heading) ? null : linked?.headline], ['meta', isCut(meta.title, heading) ? null : meta.title], ['label', heading]);
  const marked = markedParagraphs(body);
  const readable = readableElement(document);
  const readSorted = (paragraphs: string[]) => sortLines(paragraphs.map((text, group) => ({ text, group })), reading, headline.value ?? '');
  const first = readSorted(readable === null ? [] : blocksOf(readable).map(({ text }) => text));
  const second = readSorted(marked);
  const sorted = sizeOf(first.body.map(({ text }) => text)) * 2 < sizeOf(second.body.map(({ text }) => text)) ? second : first;
  const finished = finishBody(sorted.body.map(({ text }) => text));
  const { first: published, version } = settleTimes(stamps);
  const byline = pick(['json-ld', linked?.byline], ['meta', meta.byline === null ? null : (readByline(meta.byline) ?? meta.byline)], ['label', author ?? visible.byline ?? sorted.byline]);
  const located = pick(['json-ld', linked?.located], ['label', finished.located ?? visible.located ?? sorted.located]);
  const lead = linked?.images.map((image): Media => ({ ...image, url: webAddress(image.url, base), type: 'image', alt: null })).filter(({ url }) => url !== null) ?? [];
  const shared: Media[] = meta.image === null ? [] : [{ url: meta.image.url, type: 'image', caption: null, credit: null, alt: meta.image.alt }];
  const provenance: ParsedPage['provenance'] = {};
  const note = (field: string, from: Origin | null): void => void (from !== null && (provenance[field] = from));
  note('headline', headline.from);
  note('byline', byline.from);
  note('located', located.from);
  note('firstCreated', published?.from ?? null);
  note('versionCreated', version?.from ?? null);
  note('language', language === null ? null : meta.language === null ? 'json-ld' : 'meta');
  note('url', meta.url === null ? null : 'meta');
  return {
    headline: headline.value, byline: byline.value, located: located.value, firstCreated: published?.at ?? null, versionCreated: version?.at ?? null, language,
    body: finished.body, highlights: [...highlights, ...sorted.highlights], media: mergeMedia([...lead, ...shared, ...figures, ...sorted.media]), stamps, provenance, url: meta.url,
  };
}

/** Bare text of the page's tags, with what its structured data says. */
function readAsText(html: string, linked: LinkedData | null, context: HtmlContext): ParsedPage {
  const page = parseText(textOfTags(html), context);
  const stamps = gatherStamps(page.stamps, linked, null, [], context.url ?? null, context);
  const { first, version } = settleTimes(stamps);
  const provenance = { ...page.provenance };
  if (linked?.headline != null) provenance.headline = 'json-ld';
  if (linked?.byline != null) provenance.byline = 'json-ld';
  if (first !== null) provenance.firstCreated = first.from;
  if (version !== null) provenance.versionCreated = version.from;
  return { ...page, headline: linked?.headline ?? page.headline, byline: linked?.byline ?? page.byline, stamps, provenance, firstCreated: first?.at ?? null, versionCreated: version?.at ?? null };
}

/**
 * Reads an HTML page. Total: broken markup and broken structured data give what can be read, the rest is null or empty.
 * Instants are RFC 3339 in UTC; `context.url` resolves relative addresses and is a last hint at the day.
 */
export function parseHtml(content: string, context: HtmlContext): ParsedPage {
  // Folding first: no word is lost, and no expression after this meets a megabyte of white space.
  const { sources, html } = takeLinkedData(cleanText(content).replace(/[\u00AD\u200B\uFEFF]+/g, '').replace(/\s{2,}/g, ' '));
  const linked = readLinkedData(sources);
  const bare = withoutCode(html);
  if (!isBounded(bare)) return readAsText(bare, linked, context);
  try {
    return readPage(readDocument(bare), linked, context);
  } catch {
    // linkedom and Readability throw on some broken markup; the words are there all the same.
    return readAsText(bare, linked, context);
  }
}
