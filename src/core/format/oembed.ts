// What an embed's own page is called and whose it is, asked of its host by oEmbed (https://oembed.com, 2.3). Only hosts of this list are
// asked, each at its own documented address; of the answer a few plain words are kept, and never its markup.
import { z } from 'zod';
import { cleanName } from '../text/clean-text.js';

/** `pages` is matched against host, path and query. */
export type OembedProvider = { id: string; name: string; pages: RegExp; endpoint: string };
/** `page` is the one name under which an embed is known, whatever its address looks like in a story. */
export type OembedPage = { page: string; provider: string; endpoint: string };
/** What was found, as it is told with a story's media. */
export type FoundEmbed = { provider: string; title: string | null; author: string | null; thumbnail: string | null; width: number | null; height: number | null };

export const OEMBED_PROVIDERS: readonly OembedProvider[] = [
  { id: 'youtube', name: 'YouTube', pages: /^(?:(?:(?:www|m|music)\.)?youtube\.com\/(?:watch\?|v\/|shorts\/|live\/)|youtu\.be\/)./, endpoint: 'https://www.youtube.com/oembed' },
  { id: 'vimeo', name: 'Vimeo', pages: /^(?:www\.)?vimeo\.com\/(?:\d|groups\/[^/]+\/videos\/\d)/, endpoint: 'https://vimeo.com/api/oembed.json' },
  { id: 'dailymotion', name: 'Dailymotion', pages: /^www\.dailymotion\.com\/video\/./, endpoint: 'https://www.dailymotion.com/services/oembed' },
  { id: 'spotify', name: 'Spotify', pages: /^open\.spotify\.com\/(?:intl-\w+\/)?(?:track|album|playlist|artist|episode|show)\/./, endpoint: 'https://open.spotify.com/oembed' },
  { id: 'soundcloud', name: 'SoundCloud', pages: /^(?:www\.|m\.)?soundcloud\.com\/[^/]+\/./, endpoint: 'https://soundcloud.com/oembed' },
  { id: 'apple-podcasts', name: 'Apple Podcasts', pages: /^podcasts\.apple\.com\/./, endpoint: 'https://podcasts.apple.com/api/oembed' },
  { id: 'bluesky', name: 'Bluesky', pages: /^bsky\.app\/profile\/[^/]+\/post\/./, endpoint: 'https://embed.bsky.app/oembed' },
  { id: 'x', name: 'X', pages: /^(?:www\.|mobile\.)?(?:x|twitter)\.com\/\w+\/status\/\d/, endpoint: 'https://publish.twitter.com/oembed' },
  { id: 'tiktok', name: 'TikTok', pages: /^(?:www\.|m\.)?tiktok\.com\/@[^/]+\/video\/\d/, endpoint: 'https://www.tiktok.com/oembed' },
  { id: 'flickr', name: 'Flickr', pages: /^(?:(?:www\.)?flickr\.com\/photos\/[^/]+\/\d|flic\.kr\/[ps]\/.)/, endpoint: 'https://www.flickr.com/services/oembed/' },
  { id: 'reddit', name: 'Reddit', pages: /^(?:www\.)?reddit\.com\/r\/[^/]+\/comments\/[^/]+\/./, endpoint: 'https://www.reddit.com/oembed' },
];

/** An index of Postgres takes no longer key, and no player has so long an address. */
const LONGEST = 1_024;

/** Where to ask of the page at this address; null where it is none of these providers'. */
export function oembedOf(address: string | null, providers: readonly OembedProvider[]): OembedPage | null {
  if (address === null || address.length > LONGEST || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || url.port !== '' || url.username !== '' || url.password !== '') return null;
  const place = `${url.hostname}${url.pathname}${url.search}`;
  const provider = place.length > LONGEST ? undefined : providers.find(({ pages }) => pages.test(place));
  if (provider === undefined) return null;
  const page = `https://${place}`;
  return { page, provider: provider.name, endpoint: `${provider.endpoint}?url=${encodeURIComponent(page)}&format=json` };
}

/** In one line, without what turns the words around it (Unicode UAX 9), and no longer than `max`. */
const words = (max: number) =>
  z
    .string()
    .transform((text) => cleanName(text).slice(0, max))
    // Nothing ends in half a character.
    .transform((text) => text.replace(/[\ud800-\udbff]$/, ''))
    .transform((text) => (text === '' ? null : text))
    .nullable()
    .catch(null);

const size = z.number().int().min(1).max(10_000).nullable().catch(null);

/** Readers' browsers load it: of a named host of the web, and of nothing near them. */
function isPublicPicture(address: string): boolean {
  if (address.length > 2_048 || !URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  return protocol === 'https:' && port === '' && username === '' && password === '' && /^(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]+$/.test(hostname) && !/\.(?:local|localhost|internal|lan|home|arpa)$/.test(hostname);
}

/** An answer, as far as it is used. What is amiss in a field loses that field; what is no answer of oEmbed's is refused. */
const answer = z.object({
  type: z.enum(['photo', 'video', 'link', 'rich']),
  title: words(300),
  author_name: words(200),
  thumbnail_url: z.string().refine(isPublicPicture).transform((address) => new URL(address).href).nullable().catch(null),
  width: size,
  height: size,
});

/** What the answer's bytes say; null where they are no answer. Of anything but a film the size is that of its host's markup, and no use. */
export function readOembed(bytes: Uint8Array, provider: string): FoundEmbed | null {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const read = answer.safeParse(json);
  if (!read.success) return null;
  const { type, title, author_name: author, thumbnail_url: thumbnail, width, height } = read.data;
  const film = type === 'video' && width !== null && height !== null;
  return { provider, title, author, thumbnail, width: film ? width : null, height: film ? height : null };
}
