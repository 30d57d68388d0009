// The little of the DOM that pages are read with, and the guards before it: linkedom's and Readability's work grows faster than
// the page where a hostile one nests without end, so depth and number of elements are counted first, in one linear pass.
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';

/** What is used of DOM nodes; core is compiled without the browser's types. */
export type DomNode = { nodeType: number; textContent: string | null; childNodes: Iterable<DomNode>; parentNode: DomElement | null };
export type DomElement = DomNode & {
  localName: string;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  matches(selector: string): boolean;
  closest(selector: string): DomElement | null;
  remove(): void;
};
export type DomDocument = DomElement & { documentElement: DomElement | null; body: DomElement | null };

const MAX_ELEMENTS = 20_000;
const MAX_DEPTH = 200;
const VOID = new Set('area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option'.split(' '));
// What holds no words of the page, and may be most of its size.
const DROPPED = ['script', 'style', 'svg', 'noscript', 'template', 'iframe', 'object', 'textarea'];
// Every `<` and `&` makes a node of its own in linkedom, whether it begins anything or not.
const MAX_PIECES = 60_000;
const PIECE = /&|<(?:(\/?)([a-z][a-z0-9-]*))?/gi;

/** Takes the JSON-LD scripts out of a page: their sources, and the page without them. Linear. */
export function takeLinkedData(html: string): { sources: string[]; html: string } {
  const opening = /<script\b[^>]{0,300}?ld\+json[^>]{0,300}>/gi;
  const sources: string[] = [];
  const kept: string[] = [];
  let from = 0;
  for (let match = opening.exec(html); match !== null; match = opening.exec(html)) {
    const end = indexOfTag(html, '</script', opening.lastIndex);
    if (end < 0) break;
    sources.push(html.slice(opening.lastIndex, end));
    kept.push(html.slice(from, match.index));
    from = opening.lastIndex = html.indexOf('>', end) + 1 || html.length;
  }
  kept.push(html.slice(from));
  return { sources, html: kept.join(' ') };
}

/** Cuts out what holds no words, by plain searching: an unclosed element is cut to the end of the page. */
export function withoutCode(html: string): string {
  const kept: string[] = [];
  const opening = new RegExp(`<!--|<(${DROPPED.join('|')})(?=[\\s/>])`, 'gi');
  let from = 0;
  for (let match = opening.exec(html); match !== null; match = opening.exec(html)) {
    const name = match[1]?.toLowerCase();
    const close = name === undefined ? '-->' : `</${name}`;
    const end = name === undefined ? html.indexOf(close, match.index) : indexOfTag(html, close, match.index);
    kept.push(html.slice(from, match.index));
    const after = end < 0 ? html.length : name === undefined ? end + 3 : html.indexOf('>', end) + 1 || html.length;
    from = opening.lastIndex = after;
  }
  kept.push(html.slice(from));
  return kept.join(' ');
}

function indexOfTag(html: string, close: string, from: number): number {
  const tag = new RegExp(close, 'gi');
  tag.lastIndex = from;
  return tag.exec(html)?.index ?? -1;
}

/** True where a DOM of this page may be built in bounded time. */
export function isBounded(html: string): boolean {
  let pieces = 0;
  let elements = 0;
  let depth = 0;
  for (const [, slash, name = ''] of html.matchAll(PIECE)) {
    pieces += 1;
    if (pieces > MAX_PIECES) return false;
    if (name === '') continue;
    if (VOID.has(name.toLowerCase())) elements += slash === '' ? 1 : 0;
    else if (slash === '') {
      elements += 1;
      depth += 1;
    } else depth = Math.max(0, depth - 1);
    if (elements > MAX_ELEMENTS || depth > MAX_DEPTH) return false;
  }
  return true;
}

const hasDocument = (window: unknown): window is { document: DomDocument } => typeof window === 'object' && window !== null && Reflect.get(window, 'document') !== undefined;
const isReader = (value: unknown): value is Reader => typeof value === 'function';

/** The page's document. Markup that isn't a whole page is put into one. */
export function readDocument(html: string): DomDocument {
  const whole = /<html[\s>]/i.test(html.slice(0, 5000)) ? html : `<!doctype html><html><head></head><body>${html}</body></html>`;
  const window: unknown = parseHTML(whole);
  if (!hasDocument(window)) throw new Error('linkedom made no document');
  return window.document;
}

