// The paragraphs of an HTML fragment, such as a feed item's content. Each block element is one; invisible
// elements are skipped.
import { Parser } from 'htmlparser2';
import { isUrl } from '../text/is-url.js';
import { foldSpace } from '../text/fold-space.js';

const BLOCKS = new Set([
  'address',
  'article',
  'aside',
  'blockquote',
  'br',
  'dd',
  'details',
  'div',
  'dl',
  'dt',
  'fieldset',
  'figcaption',
  'figure',
  'footer',
  'form',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hr',
  'li',
  'main',
  'nav',
  'ol',
  'p',
  'pre',
  'section',
  'summary',
  'table',
  'td',
  'th',
  'tr',
  'ul',
]);
const INVISIBLE = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'iframe',
  'object',
  'svg',
  'math',
  'head',
  'title',
  'select',
  'button',
  'figcaption',
]);
const MAX_PARAGRAPHS = 2_000;
const MAX_IMAGES = 20;

export type FragmentText = { paragraphs: string[]; images: { url: string; alt: string | null }[] };

/**
 * Paragraphs, white space folded, and images. `base` resolves relative URLs. Never throws, linear in the
 * markup.
 */
export function fragmentParagraphs(markup: string, base: string | undefined): FragmentText {
  const paragraphs: string[] = [];
  const images: FragmentText['images'] = [];
  let words = '';
  let invisibleDepth = 0;
  const end = (): void => {
    const text = foldSpace(words);
    if (text !== '' && paragraphs.length < MAX_PARAGRAPHS) paragraphs.push(text);
    words = '';
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      if (INVISIBLE.has(name)) invisibleDepth += 1;
      if (BLOCKS.has(name)) end();
      const source = attributes['src'] ?? '';
      if (
        name === 'img' &&
        images.length < MAX_IMAGES &&
        isUrl(source, base) &&
        /^https?:/.test(new URL(source, base).href)
      )
        images.push({ url: new URL(source, base).href, alt: attributes['alt']?.trim() || null });
    },
    ontext(text) {
      if (invisibleDepth === 0) words += text;
    },
    onclosetag(name) {
      if (INVISIBLE.has(name)) invisibleDepth = Math.max(0, invisibleDepth - 1);
      if (BLOCKS.has(name)) end();
    },
  });
  parser.end(markup);
  end();
  return { paragraphs, images };
}

/** The text of a fragment in one line. */
export const fragmentLine = (markup: string): string => fragmentParagraphs(markup, undefined).paragraphs.join(' ');
