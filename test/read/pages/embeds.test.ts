// Embeds: known players get a frame, whose address is made here; anything else is a link.
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { embedOf } from '../../../src/core/format/embed.js';
import { isFrameHost } from '../../../src/core/format/frame-hosts.js';
import type { TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { Publisher } from '../../support/publisher.js';

type Shown = {
  type: string;
  url: string;
  provider?: string;
  thumbnail?: string | null;
  frame?: { src: string; width: number; height: number } | null;
};

let dateline: TestDateline;
let desk: Publisher;

beforeAll(async () => {
  dateline = await startEmbedded();
  desk = await Publisher.named(dateline, 'desk');
});
afterAll(() => dateline.end());

const KNOWN: [provider: string, url: string, src: string | null][] = [
  [
    'YouTube',
    'https://www.youtube.com/watch?v=abcdefghijk&t=90s',
    'https://www.youtube-nocookie.com/embed/abcdefghijk?start=90',
  ],
  ['YouTube', 'https://youtu.be/abcdefghijk', 'https://www.youtube-nocookie.com/embed/abcdefghijk'],
  ['YouTube', 'https://m.youtube.com/shorts/abcdefghijk', 'https://www.youtube-nocookie.com/embed/abcdefghijk'],
  ['Vimeo', 'https://vimeo.com/123456/ab12', 'https://player.vimeo.com/video/123456?h=ab12'],
  ['Dailymotion', 'https://www.dailymotion.com/video/x7abcd', 'https://geo.dailymotion.com/player.html?video=x7abcd'],
  ['Spotify', 'https://open.spotify.com/intl-de/episode/4abcDEF', 'https://open.spotify.com/embed/episode/4abcDEF'],
  [
    'SoundCloud',
    'https://soundcloud.com/someone/a-track',
    'https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fsomeone%2Fa-track',
  ],
  [
    'Bluesky',
    'https://bsky.app/profile/did:plc:abc123/post/3kxyz',
    'https://embed.bsky.app/embed/did:plc:abc123/app.bsky.feed.post/3kxyz',
  ],
  ['Bluesky', 'https://bsky.app/profile/someone.example/post/3kxyz', null],
  ['X', 'https://x.com/someone/status/12345', 'https://platform.twitter.com/embed/Tweet.html?id=12345'],
  ['Instagram', 'https://www.instagram.com/reel/Cabc-1/', 'https://www.instagram.com/reel/Cabc-1/embed/'],
  ['TikTok', 'https://www.tiktok.com/@some.one/video/7123', 'https://www.tiktok.com/embed/v2/7123'],
  [
    'Apple Podcasts',
    'https://podcasts.apple.com/gb/podcast/a-show/id12345?i=678',
    'https://embed.podcasts.apple.com/gb/podcast/a-show/id12345?i=678',
  ],
];

test('of every known provider get its player, made from the id, on a host that the CSP allows', async () => {
  const { story: id } = await desk.publish({
    uri: 'players',
    headline: 'Players',
    body: ['See them.'],
    media: KNOWN.map(([, url]) => ({ url, type: 'embed' })),
  });
  const { media } = (await dateline.http.get(`/v1/stories/${id}`).expect(200)).body as { media: Shown[] };
  expect(media.map(({ provider, url, frame }) => [provider, url, frame?.src ?? null])).toEqual(KNOWN);
  for (const { frame } of media) {
    if (frame == null) continue;
    expect(isFrameHost(frame.src), frame.src).toBe(true);
    expect(frame.width * frame.height).toBeGreaterThan(0);
  }
  const { document } = parseHTML((await dateline.http.get(`/stories/${id}`).expect(200)).text);
  expect([...document.querySelectorAll('iframe')].map((frame) => frame.getAttribute('src'))).toEqual(
    KNOWN.flatMap(([, , src]) => src ?? []),
  );
  for (const frame of document.querySelectorAll('iframe')) expect(frame.hasAttribute('sandbox')).toBe(true);
});

test('of other hosts, look-alike hosts, invalid ids and markup in an address stay links; an image stays an image', async () => {
  const others = [
    'https://video.example/watch?v=abcdefghijk',
    'https://youtube.com.evil.example/watch?v=abcdefghijk',
    'https://www.youtube.com/watch?v=%22%3E%3Cscript%3E',
    'https://www.youtube.com:8443/watch?v=abcdefghijk',
    'https://vimeo.com/channels/staff',
    'https://x.com/someone',
    'https://soundcloud.com/someone',
  ];
  const { story: id } = await desk.publish({
    uri: 'links',
    headline: 'Links',
    body: ['See them.'],
    media: [...others.map((url) => ({ url, type: 'embed' })), { url: 'https://youtu.be/abcdefghijk', type: 'image' }],
  });
  const { media } = (await dateline.http.get(`/v1/stories/${id}`).expect(200)).body as { media: Shown[] };
  for (const shown of media) expect(shown).not.toHaveProperty('frame');
  const { document } = parseHTML((await dateline.http.get(`/stories/${id}`).expect(200)).text);
  expect(document.querySelectorAll('iframe, figure script')).toHaveLength(0);
  const links = new Set([...document.querySelectorAll('figure a')].map((link) => link.getAttribute('href')));
  for (const url of others.slice(0, 2)) expect(links).toContain(url);
});

test('never throw, whatever the address', () => {
  for (const address of [
    null,
    '',
    'nonsense',
    'javascript:alert(1)',
    'https://youtu.be',
    'https://youtu.be/%E0%A4%A',
    'https://bsky.app/profile',
    'https://x.com//status//',
    `https://vimeo.com/${'1'.repeat(3000)}`,
  ])
    expect(embedOf(address)).toBeNull();
});
