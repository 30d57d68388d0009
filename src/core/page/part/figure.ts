// Pictures and players of a page, with captions and credits. Several sizes of one picture count once.
import { readCredit } from '../../text/picture-credit.js';
import { webUrl } from '../document/head.js';
import { nameTokens, type Regions } from '../document/region.js';
import {
  attributeOf,
  findElement,
  isSelfOrAncestor,
  spacedTextContent,
  textContent,
  type PageElement,
} from '../document/element.js';
import type { Media } from '../../story/story.js';

const MAX_MEDIA = 100;
const MAX_CAPTION = 1000;
const CREDIT_NAMES = /-(?:credits?|copyright|source|photographer|bildnachweis|fotocredit|author|byline)-/;
const CAPTION_NAMES =
  /-(?:caption|captions|wp-caption-text|legend|legende|bildunterschrift|didascalia|pie-foto|image-description)-/;
/** A cheap check before `CAPTION_NAMES`. */
const CAPTION_HINT = /caption|legend|untersch|didascalia|pie-foto|description/i;
const IMAGES = new Set(['img', 'amp-img', 'picture']);
const PLAYERS = new Set(['video', 'amp-video', 'amp-youtube', 'amp-brightcove']);
const MORE_MARKS = /\s*(?:hide caption|toggle caption|enlarge this image|show caption|view image in fullscreen)\s*/gi;

const pathOf = (address: string): string =>
  address
    .replace(/^https?:\/\//, '')
    .replace(/[?#].*$/, '')
    .replace(/-\d{2,4}x\d{2,4}(?=\.\w+$)/, '');

/** Removes duplicates. A second finding of a picture fills in what the first lacked. */
export function mergeMedia(media: Media[]): Media[] {
  const merged = new Map<string, Media>();
  for (const item of media) {
    const key = item.url === null ? `caption ${item.caption}` : pathOf(item.url);
    const same = merged.get(key);
    if (same === undefined) merged.set(key, { ...item });
    else {
      same.caption ??= item.caption;
      same.credit ??= item.credit;
      same.alt ??= item.alt;
    }
  }
  return [...merged.values()].slice(0, MAX_MEDIA);
}

const namesAt = (element: PageElement): string =>
  nameTokens(`${element.attributes.get('class') ?? ''} ${element.attributes.get('itemprop') ?? ''}`.slice(0, 300));

function addressOf(image: PageElement | null, base: string | undefined): string | null {
  if (image === null) return null;
  const source = image.tag === 'picture' ? findElement(image, ({ tag }) => tag === 'img' || tag === 'source') : image;
  const named = ['data-src', 'data-original', 'data-lazy-src', 'data-url', 'src', 'poster'].map((name) =>
    attributeOf(source, name),
  );
  const sets = ['data-srcset', 'srcset'].map((name) => attributeOf(source, name)?.split(/\s|,\s/, 1)[0] ?? null);
  return [...named, ...sets].map((address) => webUrl(address, base)).find((address) => address !== null) ?? null;
}

/** Caption and credit of a caption's element. A credit in its own element is not part of the caption. */
function readCaption(element: PageElement | null): { caption: string | null; credit: string | null } {
  if (element === null) return { caption: null, credit: null };
  const words = textContent(element).replace(MORE_MARKS, ' ').trim().slice(0, MAX_CAPTION);
  const holder = findElement(
    element,
    (inner) => inner.tag === 'cite' || inner.tag === 'small' || CREDIT_NAMES.test(namesAt(inner)),
  );
  const own = holder === null ? '' : textContent(holder).replace(MORE_MARKS, ' ').trim();
  if (own !== '' && own.length < words.length && own.length <= 200) {
    return {
      caption:
        words
          .replace(own, '')
          .replace(/[\s|([/–—-]+$/, '')
          .trim() || null,
      credit: creditOf(own),
    };
  }
  const read = readCredit(words);
  if (read !== null) return { caption: read.caption, credit: read.credit };
  return own !== '' && own === words
    ? { caption: null, credit: creditOf(own) }
    : { caption: words || null, credit: null };
}

const creditOf = (words: string): string =>
  readCredit(words)?.credit ??
  words
    .replace(
      /^(?:(?:photo|image|picture)?\s?(?:credits?|source|by|courtesy)|photo(?:graph)?s?(?:\s(?:by|courtesy(?: of)?))?|image|source|foto|bild|crédit(?: photo)?|©)\s*[:/]?\s*/i,
      '',
    )
    .replace(/^\((.*)\)$/, '$1')
    .trim();

function mediaOf(holder: PageElement, caption: PageElement | null, base: string | undefined): Media | null {
  const image = findElement(holder, ({ tag }) => IMAGES.has(tag));
  const player = findElement(holder, ({ tag }) => PLAYERS.has(tag));
  const url = addressOf(image, base) ?? addressOf(player, base);
  if (url === null && ((image === null && player === null) || caption === null)) return null;
  return {
    url,
    type: player === null ? 'image' : 'video',
    ...readCaption(caption),
    alt: attributeOf(image?.tag === 'picture' ? findElement(image, ({ tag }) => tag === 'img') : image, 'alt'),
  };
}

/** Pictures and players outside other regions, in page order. Single pictures count where `isStory`. */
export function readMedia(
  root: PageElement,
  regions: Regions,
  base: string | undefined,
  isStory: (element: PageElement) => boolean,
): Media[] {
  const media: Media[] = [];
  const outside = (element: PageElement | null): boolean => {
    const region = regions.of(element);
    return region !== null && region !== 'figure' && region !== 'caption' && region !== 'meta';
  };
  // Bounds the searches around captions, whose cost grows with the elements around them.
  let tries = 0;
  const add = (item: Media | null): void => void (item !== null && media.push(item));
  const walk = (element: PageElement): void => {
    for (const child of element.children) {
      if (typeof child === 'string' || media.length >= MAX_MEDIA) continue;
      if (child.tag === 'figure' && !outside(child.parent)) {
        const caption =
          findElement(child, ({ tag }) => tag === 'figcaption') ??
          findElement(child, (inner) => CAPTION_NAMES.test(namesAt(inner)));
        add(mediaOf(child, caption, base));
      } else if (
        tries < MAX_MEDIA &&
        CAPTION_HINT.test(child.attributes.get('class') ?? '') &&
        CAPTION_NAMES.test(namesAt(child)) &&
        child.proseWeight < MAX_CAPTION &&
        !outside(child.parent)
      ) {
        tries += 1;
        // A caption without a figure: its picture is inside it or in a parent.
        const holder =
          [child, child.parent, child.parent?.parent ?? null].find(
            (over) => over !== null && over.tag !== '#page' && findElement(over, ({ tag }) => IMAGES.has(tag)) !== null,
          ) ?? null;
        const inner =
          holder === child
            ? (findElement(child, (part) => CAPTION_NAMES.test(namesAt(part)) || part.tag === 'p') ?? child)
            : child;
        if (holder !== null && spacedTextContent(holder).length <= textContent(child).length + 300)
          add(mediaOf(holder, inner, base));
        else walk(child);
      } else if (
        IMAGES.has(child.tag) &&
        isStory(child) &&
        !outside(child.parent) &&
        !isSelfOrAncestor(child, ({ tag }) => tag === 'figure')
      ) {
        const alt = attributeOf(child, 'alt');
        const url = addressOf(child, base);
        // Icons and tracking pixels have no alternative text.
        if (url !== null && alt !== null && alt.length > 8)
          media.push({ url, type: 'image', caption: null, credit: null, alt });
      } else walk(child);
    }
  };
  walk(root);
  return media;
}
