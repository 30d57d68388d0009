// Parses HTML into a light tree, in one pass over htmlparser2's tokens.
// Invariant: never throws, linear for any markup. No element nests deeper than MAX_DEPTH (deeper ones become
// siblings), so recursion over the tree is safe. Counts of open elements make an end tag without a start tag
// cost nothing. Elements keep few attributes, and only those in ATTRIBUTES. Start tags close elements (p, li,
// td, …) as in browsers. <html> and <body> are merged into the root.
import { Tokenizer } from 'htmlparser2';
import { BLOCK_TAGS, isBlock, textContent, type PageElement } from './element.js';
import { foldSpace } from '../../text/fold-space.js';

/** The tree, and the elements with metadata, collected while parsing. */
export type PageTree = {
  root: PageElement;
  language: string | null;
  title: string | null;
  metas: PageElement[];
  links: PageElement[];
  headings: PageElement[];
  times: PageElement[];
  /** Elements that may name an author or a date, by itemprop, property, rel, data attribute or class. */
  annotated: PageElement[];
  /** Texts of JSON-LD scripts. */
  jsonLdScripts: string[];
  /** Texts of other inline scripts. */
  otherScripts: string[];
  /** Classes and itemtypes of <html> and <body>. */
  rootClasses: string;
};

const MAX_DEPTH = 200;
const MAX_ATTRIBUTES = 24;
const MAX_VALUE = 4000;
const MAX_LISTED = 1000;
const words = (list: string): Set<string> => new Set(list.split(' '));

const ATTRIBUTES = new Set([
  'class',
  'id',
  'rel',
  'href',
  'src',
  'srcset',
  'data-src',
  'data-srcset',
  'data-original',
  'data-lazy-src',
  'data-url',
  'alt',
  'title',
  'lang',
  'content',
  'name',
  'property',
  'itemprop',
  'itemtype',
  'http-equiv',
  'datetime',
  'pubdate',
  'style',
  'hidden',
  'aria-hidden',
  'role',
  'type',
  'data-component',
  'data-testid',
  'data-test-id',
  'data-datetime',
  'data-timestamp',
  'data-date',
  'data-time',
  'data-utime',
  'data-published',
  'data-publish-date',
  'data-published-date',
  'data-pubdate',
  'data-created',
  'data-type',
  'poster',
  'cite',
]);
const VOID = new Set([
  'area',
  'base',
  'basefont',
  'bgsound',
  'br',
  'col',
  'embed',
  'frame',
  'hr',
  'img',
  'input',
  'keygen',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
]);
const HEAD_TAGS = words('title meta link base script style noscript template');
const METADATA_ATTRIBUTES = [
  'itemprop',
  'property',
  'rel',
  'data-datetime',
  'data-timestamp',
  'data-date',
  'data-time',
  'data-utime',
  'data-published',
  'data-publish-date',
  'data-published-date',
  'data-pubdate',
  'data-created',
];
const METADATA_CLASS =
  /author|byline|date|publish|writer|contributor|signature|autor|auteur|reporter|redact|redakt|journalist|periodista|location|place/i;
const HEADINGS = words('h1 h2 h3 h4 h5 h6');
/** Elements whose content is raw text. */
const RAW = words('script style iframe noembed noframes textarea xmp plaintext');
const CELLS = words('td th caption table');
/** For a start tag: the elements it closes, and those that stop the search for them. */
const IMPLIED = new Map<string, { ends: Set<string>; within: Set<string> }>([
  ['li', { ends: words('li'), within: words('ul ol menu dir table td th') }],
  ['dt', { ends: words('dt dd'), within: words('dl table td th') }],
  ['dd', { ends: words('dt dd'), within: words('dl table td th') }],
  ['td', { ends: words('td th'), within: words('tr table') }],
  ['th', { ends: words('td th'), within: words('tr table') }],
  ['tr', { ends: words('tr'), within: words('table') }],
  ['tbody', { ends: words('tbody thead tfoot'), within: words('table') }],
  ['thead', { ends: words('tbody thead tfoot'), within: words('table') }],
  ['tfoot', { ends: words('tbody thead tfoot'), within: words('table') }],
  ['option', { ends: words('option'), within: words('select') }],
]);
/** For an end tag: elements that stop the search for its start tag. */
const END_WITHIN = new Map<string, Set<string>>([
  ['li', words('ul ol menu dir table td th')],
  ['td', words('table')],
  ['th', words('table')],
  ['tr', words('table')],
  ['tbody', words('table')],
  ['thead', words('table')],
  ['table', new Set()],
]);

