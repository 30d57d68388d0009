// Hosts whose players may be framed on a story's page. The page's content security policy allows only these.
import { isUrl } from '../text/is-url.js';

export const FRAME_HOSTS: readonly string[] = [
  'www.youtube-nocookie.com',
  'player.vimeo.com',
  'geo.dailymotion.com',
  'open.spotify.com',
  'w.soundcloud.com',
  'embed.bsky.app',
  'platform.twitter.com',
  'www.instagram.com',
  'www.tiktok.com',
  'embed.podcasts.apple.com',
];

/** True where this URL may be framed. */
export function isFrameHost(address: string): boolean {
  if (!isUrl(address)) return false;
  const { protocol, host } = new URL(address);
  return protocol === 'https:' && FRAME_HOSTS.includes(host);
}
