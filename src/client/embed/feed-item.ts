// One entry of an embedded feed, and its element. Publishers' texts are set as text, and only http(s) addresses
// become links.
import { formatTimestamp, instantMs } from '../../core/instant.js';
import type { StoryView } from '../../core/story/story-view.js';
import { formatTime, type Messages } from '../view/messages.js';
import { firstVisibleAt } from '../view/post-order.js';
import { isUrl } from '../../core/text/is-url.js';

type RequiredFields = Pick<StoryView, 'id' | 'revision' | 'headline' | 'firstCreated'>;
type OptionalFields = Pick<
  StoryView,
  'byline' | 'body' | 'media' | 'correction' | 'language' | 'pinned' | 'keyEvent' | 'embargoedUntil'
>;

export type FeedItem = RequiredFields &
  Partial<OptionalFields> & {
    /** When its text last changed after publication (RFC 3339); null: never. */
    edited: string | null;
    link: string | null;
  };

/** Classes of changes that edit the text. A pin, for example, is no edit. */
const EDIT_CLASSES = new Set<string>(['refile', 'update', 'correction', 'headline']);

export const isTextEdit = ({ class: changeClass }: StoryView['change']): boolean => EDIT_CLASSES.has(changeClass);

/** The normalised address if it is http or https; null for any other, such as `javascript:`. */
export function httpLink(url: string | null | undefined): string | null {
  if (url == null || !isUrl(url)) return null;
  const { protocol, href } = new URL(url);
  return protocol === 'http:' || protocol === 'https:' ? href : null;
}

/** An element with these classes, which are also its CSS parts. */
export function part(name: string, parts: string, ...content: (Node | string | null)[]): HTMLElement {
  const element = document.createElement(name);
  element.className = parts;
  element.setAttribute('part', parts);
  element.append(...content.filter((node) => node !== null));
  return element;
}

/** A part with a publisher's text, which may be in either direction. */
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

function time(at: number, text: string): HTMLTimeElement {
  const element = document.createElement('time');
  element.dateTime = formatTimestamp(at);
  element.title = new Date(at).toLocaleString();
  element.setAttribute('part', 'time');
  element.textContent = text;
  return element;
}

function image(url: string, alt: string | null): HTMLImageElement {
  const element = document.createElement('img');
  element.alt = alt ?? '';
  element.loading = 'lazy';
  element.decoding = 'async';
  element.referrerPolicy = 'no-referrer';
  element.src = url;
  return element;
}

type Media = NonNullable<FeedItem['media']>[number];

function figure({ url, type, caption, credit, alt }: Media, messages: Messages): HTMLElement | null {
  const address = httpLink(url);
  const captionText = [caption, credit].filter((text) => text !== null).join(' — ');
  if (address === null && captionText === '') return null;
  const element = part('figure', 'media');
  if (address !== null && type === 'image') element.append(image(address, alt));
  else if (address !== null && type !== 'image') {
    const anchor = link(address, messages.media[type]);
    anchor.rel = 'noopener nofollow ugc';
    element.append(anchor);
  }
  if (captionText !== '') element.append(textPart('figcaption', 'caption', captionText));
  return element;
}

/** An item with a body shows its headline as text; one without links it. */
function heading({ headline, body, link: href }: FeedItem): HTMLElement {
  const element = textPart('h3', 'headline', body === undefined || href === null ? '' : headline);
  if (element.textContent === '') element.append(href === null ? headline : link(href, headline));
  return element;
}

function meta(item: FeedItem, messages: Messages, language: string): HTMLElement {
  const now = Date.now();
  const published = firstVisibleAt(item);
  const stamp = time(published, formatTime(published, now, language));
  const labels: HTMLElement[] = [];
  if (item.pinned === true) labels.push(part('span', 'label', messages.pinned));
  if (item.keyEvent === true) labels.push(part('span', 'label', messages.keyEvent));
  const editedAt = item.edited === null ? null : formatTime(instantMs(item.edited), now, language);
  const edited = editedAt === null ? null : part('span', 'edited', messages.edited(editedAt));
  return part('div', 'meta', item.link === null ? stamp : link(item.link, stamp), ...labels, edited);
}

/** Makes `post` show the item: the same element with new content. */
export function fillPost(post: HTMLElement, item: FeedItem, messages: Messages, language: string): void {
  const classes = ['post', item.pinned === true && 'pinned', item.keyEvent === true && 'key'].filter(Boolean).join(' ');
  post.className = classes;
  post.setAttribute('part', classes);
  post.lang = item.language ?? '';
  post.tabIndex = -1;
  post.dataset['id'] = item.id;
  const content: HTMLElement[] = [meta(item, messages, language), heading(item)];
  if (item.byline != null) content.push(textPart('p', 'byline', item.byline));
  if (item.correction != null) {
    const label = part('strong', 'label', messages.correction);
    content.push(part('div', 'correction', label, textPart('p', 'note', item.correction)));
  }
  content.push(...(item.media ?? []).flatMap((media) => figure(media, messages) ?? []));
  content.push(...(item.body ?? []).map((text) => textPart('p', 'body', text)));
  post.replaceChildren(...content);
}
