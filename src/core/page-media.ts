// A page's pictures with what stands under them.
import { readCredit } from './boilerplate.js';
import { attributeOf, wordsOf, type DomElement } from './dom.js';
import { webAddress } from './page-meta.js';
import type { Media } from './story.js';

const MAX_MEDIA = 100;
const CREDIT = '[class*="credit" i], [class*="copyright" i], [class*="source" i], [itemprop="copyrightHolder"], cite, small';

const pathOf = (address: string): string => address.replace(/^https?:\/\//, '').replace(/[?#].*$/, '');

/** One list without doubles: a picture that is found again (whatever its size's query) adds what was not known of it. */
export function mergeMedia(media: Media[]): Media[] {
  const merged: Media[] = [];
  for (const item of media) {
    const same = merged.find((other) => (item.url !== null && other.url !== null ? pathOf(item.url) === pathOf(other.url) : item.caption !== null && item.caption === other.caption));
    if (same === undefined) merged.push({ ...item });
    else {
      same.url ??= item.url;
      same.caption ??= item.caption;
      same.credit ??= item.credit;
      same.alt ??= item.alt;
    }
  }
  return merged.slice(0, MAX_MEDIA);
}

function addressOf(image: DomElement | null, base: string | undefined): string | null {
  if (image === null) return null;
  const sources = [attributeOf(image, 'data-src'), attributeOf(image, 'data-original'), attributeOf(image, 'src'), attributeOf(image, 'srcset')?.split(/\s|,/, 1)[0] ?? null];
  return sources.map((source) => webAddress(source, base)).find((address) => address !== null) ?? null;
}

/** Caption and credit of a caption's element; a credit in an element of its own is not part of the caption. */
function readCaption(element: DomElement | null): { caption: string | null; credit: string | null } {
  if (element === null) return { caption: null, credit: null };
  const words = wordsOf(element);
  const own = wordsOf(element.querySelector(CREDIT));
  if (own !== '' && own.length < words.length && own.length <= 200) {
    return { caption: words.replace(own, '').replace(/[\s|([/–—-]+$/, '').trim() || null, credit: readCredit(own)?.credit ?? own.replace(/^(?:credits?|photo|image|source)\s*[:/]\s*/i, '').replace(/^\((.*)\)$/, '$1') };
  }
  const read = readCredit(words);
  return read !== null ? { caption: read.caption, credit: read.credit } : { caption: words || null, credit: null };
}

/** Takes the figures, and other elements that call themselves captions, out of the page; what they show is returned. */
export function takeFigures(root: DomElement, base: string | undefined, isAside: (element: DomElement) => boolean): Media[] {
  const media: Media[] = [];
  for (const figure of [...root.querySelectorAll('figure')].slice(0, MAX_MEDIA)) {
    const image = figure.querySelector('img');
    const video = figure.querySelector('video, iframe');
    const caption = figure.querySelector('figcaption');
    if ((image === null && video === null && caption === null) || wordsOf(figure).length > 1500) continue;
    const url = addressOf(image, base) ?? addressOf(video, base);
    if (!isAside(figure) && (url !== null || caption !== null)) media.push({ url, type: image === null && video !== null ? 'video' : 'image', ...readCaption(caption), alt: attributeOf(image, 'alt') });
    figure.remove();
  }
  for (const caption of [...root.querySelectorAll('[class*="caption" i]')].slice(0, MAX_MEDIA)) {
    const words = wordsOf(caption);
    const holder = [caption, caption.parentNode, caption.parentNode?.parentNode ?? null].find((element) => element?.querySelector('img') != null) ?? null;
    if (holder === null || words === '' || words.length > 800 || wordsOf(holder).length > words.length + 300) continue;
    const image = holder.querySelector('img');
    if (!isAside(caption)) media.push({ url: addressOf(image, base), type: 'image', ...readCaption(caption), alt: attributeOf(image, 'alt') });
    caption.remove();
  }
  return media;
}
