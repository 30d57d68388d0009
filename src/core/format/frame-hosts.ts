// Hosts whose players may stand in a frame on a story's page; the page's policy allows these and no other.

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

/** True where a frame of this address may be shown: https, and one of the hosts. */
export function isFrameHost(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host } = new URL(address);
  return protocol === 'https:' && FRAME_HOSTS.includes(host);
}
