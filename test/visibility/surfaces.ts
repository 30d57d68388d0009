// Everything that Dateline serves about some stories, as one reader gets it.
import type { TestDateline } from '../support/dateline.js';
import { EventStream } from '../support/event-stream.js';
import { until } from '../support/wait.js';

/** Stories to request, each with all its revisions. */
export type Asked = {
  stories: readonly { id: string; revisions: number }[];
  topics: readonly string[];
  publisher: string;
  since: string;
  submissions: readonly string[];
};

const CONCURRENCY = 8;

/**
 * The responses by address, for the holder of `secret` or without credentials. Sockets and streams replay
 * from `since`.
 */
export async function readSurfaces(
  dateline: TestDateline,
  asked: Asked,
  secret?: string,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const headers: Record<string, string> = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  const paths = addressesOf(asked, secret !== undefined);
  const get = async (path: string): Promise<void> => {
    const answer = await fetch(`${dateline.url}${path}`, { redirect: 'manual', headers });
    const text = await answer.text();
    if (answer.status >= 500) throw new Error(`${path} was answered ${answer.status}: ${text}`);
    found.set(path, text);
  };
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (let path = paths.pop(); path !== undefined; path = paths.pop()) await get(path);
    }),
  );
  const channels = [
    'all',
    `publisher/${asked.publisher}`,
    ...asked.topics.map((topic) => `topic/${topic}`),
    ...asked.stories.map(({ id }) => `story/${id}`),
  ];
  const reader = await dateline.read(secret === undefined ? {} : { token: secret });
  const answers = await Promise.all(
    channels.map(async (channel) => [channel, (await reader.subscribe(channel, asked.since)).ok] as const),
  );
  const followed = answers.flatMap(([channel, ok]) => (ok ? [channel] : []));
  const stream = await EventStream.open(
    dateline.url,
    [...followed.slice(0, 20).map((channel): [string, string] => ['channel', channel]), ['after', asked.since]],
    headers,
  );
  // A stream sends `sync` after its replay; a subscription is acknowledged after it.
  await until(() => stream.events.some(({ event }) => event === 'sync'));
  await reader.socket.timeout(10_000).emitWithAck('unsubscribe', { channel: 'all' });
  found.set('a socket that replays', JSON.stringify(reader.updates));
  found.set('a stream that replays', JSON.stringify(stream.events));
  stream.close();
  reader.socket.disconnect();
  return found;
}

function addressesOf({ stories, topics, publisher, since, submissions }: Asked, withKey: boolean): string[] {
  const ids = stories.map(({ id }) => id);
  const pairsOf = (revisions: number): [number, number][] => [
    ...Array.from({ length: revisions - 1 }, (_, at): [number, number] => [at + 1, at + 2]),
    ...(revisions > 2 ? [[1, revisions] as [number, number]] : []),
  ];
  const channels = [
    'all',
    `publisher/${publisher}`,
    ...topics.map((topic) => `topic/${topic}`),
    ...ids.map((id) => `story/${id}`),
  ].map(encodeURIComponent);
  const api = stories.flatMap(({ id, revisions }) => [
    ...[
      '',
      '/revisions',
      '/ninjs',
      '/ninjs?revisions=all',
      ...Array.from({ length: revisions }, (_, at) => `/revisions/${at + 1}`),
      ...pairsOf(revisions).map(([from, to]) => `/diff?from=${from}&to=${to}`),
    ].map((path) => `/v1/stories/${id}${path}`),
    ...(withKey ? [`/v1/desk/${id}`, `/v1/desk/${id}/revisions`] : []),
  ]);
  const lists = channels.flatMap((channel) => [
    `/v1/stories?channel=${channel}&limit=100`,
    `/v1/updates?channel=${channel}&after=${since}&limit=500`,
    `/v1/updates?channel=${channel}&after=${since}&limit=3`,
  ]);
  if (withKey)
    return [
      ...api,
      ...lists,
      '/v1/desk',
      '/v1/audit',
      '/ops',
      ...submissions.flatMap((id) => [`/v1/submissions/${id}/raw`, `/v1/submissions/${id}`]),
    ];
  const pages = stories.flatMap(({ id, revisions }) =>
    [
      '',
      ...pairsOf(revisions).map(([from, to]) => `/diff/${from}..${to}`),
      ...ids.filter((post) => post !== id).flatMap((post) => [`/posts/${post}`, `?post=${post}`]),
    ].map((path) => `/stories/${id}${path}`),
  );
  return [
    ...api,
    ...lists,
    ...pages,
    ...channels.flatMap((channel) => ['rss', 'atom', 'json'].map((form) => `/v1/channels/${channel}/feed.${form}`)),
    '/sitemap-news.xml',
    '/',
  ];
}
