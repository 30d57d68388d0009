// The paragraphs of a piece of markup, as feeds hold it: what is a block of its own is one, what nobody reads is none.
import { Parser } from 'htmlparser2';

const BLOCKS = new Set('address article aside blockquote br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table td th tr ul'.split(' '));
const UNREAD = new Set('script style template noscript iframe object svg math head title select button figcaption'.split(' '));
const MAX_PARAGRAPHS = 2_000;
const MAX_IMAGES = 20;

export type FragmentText = { paragraphs: string[]; images: { url: string; alt: string | null }[] };

/** Paragraphs, white space folded, and images in it. Never throws; linear in its size. `base` resolves addresses. */
export function fragmentParagraphs(markup: string, base: string | undefined): FragmentText {
  const paragraphs: string[] = [];
  const images: FragmentText['images'] = [];
  let words = '';
  let unread = 0;
  const end = (): void => {
    const text = words.replace(/\s+/g, ' ').trim();
    if (text !== '' && paragraphs.length < MAX_PARAGRAPHS) paragraphs.push(text);
    words = '';
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      if (UNREAD.has(name)) unread += 1;
      if (BLOCKS.has(name)) end();
      const source = attributes['src'] ?? '';
      if (name === 'img' && images.length < MAX_IMAGES && URL.canParse(source, base) && /^https?:/.test(new URL(source, base).href)) images.push({ url: new URL(source, base).href, alt: attributes['alt']?.trim() || null });
    },
    ontext(text) {
      if (unread === 0) words += text;
    },
    onclosetag(name) {
      if (UNREAD.has(name)) unread = Math.max(0, unread - 1);
      if (BLOCKS.has(name)) end();
    },
  });
  parser.end(markup);
  end();
  return { paragraphs, images };
}

/** The words of a piece of markup in one line. */
export const fragmentLine = (markup: string): string => fragmentParagraphs(markup, undefined).paragraphs.join(' ');
