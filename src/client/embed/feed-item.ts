// One entry of an embedded feed and its element. Whatever a publisher wrote is text; an address is a link only if it is http(s).
import type { StoryView } from '../../core/story/story-view.js';
import { formatTime, type Messages } from '../view/messages.js';
import { firstVisibleAt } from '../view/post-order.js';

export type FeedItem = Pick<StoryView, 'id' | 'revision' | 'headline' | 'firstCreated'> &
  Partial<Pick<StoryView, 'byline' | 'body' | 'media' | 'correction' | 'language' | 'pinned' | 'keyEvent' | 'embargoedUntil'>> & {
    /** When its text last changed after it was published, else null. */
    edited: string | null;
    link: string | null;
  };

/** The address, normalised, where it is http or https; null for any other, as `javascript:`. */
export function httpLink(url: string | null | undefined): string | null {
  if (url == null || !URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  return protocol === 'http:' || protocol === 'https:' ? href : null;
}

/** An element of these classes, which are its parts for the page's CSS too. */
export function part(name: string, parts: string, ...content: (Node | string | null)[]): HTMLElement {
  const element = document.createElement(name);
  element.className = parts;
  element.setAttribute('part', parts);
  element.append(...content.filter((node) => node !== null));
  return element;
}

/** A paragraph or line of a publisher's words. */
export function textPart(name: string, parts: string, text: string): HTMLElement {
  const element = part(name, parts, text);
  element.dir = 'auto';
  return element;
}

function link(href: string, ...content: (Node | string)[]): HTMLAnchorElement {
  const anchor = document.createElement('a');
  anchor.href = href;
  anchor.append(...content);
  return anchor;
}

function time(at: number, said: string): HTMLTimeElement {
  const element = document.createElement('time');
  element.dateTime = new Date(at).toISOString();
  element.title = new Date(at).toLocaleString();
  element.setAttribute('part', 'time');
  element.textContent = said;
  return element;
}

function figure({ url, type, caption, credit, alt }: NonNullable<FeedItem['media']>[number], say: Messages): HTMLElement | null {
  const address = httpLink(url);
  const said = [caption, credit].filter((text) => text !== null).join(' — ');
  if (address === null && said === '') return null;
  const made = part('figure', 'media');
  if (address !== null && type === 'image') {
    const image = document.createElement('img');
    image.alt = alt ?? '';
    image.loading = 'lazy';
    image.decoding = 'async';
    image.referrerPolicy = 'no-referrer';
    image.src = address;
    made.append(image);
  } else if (address !== null && type !== 'image') {
    const anchor = link(address, say.media[type]);
    anchor.rel = 'noopener nofollow ugc';
    made.append(anchor);
  }
  if (said !== '') made.append(textPart('figcaption', 'caption', said));
  return made;
}

/** Makes `post` show the item: same element, new content. */
export function fillPost(post: HTMLElement, item: FeedItem, say: Messages, language: string): void {
  const now = Date.now();
  const born = firstVisibleAt(item);
  const stamp = time(born, formatTime(born, now, language));
  const edited = item.edited === null ? null : part('span', 'edited', say.edited(formatTime(Date.parse(item.edited), now, language)));
  const labels = [item.pinned === true && part('span', 'label', say.pinned), item.keyEvent === true && part('span', 'label', say.keyEvent)].filter((label) => label !== false);
  const classes = ['post', item.pinned === true && 'pinned', item.keyEvent === true && 'key'].filter(Boolean).join(' ');
  post.className = classes;
  post.setAttribute('part', classes);
  post.lang = item.language ?? '';
  post.tabIndex = -1;
  post.dataset['id'] = item.id;
  const heading = textPart('h3', 'headline', item.body === undefined || item.link === null ? '' : item.headline);
  if (heading.textContent === '') heading.append(item.link === null ? item.headline : link(item.link, item.headline));
  post.replaceChildren(
    part('div', 'meta', item.link === null ? stamp : link(item.link, stamp), ...labels, edited),
    heading,
    ...(item.byline == null ? [] : [textPart('p', 'byline', item.byline)]),
    ...(item.correction == null ? [] : [part('div', 'correction', part('strong', 'label', say.correction), textPart('p', 'note', item.correction))]),
    ...(item.media ?? []).flatMap((media) => figure(media, say) ?? []),
    ...(item.body ?? []).map((text) => textPart('p', 'body', text)),
  );
}
