// A piece of somebody's markup, as an entry of a live blog or the text of an item: its paragraphs, and what it shows beside them.
// Nothing of the markup itself goes on from here.
import { blocksOf } from './document/text-block.js';
import { webUrl } from './document/head.js';
import { attributeOf, findElement, textContent, type PageElement } from './document/element.js';
import { mergeMedia } from './part/figure.js';
import { parseHtmlTree } from './document/html-tree.js';
import type { Media } from '../story/story.js';

export type Fragment = { headline: string | null; paragraphs: string[]; media: Media[] };

const MEDIA_TAGS: Partial<Record<string, Media['type']>> = { img: 'image', video: 'video', audio: 'audio', iframe: 'embed' };
/** An address on a line of its own is shown as what it leads to. */
const ALONE = /^https?:\/\/[^\s<>"]{1,2000}$/;

function captionOf(holder: PageElement | undefined): string | null {
  const caption = holder === undefined ? null : findElement(holder, ({ tag, attributes }) => tag === 'figcaption' || /caption-text/.test(attributes.get('class') ?? ''));
  return caption === null ? null : textContent(caption, 1000).trim() || null;
}

/** The fragment's text and media, in order. Total, linear in its size. */
export function readFragment(markup: string, base?: string): Fragment {
  const { root, headings } = parseHtmlTree(markup);
  const media: Media[] = [];
  const captions = new Set<string>();
  const seek = (element: PageElement, figure: PageElement | undefined): void => {
    const type = MEDIA_TAGS[element.tag];
    const own = type === undefined ? null : (attributeOf(element, 'src') ?? attributeOf(findElement(element, ({ tag }) => tag === 'source'), 'src') ?? attributeOf(element, 'data-src'));
    const url = webUrl(own, base);
    if (type !== undefined && url !== null) {
      const caption = captionOf(figure);
      if (caption !== null) captions.add(caption);
      media.push({ url, type, caption, credit: null, alt: attributeOf(element, 'alt') });
    }
    const around = element.tag === 'figure' || /wp-caption(?!-)/.test(element.attributes.get('class') ?? '') ? element : figure;
    for (const child of element.children) if (typeof child !== 'string') seek(child, around);
  };
  seek(root, undefined);
  const [first] = headings;
  const headline = first === undefined ? null : textContent(first, 1000).trim() || null;
  const paragraphs: string[] = [];
  for (const { text } of blocksOf(root)) {
    if (ALONE.test(text)) media.push({ url: text, type: 'embed', caption: null, credit: null, alt: null });
    else if (!captions.has(text) && text !== headline) paragraphs.push(text);
  }
  return { headline, paragraphs, media: mergeMedia(media) };
}
