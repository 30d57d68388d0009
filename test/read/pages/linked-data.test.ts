// JSON-LD of pages, checked against schema.org's types and search engines' rules for NewsArticle and
// LiveBlogPosting.
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { Publisher } from '../../support/publisher.js';

let dateline: TestDateline;
let desk: Publisher;

beforeAll(async () => {
  dateline = await startEmbedded();
  desk = await Publisher.named(dateline, 'desk');
});
afterAll(() => dateline.end());

// Strict: a property that schema.org does not list for its type is an error.
const address = z
  .string()
  .transform((text) => new URL(text, `${dateline.url}/stories/x`).href)
  .pipe(z.url({ protocol: /^https?$/ }));
const time = z.iso.datetime({ offset: true });
const author = z.strictObject({
  '@type': z.enum(['Person', 'Organization']),
  name: z
    .string()
    .min(1)
    .refine((name) => !/^by\s/i.test(name), 'is a name, no byline'),
});
const authors = z.union([author, z.array(author).min(2)]);
const correction = z.strictObject({
  '@type': z.literal('CorrectionComment'),
  text: z.string().min(1),
  datePublished: time.optional(),
});
const written = {
  headline: z.string().min(1),
  datePublished: time,
  dateModified: time,
  author: authors,
  image: z.array(address).min(1).optional(),
  inLanguage: z.string().optional(),
  articleBody: z.string().min(1).optional(),
  correction: correction.optional(),
};
const whole = {
  '@context': z.literal('https://schema.org'),
  ...written,
  url: address,
  mainEntityOfPage: address,
  keywords: z.array(z.string()).optional(),
  version: z.string(),
  publisher: z.strictObject({ '@type': z.literal('Organization'), name: z.string().min(1) }),
  contentLocation: z.strictObject({ '@type': z.literal('Place'), name: z.string().min(1) }).optional(),
};
const inOrder = ({ datePublished, dateModified }: { datePublished: string; dateModified: string }): boolean =>
  Date.parse(dateModified) >= Date.parse(datePublished);
const newsArticle = z
  .strictObject({ ...whole, '@type': z.literal('NewsArticle'), dateline: z.string().optional() })
  .refine(inOrder);
