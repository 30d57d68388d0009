// Converts pasted content to the editor's text: paragraphs with blank lines between them; bold, emphasis and links as
// marks; nothing else of what Word, Google Docs or a page adds. `DOMParser` neither runs nor loads anything.

const BLOCK_TAGS = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DIV DL DT FIGCAPTION FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION TABLE TR UL'.split(
    ' ',
  ),
);
const IGNORED = new Set(
  'SCRIPT STYLE HEAD TITLE META LINK NOSCRIPT TEMPLATE OBJECT IFRAME SVG MATH BUTTON SELECT TEXTAREA XML'.split(' '),
);
const BREAK = '\u0000';
const STYLE = 'data-style';
/** Deeper elements are ignored. */
const MAX_DEPTH = 200;

/** The style attribute as text. The console's content security policy would block parsing it as a style. */
const styleOf = (element: HTMLElement): string => element.getAttribute(STYLE) ?? '';
const isBold = (element: HTMLElement): boolean =>
  /^(B|STRONG)$/.test(element.tagName)
    ? !/(?:^|[;\s])font-weight:\s*(normal|[1-4]00)\b/i.test(styleOf(element))
    : /(?:^|[;\s])font-weight:\s*(bold|[6-9]00)\b/i.test(styleOf(element)) && !/^H\d$/.test(element.tagName);
const isEmphasis = (element: HTMLElement): boolean =>
  /^(I|EM)$/.test(element.tagName)
    ? !/(?:^|[;\s])font-style:\s*normal\b/i.test(styleOf(element))
    : /(?:^|[;\s])font-style:\s*italic\b/i.test(styleOf(element));
/** Elements that Office marks as hidden. */
const isHidden = (element: HTMLElement): boolean =>
  /display:\s*none|mso-hide|mso-list:\s*Ignore/i.test(styleOf(element)) || element.tagName.includes(':');

/** Puts `mark` around the text, but not around white space at its ends, where it would have no effect. */
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

function textOf(node: Node, depth: number): string {
  if (node.nodeType === Node.TEXT_NODE) return (node.textContent ?? '').replaceAll(/\s+/g, ' ').replaceAll(BREAK, '');
  if (!(node instanceof HTMLElement) || IGNORED.has(node.tagName.toUpperCase()) || isHidden(node) || depth > MAX_DEPTH)
    return '';
  if (node.tagName === 'BR') return '\n';
  let text = Array.from(node.childNodes, (child) => textOf(child, depth + 1)).join('');
  if (node instanceof HTMLAnchorElement) text = linked(text, node.href);
  if (isBold(node)) text = marked(text, '**');
  else if (isEmphasis(node)) text = marked(text, '_');
  if (node.tagName === 'LI') text = `• ${text.trim()}`;
  if (node.tagName === 'TD' || node.tagName === 'TH') text = ` ${text.trim()} `;
  return BLOCK_TAGS.has(node.tagName) ? `${BREAK}${text}${BREAK}` : text;
}

/** Converts pasted HTML. */
export function pastedText(html: string): string {
  const { body } = new DOMParser().parseFromString(
    html.replaceAll(/(<[a-z][^<>]*?\s)style(?=\s*=)/gi, `$1${STYLE}`),
    'text/html',
  );
  return tidy(textOf(body, 0).replaceAll(/\n[ \t]*\n/g, BREAK));
}

/** Converts pasted plain text; paragraphs are separated by blank lines. */
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
