// Images, videos, audio and embeds, with caption and credit. All content comes from publishers and is
// escaped. Only known player hosts get a frame, in a sandbox.
import { isFrameHost } from '../../core/format/frame-hosts.js';
import type { Media } from '../../core/story/story.js';
import { html, webUrl, type Html } from '../../core/format/html.js';

/** Metadata of an embed, from its host's oEmbed endpoint. */
type EmbedData = {
  title?: string | null;
  author?: string | null;
  provider?: string | null;
  thumbnail?: string | null;
  frame?: { src: string; width?: number | null; height?: number | null } | null;
};

const LINK_WORDS = {
  image: 'See the picture',
  video: 'Watch the video',
  audio: 'Listen',
  embed: 'See the post',
} as const;

const VIDEO_FILE = /\.(mp4|m4v|webm|ogv|mov)$/i;
const AUDIO_FILE = /\.(mp3|m4a|aac|ogg|oga|opus|wav|flac)$/i;

const isFile = (address: string, kinds: RegExp): boolean => kinds.test(new URL(address).pathname);

/**
 * The frame's aspect ratio as a CSS class, because the CSP forbids inline styles: wide for video, tall for
 * posts, low for audio.
 */
function shapeOf({ width, height }: { width?: number | null; height?: number | null }): string {
  if (width == null || height == null || height <= 0) return 'wide';
  const ratio = width / height;
  return ratio > 2.6 ? 'low' : ratio < 1.1 ? 'tall' : 'wide';
}

function frame({ frame: at, title, provider }: EmbedData): Html | false {
  const address = webUrl(at?.src ?? null);
  if (at == null || address === null || !isFrameHost(address)) return false;
  return html`<div class="frame frame-${shapeOf(at)}"><iframe src="${address}" title="${title ?? provider ?? 'Embedded content'}" loading="lazy" referrerpolicy="strict-origin-when-cross-origin" sandbox="allow-scripts allow-same-origin allow-popups allow-presentation" allow="fullscreen; picture-in-picture"></iframe></div>`;
}

/** A link with the title and author from the host, if known. */
const link = (address: string, { type, title, author }: Media & EmbedData): Html =>
  html`<p class="media-link"><a href="${address}" rel="noopener nofollow ugc" dir="auto">${title ?? LINK_WORDS[type]}</a>${author != null && html` <span class="media-author" dir="auto">${author}</span>`}</p>`;

function player(media: Media & EmbedData, address: string): Html {
  const { type, alt, title } = media;
  const label = alt ?? title ?? media.caption ?? LINK_WORDS[type];
  const poster = webUrl(media.thumbnail ?? null);
  if (type === 'image')
    return html`<img src="${address}" alt="${alt ?? ''}" decoding="async" loading="lazy" referrerpolicy="no-referrer">`;
  const framed = frame(media);
  if (framed !== false) return html`${framed}${link(address, media)}`;
  if (type === 'video' && isFile(address, VIDEO_FILE))
    return html`<video src="${address}" controls preload="none" playsinline aria-label="${label}"${poster !== null && html` poster="${poster}"`}></video>`;
  if (type === 'audio' && isFile(address, AUDIO_FILE))
    return html`<audio src="${address}" controls preload="none" aria-label="${label}"></audio>`;
  const still =
    poster !== null && html`<img src="${poster}" alt="" decoding="async" loading="lazy" referrerpolicy="no-referrer">`;
  return html`${still}${link(address, media)}`;
}

function figure(media: Media & EmbedData): Html | null {
  const { url, type, caption, credit } = media;
  const address = webUrl(url);
  const shown = address !== null && player(media, address);
  const words =
    (caption ?? credit) !== null &&
    html`<figcaption dir="auto">${caption}${credit !== null && html` <span class="credit">${credit}</span>`}</figcaption>`;
  return shown || words ? html`<figure data-type="${type}">${shown}${words}</figure>` : null;
}

/** A figure for each item. A caption is shown even if the publisher gave no valid address. */
export const mediaFigures = (media: Media[]): Html => html`${media.map(figure)}`;