const blogPosting = z
  .strictObject({ ...written, '@type': z.literal('BlogPosting'), '@id': z.string().regex(/^#post-/), url: address })
  .refine(inOrder);
const liveBlogPosting = z
  .strictObject({
    ...whole,
    '@type': z.literal('LiveBlogPosting'),
    coverageStartTime: time,
    coverageEndTime: time.optional(),
    liveBlogUpdate: z.array(blogPosting).min(1).optional(),
  })
  .refine(inOrder)
  .refine(
    ({ coverageStartTime, coverageEndTime }) =>
      coverageEndTime === undefined || Date.parse(coverageEndTime) >= Date.parse(coverageStartTime),
  );

async function linked(id: string): Promise<unknown> {
  const page = await dateline.http.get(`/stories/${id}`).expect(200);
  const scripts = [...parseHTML(page.text).document.querySelectorAll('script[type="application/ld+json"]')];
  expect(scripts).toHaveLength(1);
  return JSON.parse(scripts[0]?.textContent ?? '');
}

test('an article is a NewsArticle with its headline, times, authors one by one, images, place and publisher', async () => {
  const { story: id } = await desk.publish({
    uri: 'river',
    headline: 'River rises',
    byline: 'By Ada Writer and Ben Scribe',
    located: 'Riverton',
    body: ['It stands at 310.', 'Bridges stay closed.'],
    topics: ['flood'],
    language: 'en-GB',
    firstCreated: '2024-04-01T08:00:00Z',
    versionCreated: '2024-04-01T09:00:00Z',
    media: [
      { url: 'https://i.example/river.jpg', type: 'image' },
      { url: 'https://v.example/river.mp4', type: 'video' },
    ],
  });
  const article = newsArticle.parse(await linked(id));
  expect(article).toMatchObject({
    headline: 'River rises',
    datePublished: '2024-04-01T08:00:00Z',
    dateModified: '2024-04-01T09:00:00Z',
    dateline: 'Riverton',
    inLanguage: 'en-GB',
    image: ['https://i.example/river.jpg'],
    keywords: ['flood'],
    author: [
      { '@type': 'Person', name: 'Ada Writer' },
      { '@type': 'Person', name: 'Ben Scribe' },
    ],
    articleBody: 'It stands at 310.\n\nBridges stay closed.',
    publisher: { name: 'desk' },
    url: `${dateline.url}/stories/${id}`,
  });
});

test('a story without times and authors has its time of receipt, and its publisher; a desk is an Organization', async () => {
  const before = Date.now();
  const { story: id } = await desk.publish({ uri: 'bare', headline: 'Bare', body: ['Nothing else is known.'] });
  const bare = newsArticle.parse(await linked(id));
  expect(bare.author).toEqual({ '@type': 'Organization', name: 'desk' });
  expect(Date.parse(bare.datePublished)).toBeGreaterThanOrEqual(before);
  await desk.publish({
    uri: 'bare',
    headline: 'Bare',
    body: ['A little more is known, of 3 bridges.'],
    byline: 'The Web Desk',
  });
  const more = newsArticle.parse(await linked(id));
  expect(more.author).toEqual({ '@type': 'Organization', name: 'The Web Desk' });
  expect(more.datePublished).toBe(bare.datePublished);
  expect(Date.parse(more.dateModified)).toBeGreaterThan(Date.parse(more.datePublished));
});

test('a correction is a CorrectionComment with its time', async () => {
  const { story: id } = await desk.publish({
    uri: 'vote',
    headline: 'Vote counted',
    body: ['Ada won.'],
    versionCreated: '2024-04-01T08:00:00Z',
  });
  await desk.publish({
    uri: 'vote',
    headline: 'Vote counted',
    body: ['Ben won.'],
    versionCreated: '2024-04-01T10:00:00Z',
    correction: 'An earlier version named another winner.',
  });
  await desk.publish({
    uri: 'vote',
    headline: 'Vote counted',
    body: ['Ben won by 3 votes.'],
    versionCreated: '2024-04-01T12:00:00Z',
    correction: 'An earlier version named another winner.',
  });
  expect(newsArticle.parse(await linked(id)).correction).toEqual({
    '@type': 'CorrectionComment',
    text: 'An earlier version named another winner.',
    datePublished: '2024-04-01T10:00:00Z',
  });
});

test('a live blog is a LiveBlogPosting with its coverage, and its posts each with address, headline, times and text', async () => {
  const { story: id } = await desk.publish({
    uri: 'night',
    kind: 'liveblog',
    headline: 'Election night',
    body: ['Follow it here.'],
    located: 'Riverton',
    firstCreated: '2024-04-01T18:00:00Z',
  });
  expect(liveBlogPosting.parse(await linked(id))).toMatchObject({
    coverageStartTime: '2024-04-01T18:00:00Z',
    contentLocation: { name: 'Riverton' },
  });
  const { story: first } = await desk.publish({
    uri: 'night/1',
    partOf: 'night',
    headline: 'Polls close',
    body: ['They closed at ten.'],
    firstCreated: '2024-04-01T20:00:00Z',
    versionCreated: '2024-04-01T20:00:00Z',
  });
  await desk.publish({
    uri: 'night/2',
    partOf: 'night',
    headline: 'First count',
    body: ['Ada leads.'],
    correction: 'Not Ben, as we said.',
  });
  const live = liveBlogPosting.parse(await linked(id));
  expect(live).not.toHaveProperty('coverageEndTime');
  expect(live.liveBlogUpdate?.map(({ headline }) => headline)).toEqual(['First count', 'Polls close']);
  expect(live.liveBlogUpdate?.[1]).toMatchObject({
    url: `${dateline.url}/stories/${id}#post-${first}`,
    datePublished: '2024-04-01T20:00:00Z',
    articleBody: 'They closed at ten.',
  });
  // Its dateModified is that of its newest post.
  expect(live.dateModified).toBe(live.liveBlogUpdate?.[0]?.dateModified);
  await desk.request('patch', `/v1/stories/${id}`).send({ coverageEndTime: '2024-04-02T02:00:00Z' }).expect(200);
  expect(liveBlogPosting.parse(await linked(id)).coverageEndTime).toBe('2024-04-02T02:00:00Z');
});
