import { expect } from 'vitest';
import { ADMIN_KEY, type TestDateline } from './dateline.js';

type Operation = { parameters?: { name: string; in: string; required?: boolean }[] };
type Paths = Record<string, Record<string, Operation>>;

/** Pages for people, which no OpenAPI document lists. */
const PAGES = [
  '/',
  '/console',
  '/ops',
  '/metrics',
  '/health/ready',
  '/sitemap-news.xml',
  '/stories/{id}',
  '/stories/{id}/diff',
  '/stories/{id}/diff/1..2',
];
const QUERIES: Record<string, string[]> = {
  '/v1/updates': ['', '?limit=500', '?channel=story/{id}', '?channel=publisher/desk'],
  '/v1/stories': ['', '?channel=publisher/desk', '?channel=story/{id}'],
  '/v1/stories/{id}/diff': ['?from=1&to=2'],
  '/v1/stories/{id}/ninjs': ['', '?revisions=all'],
};

/**
 * The addresses of every page, feed, list and answer that can be asked for with GET, those of a story for each of
 * these.
 */
export async function readSurfaces(dateline: TestDateline, stories: readonly string[]): Promise<string[]> {
  const { paths } = (await dateline.http.get('/docs/openapi.json').expect(200)).body as { paths: Paths };
  const routes = Object.entries(paths).flatMap(([path, { get }]) => (get === undefined ? [] : [path]));
  expect(routes.length).toBeGreaterThan(20);
  const filled = [...routes, ...PAGES].flatMap((path) => (QUERIES[path] ?? ['']).map((query) => path + query));
  const feeds = ['all', 'publisher%2Fdesk', ...stories.map((id) => `story%2F${id}`)].flatMap((channel) =>
    ['feed.rss', 'feed.atom', 'feed.json'].map((file) => `/v1/channels/${channel}/${file}`),
  );
  const each = filled
    .flatMap((path) => (path.includes('{id}') ? stories.map((id) => path.replaceAll('{id}', id)) : [path]))
    .map((path) => path.replace('{revision}', '1').replace('{post}', stories[0] ?? ''));
  return [...new Set([...each.filter((path) => !path.includes('{')), ...feeds])];
}

/** Asks for all of them, as a reader and as the operator; answers those that met a fault of ours. */
export async function brokenSurfaces(dateline: TestDateline, surfaces: readonly string[]): Promise<string[]> {
  const broken: string[] = [];
  const left = surfaces.flatMap((path) => [
    { path, key: undefined as string | undefined },
    { path, key: ADMIN_KEY },
  ]);
  const ask = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { path, key } = next;
      const answer = await fetch(`${dateline.url}${path}`, {
        redirect: 'manual',
        headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      });
      const text = await answer.text();
      if (answer.status >= 500)
        broken.push(
          `${answer.status} ${path} ${key === undefined ? 'as a reader' : 'as the operator'}: ${text.slice(0, 200)}`,
        );
    }
  };
  await Promise.all([ask(), ask(), ask(), ask()]);
  return broken.sort();
}