type Reader = new (document: DomDocument, options: { maxElemsToParse: number; serializer: (node: DomElement) => DomElement; disableJSONLD: boolean; keepClasses: boolean; charThreshold: number }) => {
  parse(): { content: DomElement | null | undefined } | null;
};

/** The element that Readability finds the article in; the document is used up. Null where it finds none. */
export function readableElement(document: DomDocument): DomElement | null {
  const made: unknown = Readability;
  if (!isReader(made)) return null;
  const reader = new made(document, { maxElemsToParse: MAX_ELEMENTS * 2, serializer: (node) => node, disableJSONLD: true, keepClasses: false, charThreshold: 200 });
  return reader.parse()?.content ?? null;
}

export const isElement = (node: DomNode): node is DomElement => node.nodeType === 1;
/** A node's words, white space folded. */
export const wordsOf = (node: DomNode | null): string => (node?.textContent ?? '').replace(/\s+/g, ' ').trim();
/** An attribute's value, folded; null where it is missing or empty. */
export const attributeOf = (element: DomElement | null, name: string): string | null => element?.getAttribute(name)?.replace(/\s+/g, ' ').trim() || null;

const BLOCKS = new Set('address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul'.split(' '));
const SKIPPED = new Set(['script', 'style', 'noscript', 'template', 'svg', 'iframe', 'button', 'select', 'textarea', 'form', 'head']);

/** One block of a page as a reader sees it: its words, and the element that holds them. */
export type Block = { text: string; element: DomElement; /** The first and last node of its words, for taking them out. */ nodes: DomNode[] };

/** The page's blocks in order; two <br> in a row end a block as well. */
export function blocksOf(root: DomElement): Block[] {
  const blocks: Block[] = [];
  let words = '';
  let nodes: DomNode[] = [];
  const end = (element: DomElement): void => {
    const text = words.replace(/\s+/g, ' ').trim();
    if (text !== '') blocks.push({ text, element, nodes });
    words = '';
    nodes = [];
  };
  const walk = (element: DomElement, holder: DomElement): void => {
    let breaks = 0;
    for (const node of element.childNodes) {
      if (node.nodeType === 3) {
        const text = node.textContent ?? '';
        if (text.trim() !== '') breaks = 0;
        words += text;
        nodes.push(node);
      } else if (isElement(node)) {
        if (node.localName === 'br') {
          breaks += 1;
          words += ' ';
          if (breaks > 1) end(holder);
          continue;
        }
        if (SKIPPED.has(node.localName) || node.hasAttribute('hidden') || node.getAttribute('aria-hidden') === 'true' || /display:\s*none/i.test(node.getAttribute('style') ?? '')) continue;
        breaks = 0;
        if (BLOCKS.has(node.localName)) {
          end(holder);
          walk(node, node);
          end(node);
        } else walk(node, holder);
      }
    }
  };
  walk(root, root);
  end(root);
  return blocks;
}

const BLOCK_TAG = new RegExp(`<\\/?(?:${[...BLOCKS].join('|')}|br)(?=[\\s/>])`, 'gi');
const ENTITIES = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', rsquo: '’', lsquo: '‘', ldquo: '“', rdquo: '”', ndash: '–', mdash: '—', hellip: '…' }));

/** Decodes the entities that news text has; unknown ones stay. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES.get(name) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** The words of a page that is too much for a DOM, a block a group; linear. */
export function textOfTags(html: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (let open = html.indexOf('<'); open >= 0; open = html.indexOf('<', from)) {
    if (!/[a-z/!?]/i.test(html[open + 1] ?? '')) {
      pieces.push(html.slice(from, open + 1));
      from = open + 1;
      continue;
    }
    const close = html.indexOf('>', open);
    if (close < 0) break;
    pieces.push(html.slice(from, open).replace(/\s+/g, ' '));
    BLOCK_TAG.lastIndex = 0;
    if (BLOCK_TAG.exec(html.slice(open, Math.min(close + 1, open + 20)))?.index === 0) pieces.push('\n\n');
    from = close + 1;
  }
  pieces.push(html.slice(from).replace(/\s+/g, ' '));
  return decodeEntities(pieces.join(''));
}
