// Players of other sites that can be shown in a frame. The frame's URL is built from the id in the media's
import { isUrl } from '../text/is-url.js';
// URL, so nothing is fetched and no response needs to be trusted. This is the only list of such providers.

/** A player's URL, and the size in px for which its provider designed it. */
type EmbedFrame = { src: string; width: number; height: number };
/** The provider and player of a URL. Without a frame it is shown as a link. */
export type Embed = { provider: string; thumbnail: string | null; frame: EmbedFrame | null };

type Provider = { name: string; hosts: RegExp; read: (url: URL) => Pick<Embed, 'thumbnail' | 'frame'> | null };

const framed = (
  src: string,
  width: number,
  height: number,
  thumbnail: string | null = null,
): Pick<Embed, 'thumbnail' | 'frame'> => ({ thumbnail, frame: { src, width, height } });
const ID = /^[\w-]{1,64}$/;
const idOf = (text: string | null | undefined): string | null => (text != null && ID.test(text) ? text : null);
const segments = ({ pathname }: URL): string[] => pathname.split('/').filter((segment) => segment !== '');

function youtube(url: URL): ReturnType<Provider['read']> {
  const [first, second] = segments(url);
  const short = url.hostname.endsWith('youtu.be');
  const id = idOf(
    short
      ? first
      : first === 'watch'
        ? url.searchParams.get('v')
        : /^(?:shorts|live|embed|v)$/.test(first ?? '')
          ? second
          : null,
  );
  if (id === null || id.length !== 11) return null;
  const [, start] = /^(\d{1,6})s?$/.exec(url.searchParams.get('t') ?? url.searchParams.get('start') ?? '') ?? [];
  const src = `https://www.youtube-nocookie.com/embed/${id}${start === undefined ? '' : `?start=${start}`}`;
  const [width, height] = first === 'shorts' ? [315, 560] : [560, 315];
  return framed(src, width, height, `https://i.ytimg.com/vi/${id}/hqdefault.jpg`);
}

function vimeo(url: URL): ReturnType<Provider['read']> {
  const [id, hash] = segments(url).filter((part) => part !== 'video');
  if (id === undefined || !/^\d{1,12}$/.test(id)) return null;
  const secret = idOf(hash ?? url.searchParams.get('h'));
  return framed(`https://player.vimeo.com/video/${id}${secret === null ? '' : `?h=${secret}`}`, 640, 360);
}

function spotify(url: URL): ReturnType<Provider['read']> {
  const [kind, id] = segments(url).filter((part) => !/^(?:intl-\w+|embed)$/.test(part));
  if (kind === undefined || !/^(?:track|album|playlist|artist|episode|show)$/.test(kind) || idOf(id) === null)
    return null;
  return framed(`https://open.spotify.com/embed/${kind}/${id}`, 624, /^(?:track|episode)$/.test(kind) ? 152 : 352);
}

function bluesky(url: URL): ReturnType<Provider['read']> {
  const [, account, , post] = segments(url);
  if (idOf(post) === null || account === undefined) return null;
  // The player needs the account's DID; a handle would have to be resolved by a request.
  return /^did:[a-z]+:[\w.:-]{1,100}$/.test(account)
    ? framed(`https://embed.bsky.app/embed/${account}/app.bsky.feed.post/${post}`, 600, 500)
    : { thumbnail: null, frame: null };
}

/** A reader for URLs whose path matches `form`; `make` gets its groups. */
const byPath =
  (form: RegExp, make: (...groups: string[]) => Pick<Embed, 'thumbnail' | 'frame'>) =>
  (url: URL): ReturnType<Provider['read']> => {
    const [whole, ...groups] = form.exec(url.pathname) ?? [];
    return whole === undefined ? null : make(...groups);
  };

const PROVIDERS: readonly Provider[] = [
  { name: 'YouTube', hosts: /^(?:(?:www\.|m\.|music\.)?youtube(?:-nocookie)?\.com|youtu\.be)$/, read: youtube },
  { name: 'Vimeo', hosts: /^(?:www\.|player\.)?vimeo\.com$/, read: vimeo },
  {
    name: 'Dailymotion',
    hosts: /^(?:www\.)?dailymotion\.com$|^dai\.ly$/,
    read: byPath(/^\/(?:(?:embed\/)?video\/)?([a-z0-9]{5,12})$/i, (id = '') =>
      framed(`https://geo.dailymotion.com/player.html?video=${id}`, 640, 360),
    ),
  },
  { name: 'Spotify', hosts: /^open\.spotify\.com$/, read: spotify },
  {
    name: 'SoundCloud',
    hosts: /^(?:www\.|m\.)?soundcloud\.com$/,
    read: (url) =>
      segments(url).length < 2
        ? null
        : framed(
            `https://w.soundcloud.com/player/?url=${encodeURIComponent(`https://soundcloud.com${url.pathname}`)}`,
            640,
            166,
          ),
  },
  { name: 'Bluesky', hosts: /^bsky\.app$/, read: bluesky },
  {
    name: 'X',
    hosts: /^(?:www\.|mobile\.)?(?:x|twitter)\.com$/,
    read: byPath(/^\/\w{1,20}\/status(?:es)?\/(\d{1,20})(?:\/|$)/, (id = '') =>
      framed(`https://platform.twitter.com/embed/Tweet.html?id=${id}`, 550, 600),
    ),
  },
  {
    name: 'Instagram',
    hosts: /^(?:www\.)?instagram\.com$/,
    read: byPath(/^\/(?:[\w.]{1,40}\/)?(p|reel|tv)\/([\w-]{1,40})(?:\/|$)/, (kind = '', id = '') =>
      framed(`https://www.instagram.com/${kind}/${id}/embed/`, 540, 720),
    ),
  },
  {
    name: 'TikTok',
    hosts: /^(?:www\.|m\.)?tiktok\.com$/,
    read: byPath(/^\/@[\w.]{1,40}\/video\/(\d{1,20})(?:\/|$)/, (id = '') =>
      framed(`https://www.tiktok.com/embed/v2/${id}`, 325, 740),
    ),
  },
  {
    name: 'Apple Podcasts',
    hosts: /^podcasts\.apple\.com$/,
    read: (url) =>
      /\/id\d+$/.test(url.pathname)
        ? framed(
            `https://embed.podcasts.apple.com${url.pathname}${/^\d+$/.test(url.searchParams.get('i') ?? '') ? `?i=${url.searchParams.get('i')}` : ''}`,
            660,
            175,
          )
        : null,
  },
];

/** The player at this URL; null where the provider is unknown. */
export function embedOf(address: string | null): Embed | null {
  if (address === null || address.length > 2048 || !isUrl(address)) return null;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || url.port !== '') return null;
  const provider = PROVIDERS.find(({ hosts }) => hosts.test(url.hostname));
  const read = provider?.read(url) ?? null;
  return provider === undefined || read === null ? null : { provider: provider.name, ...read };
}
