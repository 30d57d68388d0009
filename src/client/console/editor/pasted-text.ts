// What is pasted, as clean text: paragraphs with a blank line between them, bold, emphasis and links as marks, and
// nothing else of what Word, Google Docs or a page brings along. The markup is parsed into a document that runs and
// loads nothing.

const BLOCK = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DIV DL DT FIGCAPTION FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION TABLE TR UL'.split(
    ' ',
  ),
);
const NOTHING = new Set(
  'SCRIPT STYLE HEAD TITLE META LINK NOSCRIPT TEMPLATE OBJECT IFRAME SVG MATH BUTTON SELECT TEXTAREA XML'.split(' '),
);
const BREAK = '\u0000';
const STYLE = 'data-style';
/** Nothing is read deeper than this: no text stands there. */
const DEEPEST = 200;

/** What a style says, read as words: the page's policy lets no style of others' be one. */
const styleOf = (element: HTMLElement): string => element.getAttribute(STYLE) ?? '';
const isBold = (element: HTMLElement): boolean =>
  /^(B|STRONG)$/.test(element.tagName)
    ? !/(?:^|[;\s])font-weight:\s*(normal|[1-4]00)\b/i.test(styleOf(element))
    : /(?:^|[;\s])font-weight:\s*(bold|[6-9]00)\b/i.test(styleOf(element)) && !/^H\d$/.test(element.tagName);
const isEmphasis = (element: HTMLElement): boolean =>
  /^(I|EM)$/.test(element.tagName)
    ? !/(?:^|[;\s])font-style:\s*normal\b/i.test(styleOf(element))
    : /(?:^|[;\s])font-style:\s*italic\b/i.test(styleOf(element));
/** Office hides what is only for itself. */
const isHidden = (element: HTMLElement): boolean =>
  /display:\s*none|mso-hide|mso-list:\s*Ignore/i.test(styleOf(element)) || element.tagName.includes(':');

/** Marks around the words, less the white space at their ends, which would unmake them. */
function marked(text: string, mark: string): string {
  const [, before = '', words = '', after = ''] = /^([\s\0]*)([^]*?)([\s\0]*)$/.exec(text) ?? [];
  return words === '' || words.includes(BREAK) || words.includes(mark)
    ? text
    : `${before}${mark}${words}${mark}${after}`;
}

function linked(text: string, href: string): string {
  const [, before = '', words = '', after = ''] = /^([\s\0]*)([^]*?)([\s\0]*)$/.exec(text) ?? [];
  if (words === '' || words.includes(BREAK) || /[[\]]/.test(words) || !/^https?:\/\/[^\s()]+$/.test(href)) return text;
  return words === href ? text : `${before}[${words}](${href})${after}`;
}

function read(node: Node, depth: number): string {
  if (node.nodeType === Node.TEXT_NODE) return (node.textContent ?? '').replaceAll(/\s+/g, ' ').replaceAll(BREAK, '');
  if (!(node instanceof HTMLElement) || NOTHING.has(node.tagName.toUpperCase()) || isHidden(node) || depth > DEEPEST)
    return '';
  if (node.tagName === 'BR') return '\n';
  let text = Array.from(node.childNodes, (child) => read(child, depth + 1)).join('');
  if (node instanceof HTMLAnchorElement) text = linked(text, node.href);
  if (isBold(node)) text = marked(text, '**');
  else if (isEmphasis(node)) text = marked(text, '_');
  if (node.tagName === 'LI') text = `• ${text.trim()}`;
  if (node.tagName === 'TD' || node.tagName === 'TH') text = ` ${text.trim()} `;
  return BLOCK.has(node.tagName) ? `${BREAK}${text}${BREAK}` : text;
}

/** Clean text of pasted HTML. */
export function pastedText(html: string): string {
  const { body } = new DOMParser().parseFromString(
    html.replaceAll(/(<[a-z][^<>]*?\s)style(?=\s*=)/gi, `$1${STYLE}`),
    'text/html',
  );
  return tidy(read(body, 0).replaceAll(/\n[ \t]*\n/g, BREAK));
}

/** Clean text of pasted plain text: lines of one paragraph joined, paragraphs a blank line apart. */
export const pastedPlain = (text: string): string =>
  tidy(
    text
      .replaceAll(/\r\n?/g, '\n')
      .replaceAll(BREAK, '')
      .replaceAll(/\n[ \t]*(?=\n)/g, BREAK),
  );

const tidy = (text: string): string =>
  text
    .replaceAll(/[\u200b\u2060\ufeff\u00ad]/g, '')
    .replaceAll('\u00a0', ' ')
    .split(BREAK)
    .map((paragraph) =>
      paragraph
        .replaceAll(/[ \t]*\n[ \t]*/g, '\n')
        .replaceAll(/[ \t]+/g, ' ')
        .trim(),
    )
    .filter((paragraph) => paragraph !== '' && paragraph !== '•')
    .join('\n\n');
