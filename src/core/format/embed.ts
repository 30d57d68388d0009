// What stands at another's address and can be shown in a frame: the frame's address is made by us from the id in the story's own
// address, so nothing has to be fetched, and nothing that others answer is trusted. The one list of providers.

/** Where a player stands; width and height are those that its provider draws it in. */
export type EmbedFrame = { src: string; width: number; height: number };
/** What is known of an address by its form alone. Without a frame it stays a link. */
export type Embed = { provider: string; thumbnail: string | null; frame: EmbedFrame | null };

type Provider = { name: string; hosts: RegExp; read: (url: URL) => Pick<Embed, 'thumbnail' | 'frame'> | null };

const framed = (src: string, width: number, height: number, thumbnail: string | null = null): Pick<Embed, 'thumbnail' | 'frame'> => ({ thumbnail, frame: { src, width, height } });
const ID = /^[\w-]{1,64}$/;
const idOf = (text: string | null | undefined): string | null => (text != null && ID.test(text) ? text : null);
const parts = ({ pathname }: URL): string[] => pathname.split('/').filter((part) => part !== '');

function youtube(url: URL): ReturnType<Provider['read']> {
  const [first, second] = parts(url);
  const short = url.hostname.endsWith('youtu.be');
  const id = idOf(short ? first : first === 'watch' ? url.searchParams.get('v') : /^(?:shorts|live|embed|v)$/.test(first ?? '') ? second : null);
  if (id === null || id.length !== 11) return null;
  const [, start] = /^(\d{1,6})s?$/.exec(url.searchParams.get('t') ?? url.searchParams.get('start') ?? '') ?? [];
  const src = `https://www.youtube-nocookie.com/embed/${id}${start === undefined ? '' : `?start=${start}`}`;
  const [width, height] = first === 'shorts' ? [315, 560] : [560, 315];
  return framed(src, width, height, `https://i.ytimg.com/vi/${id}/hqdefault.jpg`);
}

function vimeo(url: URL): ReturnType<Provider['read']> {
  const [id, hash] = parts(url).filter((part) => part !== 'video');
  if (id === undefined || !/^\d{1,12}$/.test(id)) return null;
  const secret = idOf(hash ?? url.searchParams.get('h'));
  return framed(`https://player.vimeo.com/video/${id}${secret === null ? '' : `?h=${secret}`}`, 640, 360);
}

function spotify(url: URL): ReturnType<Provider['read']> {
  const [kind, id] = parts(url).filter((part) => !/^(?:intl-\w+|embed)$/.test(part));
  if (kind === undefined || !/^(?:track|album|playlist|artist|episode|show)$/.test(kind) || idOf(id) === null) return null;
  return framed(`https://open.spotify.com/embed/${kind}/${id}`, 624, /^(?:track|episode)$/.test(kind) ? 152 : 352);
}

function bluesky(url: URL): ReturnType<Provider['read']> {
  const [, who, , post] = parts(url);
  if (idOf(post) === null || who === undefined) return null;
  // Its player is found by the account's id alone; a name would have to be asked for.
  return /^did:[a-z]+:[\w.:-]{1,100}$/.test(who) ? framed(`https://embed.bsky.app/embed/${who}/app.bsky.feed.post/${post}`, 600, 500) : { thumbnail: null, frame: null };
}

const pathed = (form: RegExp, make: (...groups: string[]) => Pick<Embed, 'thumbnail' | 'frame'>) => (url: URL): ReturnType<Provider['read']> => {
  const [whole, ...groups] = form.exec(url.pathname) ?? [];
  return whole === undefined ? null : make(...groups);
};

const PROVIDERS: readonly Provider[] = [
  { name: 'YouTube', hosts: /^(?:(?:www\.|m\.|music\.)?youtube(?:-nocookie)?\.com|youtu\.be)$/, read: youtube },
  { name: 'Vimeo', hosts: /^(?:www\.|player\.)?vimeo\.com$/, read: vimeo },
  { name: 'Dailymotion', hosts: /^(?:www\.)?dailymotion\.com$|^dai\.ly$/, read: pathed(/^\/(?:(?:embed\/)?video\/)?([a-z0-9]{5,12})$/i, (id = '') => framed(`https://geo.dailymotion.com/player.html?video=${id}`, 640, 360)) },
  { name: 'Spotify', hosts: /^open\.spotify\.com$/, read: spotify },
  { name: 'SoundCloud', hosts: /^(?:www\.|m\.)?soundcloud\.com$/, read: (url) => (parts(url).length < 2 ? null : framed(`https://w.soundcloud.com/player/?url=${encodeURIComponent(`https://soundcloud.com${url.pathname}`)}`, 640, 166)) },
  { name: 'Bluesky', hosts: /^bsky\.app$/, read: bluesky },
  { name: 'X', hosts: /^(?:www\.|mobile\.)?(?:x|twitter)\.com$/, read: pathed(/^\/\w{1,20}\/status(?:es)?\/(\d{1,20})(?:\/|$)/, (id = '') => framed(`https://platform.twitter.com/embed/Tweet.html?id=${id}`, 550, 600)) },
  { name: 'Instagram', hosts: /^(?:www\.)?instagram\.com$/, read: pathed(/^\/(?:[\w.]{1,40}\/)?(p|reel|tv)\/([\w-]{1,40})(?:\/|$)/, (kind = '', id = '') => framed(`https://www.instagram.com/${kind}/${id}/embed/`, 540, 720)) },
  { name: 'TikTok', hosts: /^(?:www\.|m\.)?tiktok\.com$/, read: pathed(/^\/@[\w.]{1,40}\/video\/(\d{1,20})(?:\/|$)/, (id = '') => framed(`https://www.tiktok.com/embed/v2/${id}`, 325, 740)) },
  { name: 'Apple Podcasts', hosts: /^podcasts\.apple\.com$/, read: (url) => (/\/id\d+$/.test(url.pathname) ? framed(`https://embed.podcasts.apple.com${url.pathname}${/^\d+$/.test(url.searchParams.get('i') ?? '') ? `?i=${url.searchParams.get('i')}` : ''}`, 660, 175) : null) },
];

/** What stands at the address, as far as its form says; null where it is nobody's that is known. */
export function embedOf(address: string | null): Embed | null {
  if (address === null || address.length > 2048 || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || url.port !== '') return null;
  const provider = PROVIDERS.find(({ hosts }) => hosts.test(url.hostname));
  const read = provider?.read(url) ?? null;
  return provider === undefined || read === null ? null : { provider: provider.name, ...read };
}
