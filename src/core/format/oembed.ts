// Title and author of embedded media by oEmbed (https://oembed.com, 2.3). Only these providers are requested,
// at their documented endpoints. A few plain fields of the response are stored, never its markup.
import { z } from 'zod';
import { cleanName } from '../text/clean-text.js';
import { isUrl } from '../text/is-url.js';

/** `pages` matches host, path and query. */
export type OembedProvider = { id: string; name: string; pages: RegExp; endpoint: string };
/** `page` is the normalised URL: the cache key. */
export type OembedPage = { page: string; provider: string; endpoint: string };
/** The stored metadata, as shown with a story's media. */
export type OembedMetadata = {
  provider: string;
  title: string | null;
  author: string | null;
  thumbnail: string | null;
  width: number | null;
  height: number | null;
};

export const OEMBED_PROVIDERS: readonly OembedProvider[] = [
  {
    id: 'youtube',
    name: 'YouTube',
    pages: /^(?:(?:(?:www|m|music)\.)?youtube\.com\/(?:watch\?|v\/|shorts\/|live\/)|youtu\.be\/)./,
    endpoint: 'https://www.youtube.com/oembed',
  },
  {
    id: 'vimeo',
    name: 'Vimeo',
    pages: /^(?:www\.)?vimeo\.com\/(?:\d|groups\/[^/]+\/videos\/\d)/,
    endpoint: 'https://vimeo.com/api/oembed.json',
  },
  {
    id: 'dailymotion',
    name: 'Dailymotion',
    pages: /^www\.dailymotion\.com\/video\/./,
    endpoint: 'https://www.dailymotion.com/services/oembed',
  },
  {
    id: 'spotify',
    name: 'Spotify',
    pages: /^open\.spotify\.com\/(?:intl-\w+\/)?(?:track|album|playlist|artist|episode|show)\/./,
    endpoint: 'https://open.spotify.com/oembed',
  },
  {
    id: 'soundcloud',
    name: 'SoundCloud',
    pages: /^(?:www\.|m\.)?soundcloud\.com\/[^/]+\/./,
    endpoint: 'https://soundcloud.com/oembed',
  },
  {
    id: 'apple-podcasts',
    name: 'Apple Podcasts',
    pages: /^podcasts\.apple\.com\/./,
    endpoint: 'https://podcasts.apple.com/api/oembed',
  },
  {
    id: 'bluesky',
    name: 'Bluesky',
    pages: /^bsky\.app\/profile\/[^/]+\/post\/./,
    endpoint: 'https://embed.bsky.app/oembed',
  },
  {
    id: 'x',
    name: 'X',
    pages: /^(?:www\.|mobile\.)?(?:x|twitter)\.com\/\w+\/status\/\d/,
    endpoint: 'https://publish.twitter.com/oembed',
  },
  {
    id: 'tiktok',
    name: 'TikTok',
    pages: /^(?:www\.|m\.)?tiktok\.com\/@[^/]+\/video\/\d/,
    endpoint: 'https://www.tiktok.com/oembed',
  },
  {
    id: 'flickr',
    name: 'Flickr',
    pages: /^(?:(?:www\.)?flickr\.com\/photos\/[^/]+\/\d|flic\.kr\/[ps]\/.)/,
    endpoint: 'https://www.flickr.com/services/oembed/',
  },
  {
    id: 'reddit',
    name: 'Reddit',
    pages: /^(?:www\.)?reddit\.com\/r\/[^/]+\/comments\/[^/]+\/./,
    endpoint: 'https://www.reddit.com/oembed',
  },
];

/** Keeps the key well within the limit of a Postgres index. */
const MAX_URL_LENGTH = 1_024;

/** The oEmbed request for a page; null where it belongs to none of these providers. */
export function findOembed(address: string | null, providers: readonly OembedProvider[]): OembedPage | null {
  if (address === null || address.length > MAX_URL_LENGTH || !isUrl(address)) return null;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || url.port !== '' || url.username !== '' || url.password !== '') return null;
  const location = `${url.hostname}${url.pathname}${url.search}`;
  const provider = location.length > MAX_URL_LENGTH ? undefined : providers.find(({ pages }) => pages.test(location));
  if (provider === undefined) return null;
  const page = `https://${location}`;
  return {
    page,
    provider: provider.name,
    endpoint: `${provider.endpoint}?url=${encodeURIComponent(page)}&format=json`,
  };
}

/**
 * One line of at most `max` characters, without bidirectional controls (UAX 9); null where it is empty or
 * invalid.
 */
const plainLine = (max: number) =>
  z
    .string()
    .transform((text) => cleanName(text).slice(0, max))
    // The cut may leave half of a surrogate pair.
    .transform((text) => text.replace(/[\ud800-\udbff]$/, ''))
    .transform((text) => (text === '' ? null : text))
    .nullable()
    .catch(null);

const size = z.number().int().min(1).max(10_000).nullable().catch(null);

/** Readers' browsers load the thumbnail, so its host must be public: no IP address, and no local name. */
function isPublicImage(address: string): boolean {
  if (address.length > 2_048 || !isUrl(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  return (
    protocol === 'https:' &&
    port === '' &&
    username === '' &&
    password === '' &&
    /^(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]+$/.test(hostname) &&
    !/\.(?:local|localhost|internal|lan|home|arpa)$/.test(hostname)
  );
}

/**
 * The used fields of a response. An invalid field is dropped; a response without a valid type is rejected.
 */
const response = z.object({
  type: z.enum(['photo', 'video', 'link', 'rich']),
  title: plainLine(300),
  author_name: plainLine(200),
  thumbnail_url: z
    .string()
    .refine(isPublicImage)
    .transform((address) => new URL(address).href)
    .nullable()
    .catch(null),
  width: size,
  height: size,
});

/**
 * Parses a response; null where it is invalid. Only videos keep their size: for other types it is that of the
 * provider's markup.
 */
export function parseOembed(bytes: Uint8Array, provider: string): OembedMetadata | null {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const read = response.safeParse(json);
  if (!read.success) return null;
  const { type, title, author_name: author, thumbnail_url: thumbnail, width, height } = read.data;
  const isSizedVideo = type === 'video' && width !== null && height !== null;
  return {
    provider,
    title,
    author,
    thumbnail,
    width: isSizedVideo ? width : null,
    height: isSizedVideo ? height : null,
  };
}
