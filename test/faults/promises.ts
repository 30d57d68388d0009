// What must hold after the faults, as seen from the outside; each violation as text.
import { isDeepStrictEqual } from 'node:util';
import { applyOps } from '../../src/core/library.js';
import type { Update } from '../../src/core/log/update.js';
import { ADMIN_KEY, seqOf } from '../support/dateline.js';
import type { Follower, Given } from './followers.js';
import { call, type Accepted, type Ending, type Publishers } from './publishers.js';

export type Log = { head: number; updates: Update[] };

const get = async (
  url: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> => {
  const answer = await fetch(url + path, { headers, signal: AbortSignal.timeout(10_000) });
  return { status: answer.status, text: await answer.text() };
};

/** A channel's log after a cursor, page by page. */
export async function logOf(url: string, channel: string, after: string): Promise<Log> {
  const updates: Update[] = [];
  for (let cursor = after; ;) {
    const { status, text } = await get(
      url,
      `/v1/updates?${new URLSearchParams({ channel, after: cursor, limit: '500' })}`,
    );
    if (status !== 200) throw new Error(`the log of ${channel} after ${cursor} was answered ${status}: ${text}`);
    const page = JSON.parse(text) as { epoch: string; head: number; next: string; updates: Update[] };
    updates.push(...page.updates);
    if (page.next === cursor || seqOf(page.next) >= page.head) return { head: page.head, updates };
    cursor = page.next;
  }
}

/** Each `prev` names the previous update, and there are no duplicates. */
export function chainFaults(of: string, updates: readonly Update[], since: string): string[] {
  const faults: string[] = [];
  let last: number | null = null;
  for (const { cursor, prev } of updates) {
    const seq = seqOf(cursor);
    if (last === null ? prev > seqOf(since) || seq <= seqOf(since) : prev !== last || seq <= last)
      faults.push(`${of}: ${seq} says that ${prev} was before it, but ${last ?? since} was`);
    last = seq;
  }
  return faults;
}

/** A reader got the whole log, once and in order. It may have read a killed story before the kill. */
export function readerFaults(
  { name }: Follower,
  { channel, since, updates, resets }: Given,
  log: Log,
  killed: ReadonlySet<string>,
): string[] {
  const of = `${name} on ${channel}`;
  if (resets.length > 0) return [`${of} was told to begin anew for no reason of the log's: ${resets.join(', ')}`];
  const [had, due] = [updates, log.updates].map((list) => list.map(({ cursor }) => seqOf(cursor))) as [
    number[],
    number[],
  ];
  if (!isDeepStrictEqual(had, due))
    return [`${of} was given ${had.join(' ')} after ${since}, and the log has ${due.join(' ')}`];
  return updates.flatMap((update, at) => {
    const told = log.updates[at];
    const same =
      told !== undefined &&
      (killed.has(update.story.id)
        ? update.prev === told.prev && update.story.revision === told.story.revision
        : isDeepStrictEqual(update, told));
    return same ? [] : [`${of} was given ${JSON.stringify(update)}, and the log has ${JSON.stringify(told)}`];
  });
}

/** Each submission has one result, which matches its response; each revision comes from one submission. */
export function endingFaults(accepted: readonly Accepted[], endings: ReadonlyMap<string, Ending>): string[] {
  const faults: string[] = [];
  const makers = new Map<string, string>();
  const submissions = new Map<string, Accepted>();
  for (const one of accepted) {
    const ending = endings.get(one.submission);
    const what = `version ${one.version} of ${one.uri} (${one.submission})`;
    if (ending === undefined) faults.push(`${what} is undone`);
    else if (one.told !== null && one.told !== ending.status)
      faults.push(`${what} was told that it is ${one.told}, and is ${ending.status}`);
    else if (
      !['created', 'revised', 'unchanged', 'stale'].includes(ending.status) &&
      !(one.version === 99 && ending.error?.code === 'killed')
    )
      faults.push(`${what} ended as ${JSON.stringify(ending)}`);
    else if (['created', 'revised'].includes(ending.status) && !submissions.has(one.submission)) {
      const revision = `${ending.story} ${ending.revision}`;
      if (makers.has(revision))
        faults.push(`${what} and ${makers.get(revision)} both made revision ${ending.revision}`);
      makers.set(revision, what);
    }
    submissions.set(one.submission, one);
  }
  return faults;
}

/**
 * A publisher's story has as many revisions as its submissions made, in the order of sending, and the log
 * adds up to it.
 */
export async function storyFaults(
  url: string,
  uri: string,
  accepted: readonly Accepted[],
  endings: ReadonlyMap<string, Ending>,
  start: string,
  inOrder: boolean,
): Promise<string[]> {
  const own = [...new Map(accepted.filter((one) => one.uri === uri).map((one) => [one.submission, one])).values()];
  const made = own.flatMap(({ submission, version }) => {
    const ending = endings.get(submission);
    return ending !== undefined && ['created', 'revised'].includes(ending.status) ? [{ ...ending, version }] : [];
  });
  const [first] = made;
  if (first === undefined) return own.length === 0 ? [] : [`${uri} came to no story`];
  if (new Set(made.map(({ story }) => story)).size > 1) return [`${uri} became several stories`];
  const faults: string[] = [];
  const path = `/v1/stories/${first.story}`;
  const story = JSON.parse((await get(url, path)).text) as { revision: number; body: string[]; headline: string };
  const byRevision = made.toSorted((a, b) => (a.revision ?? 0) - (b.revision ?? 0));
  if (
    !isDeepStrictEqual(
      byRevision.map(({ revision }) => revision),
      byRevision.map((_, at) => at + 1),
    )
  )
    faults.push(`${uri}: submissions made the revisions ${byRevision.map(({ revision }) => revision).join(' ')}`);
  if (story.revision !== made.length)
    faults.push(`${uri} has ${story.revision} revisions, and ${made.length} submissions made one`);
  if (inOrder && !byRevision.every(({ version }, at) => at === 0 || version > (byRevision[at - 1]?.version ?? 0)))
    faults.push(`${uri}: versions came out as ${byRevision.map(({ version }) => version).join(' ')}`);
  const log = await logOf(url, `story/${first.story}`, start);
  faults.push(...chainFaults(`the log of ${uri}`, log.updates, start));
  if (
    !isDeepStrictEqual(
      log.updates.map(({ story: { revision } }) => revision),
      byRevision.map(({ revision }) => revision),
    )
  )
    faults.push(`${uri}: its log has the revisions ${log.updates.map((update) => update.story.revision).join(' ')}`);
  for (const { cursor, story: told } of log.updates) {
    const maker = byRevision.find(({ revision }) => revision === told.revision);
    if (maker !== undefined && maker.update !== cursor)
      faults.push(`${uri}: revision ${told.revision} is at ${cursor}, and its submission says ${maker.update}`);
  }
  let body = (JSON.parse((await get(url, `${path}/revisions/1`)).text) as { body: string[] }).body;
  for (const { change, story: told } of log.updates.slice(1)) {
    if (change.ops === undefined || change.base !== told.revision - 1)
      faults.push(`${uri}: revision ${told.revision} has no ops on the one before it`);
    else body = applyOps(body, change.ops);
  }
  if (!isDeepStrictEqual(body, story.body))
    faults.push(`${uri}: its log folds to ${JSON.stringify(body)}, and it is ${JSON.stringify(story.body)}`);
  return faults;
}

/** Killed content is on no surface of api nodes and gateways, from the start of the schedule. */
export async function killFaults(
  apis: readonly string[],
  publishers: Publishers,
  topic: string,
  start: string,
): Promise<string[]> {
  const faults: string[] = [];
  const auth = { authorization: `Bearer ${ADMIN_KEY}` };
  for (const { story, marker } of publishers.killed.values()) {
    const paths = [
      `/v1/stories/${story}`,
      `/v1/stories/${story}/revisions`,
      `/v1/stories/${story}/revisions/1`,
      `/v1/stories/${story}/diff?from=1&to=2`,
      `/stories/${story}`,
      '/v1/stories?channel=all',
      `/v1/stories?channel=topic/${topic}`,
    ];
    const logs = ['all', `topic/${topic}`, `story/${story}`].map(
      (channel) => `/v1/updates?${new URLSearchParams({ channel, after: start, limit: '500' })}`,
    );
    const feeds = ['rss', 'atom', 'json'].flatMap((form) =>
      ['all', `topic%2F${topic}`].map((channel) => `/v1/channels/${channel}/feed.${form}`),
    );
    const raw = publishers.accepted
      .filter(({ uri }) => uri === publishers.uriOf('killed'))
      .flatMap(({ submission }) => [`/v1/submissions/${submission}`, `/v1/submissions/${submission}/raw`]);
    for (const url of apis) {
      for (const path of [...paths, ...logs, ...feeds, '/sitemap-news.xml', ...raw]) {
        const { status, text } = await get(url, path, raw.includes(path) ? auth : {});
        if (text.includes(marker)) faults.push(`the killed story is on ${path}`);
        if (status >= 500) faults.push(`${path} was answered ${status}`);
      }
    }
  }
  return faults;
}

/** The result of each submission, once all have one; null before that, or if no node answers. */
export async function endingsOf(
  urls: readonly string[],
  accepted: readonly Accepted[],
  known: Map<string, Ending>,
): Promise<boolean> {
  for (const { submission } of accepted) {
    if (known.has(submission)) continue;
    const answer = await call(urls[known.size % urls.length] ?? '', { path: `/v1/submissions/${submission}` });
    if (answer?.status !== 200) return false;
    const ending = answer.body as Ending;
    if (ending.status === 'queued') return false;
    known.set(submission, ending);
  }
  return true;
}
