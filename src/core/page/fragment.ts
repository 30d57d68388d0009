// Reads an HTML fragment, such as a live blog's entry or a feed item: headline, paragraphs, media. No markup
// is passed on.
import { blocksOf } from './document/text-block.js';
import { webUrl } from './document/head.js';
import { attributeOf, findElement, textContent, type PageElement } from './document/element.js';
import { mergeMedia } from './part/figure.js';
import { parseHtmlTree } from './document/html-tree.js';
import type { Media } from '../story/story.js';

export type Fragment = { headline: string | null; paragraphs: string[]; media: Media[] };

const MEDIA_TAGS: Partial<Record<string, Media['type']>> = {
  img: 'image',
  video: 'video',
  audio: 'audio',
  iframe: 'embed',
};
/** A URL alone on its line is an embed. */
const URL_ALONE = /^https?:\/\/[^\s<>"]{1,2000}$/;

function captionOf(holder: PageElement | undefined): string | null {
  const caption =
    holder === undefined
      ? null
      : findElement(
          holder,
          ({ tag, attributes }) => tag === 'figcaption' || /caption-text/.test(attributes.get('class') ?? ''),
        );
  return caption === null ? null : textContent(caption, 1000).trim() || null;
}

/**
 * The fragment's text and media, in order. `base` resolves relative URLs. Never throws, linear in its size.
 */
export function readFragment(markup: string, base?: string): Fragment {
  const { root, headings } = parseHtmlTree(markup);
  const media: Media[] = [];
  const captions = new Set<string>();
  const collectMedia = (element: PageElement, figure: PageElement | undefined): void => {
    const type = MEDIA_TAGS[element.tag];
    const own =
      type === undefined
        ? null
        : (attributeOf(element, 'src') ??
          attributeOf(
            findElement(element, ({ tag }) => tag === 'source'),
            'src',
          ) ??
          attributeOf(element, 'data-src'));
    const url = webUrl(own, base);
    if (type !== undefined && url !== null) {
      const caption = captionOf(figure);
      if (caption !== null) captions.add(caption);
      media.push({ url, type, caption, credit: null, alt: attributeOf(element, 'alt') });
    }
    const around =
      element.tag === 'figure' || /wp-caption(?!-)/.test(element.attributes.get('class') ?? '') ? element : figure;
    for (const child of element.children) if (typeof child !== 'string') collectMedia(child, around);
  };
  collectMedia(root, undefined);
  const [first] = headings;
  const headline = first === undefined ? null : textContent(first, 1000).trim() || null;
  const paragraphs: string[] = [];
  for (const { text } of blocksOf(root)) {
    if (URL_ALONE.test(text)) media.push({ url: text, type: 'embed', caption: null, credit: null, alt: null });
    else if (!captions.has(text) && text !== headline) paragraphs.push(text);
  }
  return { headline, paragraphs, media: mergeMedia(media) };
}