/** Soft hyphens and zero-width characters, which split no words. */
const INVISIBLE = /[\u00AD\u200B\u2060\uFEFF]+/g;

const NONE: ReadonlyMap<string, string> = new Map();
const createElement = (
  tag: string,
  attributes: ReadonlyMap<string, string>,
  parent: PageElement | null,
  order: number,
): PageElement => ({ tag, attributes, parent, children: [], order, markup: null, proseWeight: 0, storyWeight: 0 });

/** Parses HTML. Never throws. */
export function parseHtmlTree(html: string): PageTree {
  const root = createElement('#page', NONE, null, 0);
  const tree: PageTree = {
    root,
    language: null,
    title: null,
    metas: [],
    links: [],
    headings: [],
    times: [],
    annotated: [],
    jsonLdScripts: [],
    otherScripts: [],
    rootClasses: '',
  };
  const stack: PageElement[] = [root];
  const open = new Map<string, number>();
  const flattened = new Map<string, number>();
  let top = root;
  let text = '';
  let tag = '';
  let attributes: Map<string, string> | null = null;
  let name = '';
  let value = '';
  let raw: PageElement | null = null;
  let order = 0;

  const count = (map: Map<string, number>, key: string, by: number): void =>
    void map.set(key, (map.get(key) ?? 0) + by);
  const flush = (): void => {
    if (text === '') return;
    text = text.replace(INVISIBLE, '');
    if (raw === null || raw.tag === 'title') top.children.push(text);
    else if (
      raw.tag === 'script' &&
      /ld\+json/i.test(raw.attributes.get('type') ?? '') &&
      tree.jsonLdScripts.length < MAX_LISTED
    )
      tree.jsonLdScripts.push(text);
    else if (raw.tag === 'script' && tree.otherScripts.length < MAX_LISTED) tree.otherScripts.push(text);
    text = '';
  };
  const pop = (): void => {
    const popped = stack.pop();
    if (popped !== undefined) count(open, popped.tag, -1);
    top = stack.at(-1) ?? root;
  };
  const popTo = (at: number): void => {
    while (stack.length > at && stack.length > 1) pop();
  };
  /** The stack index of the innermost of some tags, or -1 where a tag of `within` is nearer. */
  const find = (tags: ReadonlySet<string>, within: ReadonlySet<string>): number => {
    for (let at = stack.length - 1; at > 0; at -= 1) {
      const openTagName = stack[at]?.tag ?? '';
      if (tags.has(openTagName)) return at;
      if (within.has(openTagName)) return -1;
    }
    return -1;
  };
  const findOne = (wanted: string, within: ReadonlySet<string>): number => {
    for (let at = stack.length - 1; at > 0; at -= 1) {
      const openTagName = stack[at]?.tag ?? '';
      if (openTagName === wanted) return at;
      if (within.has(openTagName)) return -1;
    }
    return -1;
  };
  const isOpen = (tags: ReadonlySet<string>): boolean => {
    for (const each of tags) if ((open.get(each) ?? 0) > 0) return true;
    return false;
  };
  const endImplied = (opening: string): void => {
    if (top.tag === 'head' && !HEAD_TAGS.has(opening)) pop();
    if (BLOCK_TAGS.has(opening) && (open.get('p') ?? 0) > 0) {
      const at = findOne('p', CELLS);
      if (at > 0) popTo(at);
    }
    const implied = IMPLIED.get(opening);
    if (implied !== undefined && isOpen(implied.ends)) {
      const at = find(implied.ends, implied.within);
      if (at > 0) popTo(at);
    }
    if (HEADINGS.has(opening) && HEADINGS.has(top.tag)) pop();
    // Links don't nest: an unclosed link must not contain everything after it.
    if (opening === 'a' && (open.get('a') ?? 0) > 0) {
      const at = findOne('a', BLOCK_TAGS);
      if (at > 0) popTo(at);
      else
        for (const element of stack) {
          if (element.tag !== 'a') continue;
          count(open, 'a', -1);
          count(open, 'span', 1);
          element.tag = 'span';
        }
    }
  };
  const list = (element: PageElement): void => {
    const { attributes: has } = element;
    const put = (place: PageElement[]): void => void (place.length < MAX_LISTED && place.push(element));
    if (element.tag === 'meta') put(tree.metas);
    else if (element.tag === 'link') put(tree.links);
    else if (element.tag === 'h1' || element.tag === 'h2' || element.tag === 'h3') put(tree.headings);
    if (element.tag === 'time' || element.tag === 'relative-time') put(tree.times);
    else if (
      element.tag !== 'meta' &&
      element.tag !== 'link' &&
      (element.tag === 'abbr' ||
        METADATA_ATTRIBUTES.some((mark) => has.has(mark)) ||
        METADATA_CLASS.test(has.get('class') ?? ''))
    )
      put(tree.annotated);
    else if (element.tag === 'meta' && has.has('itemprop')) put(tree.annotated);
  };
  const openTag = (): void => {
    flush();
    const has = attributes ?? NONE;
    if (tag === 'html' || tag === 'body') {
      if (tag === 'body' && top.tag === 'head') pop();
      tree.language ??= foldSpace(has.get('lang') ?? '') || null;
      tree.rootClasses += ` ${has.get('class') ?? ''} ${has.get('itemtype') ?? ''}`;
      return;
    }
    endImplied(tag);
    const element = createElement(tag, has, top, (order += 1));
    top.children.push(element);
    list(element);
    if (VOID.has(tag)) return;
    if (stack.length >= MAX_DEPTH && !RAW.has(tag)) {
      count(flattened, tag, 1);
      return;
    }
    stack.push(element);
    count(open, tag, 1);
    top = element;
    if (RAW.has(tag) || tag === 'title') raw = element;
  };
  const closeTag = (closing: string): void => {
    flush();
    raw = null;
    if (closing === 'br') top.children.push(createElement('br', NONE, top, order));
    if ((flattened.get(closing) ?? 0) > 0) {
      count(flattened, closing, -1);
      // Its end separates its text from what follows.
      if (isBlock(closing)) top.children.push(createElement('hr', NONE, top, order));
      return;
    }
    if ((open.get(closing) ?? 0) <= 0) return;
    const at = findOne(closing, END_WITHIN.get(closing) ?? (isBlock(closing) ? CELLS : BLOCK_TAGS));
    if (at <= 0) return;
    if (closing === 'title' && tree.title === null && !stack.some(({ tag: over }) => over === 'svg'))
      tree.title = foldSpace(textContent(stack[at] ?? root)) || null;
    popTo(at);
  };

  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onattribname: (start, end) => {
        name = html.slice(start, end).toLowerCase();
        value = '';
      },
      onattribdata: (start, end) =>
        void (value.length < MAX_VALUE && (value += html.slice(start, Math.min(end, start + MAX_VALUE)))),
      onattribentity: (code) => void (value.length < MAX_VALUE && (value += String.fromCodePoint(code))),
      onattribend: () => {
        if (!ATTRIBUTES.has(name)) return;
        attributes ??= new Map();
        if (attributes.size < MAX_ATTRIBUTES && !attributes.has(name)) attributes.set(name, value);
      },
      oncdata: (start, end, offset) => void (text += html.slice(start, end - offset)),
      onclosetag: (start, end) => closeTag(html.slice(start, end).toLowerCase()),
      oncomment: () => undefined,
      ondeclaration: () => undefined,
      onend: flush,
      onopentagend: openTag,
      onopentagname: (start, end) => {
        tag = html.slice(start, end).toLowerCase();
        attributes = null;
      },
      onprocessinginstruction: () => undefined,
      onselfclosingtag: openTag,
      ontext: (start, end) => void (text += html.slice(start, end)),
      ontextentity: (code) => void (text += String.fromCodePoint(code)),
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return tree;
}
