// A web that changes on a script, watched by Dateline in two processes of which one is killed: who found what, when,
// and how often.
import type { ServerResponse } from 'node:http';
import type { Update } from '../../src/core/log/update.js';
import { atomFeed, LocalSite } from './local-web.js';
import { startProcess, type DatelineProcess } from './process.js';
import { seeded } from './seeded.js';
import { until } from './wait.js';

export type WorldPlan = {
  databaseUrl: string;
  redisUrl?: string;
  /** Sources by how often they change: how many, and the seconds between two changes of one. */
  groups: { name: string; sources: number; every: number }[];
  itemsEach: number;
  seconds: number;
  /** Of the servers, these fail at this share of requests. */
  failingServers: number;
  failing: number;
  minSeconds: number;
  maxSeconds: number;
  /** When one worker of two is killed, as a share of the time. */
  killAt: number;
  seed: number;
};

/** One state of one item: from when to when it was up, and who was told it, in a whole answer. */
type Version = {
  item: string;
  number: number;
  from: number;
  to: number;
  told: { at: number; by: string }[];
  site: number;
};
type Site = {
  site: LocalSite;
  items: Version[][];
  failing: boolean;
  /** When it answered with a failure. */ failedAt: number[];
  group: string;
  revision: number;
};
/** What the product says of a source: the interval in force, in ms, when it was asked. */
type Sample = { at: number; interval: number };

type Naive = { requests: number; found: number; delays: number[] };

export type WorldFigures = {
  sources: number;
  changes: number;
  /** Changes that were in a whole answer to a worker that lived: all of them must be found. */
  answered: number;
  found: number;
  /**
   * Changes that were up for longer than the interval then in force (and the takeover, where the worker died
   * meanwhile) on a server that answered; and those of them that were not found, whoever was told them.
   */
  lasting: number;
  overlooked: string[];
  /** Answered and not found; found twice; found after a later one of the same story. Each is a fault. */
  lost: string[];
  doubled: string[];
  disordered: string[];
  requests: number;
  /** From being up to being in the log, in seconds. */
  delays: { all: number[]; byGroup: Record<string, number[]> };
  naive: Naive;
  byGroup: Record<
    string,
    { found: number; requests: number; naiveFound: number; naiveRequests: number; naiveDelays: number[] }
  >;
  killedAfter: number;
};

const KEY = 'world-admin-key-0123456789';
const FAILURES: ((response: ServerResponse, whole: string) => void)[] = [
  (response) => void response.writeHead(503).end('busy'),
  (response) => void response.writeHead(500).end('broken'),
  (response) => void response.socket?.destroy(),
  (response, whole) => {
    response
      .writeHead(200, { 'content-length': String(Buffer.byteLength(whole)) })
      .write(whole.slice(0, whole.length / 2));
    setImmediate(() => response.socket?.destroy());
  },
  (response) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body><p>Back soon.</p></body></html>'),
];

const nameOf = (site: number, item: number): string => `urn:world:${site}:${item}`;
const headlineOf = (name: string, number: number): string => `${name} stands at ${number}`;

function feedOf({ items }: Site): string {
  return atomFeed(
    items.map((versions) => {
      const last = versions.at(-1);
      if (last === undefined) throw new Error('an item without a version');
      const { item, number } = last;
      return {
        id: item,
        title: headlineOf(item, number),
        body: `The count of ${item} stands at ${number} this hour.\nWho counts here says nothing of it.\nThe next count comes when it comes.`,
        updated: new Date(Date.UTC(2025, 0, 1) + (number >> 1) * 60_000).toISOString(),
      };
    }),
  );
}

async function openSites(plan: WorldPlan, random: () => number, healed: { now: boolean }): Promise<Site[]> {
  const sites: Site[] = [];
  const now = Date.now();
  for (const { name, sources } of plan.groups) {
    for (let count = 0; count < sources; count++) {
      const at = sites.length;
      const site: Site = {
        site: await LocalSite.open(),
        items: Array.from({ length: plan.itemsEach }, (_, item) => [
          { item: nameOf(at, item), number: 0, from: now, to: Infinity, told: [], site: at },
        ]),
        failing: at % Math.max(1, Math.round(1 / plan.failingServers)) === 0,
        failedAt: [],
        group: name,
        revision: 0,
      };
      site.site.set('/feed', (request, response) => {
        const whole = feedOf(site);
        if (site.failing && !healed.now && random() < plan.failing) {
          site.failedAt.push(Date.now());
          return FAILURES[Math.floor(random() * FAILURES.length)]?.(response, whole);
        }
        const etag = `"${site.revision}"`;
        if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
        const told = site.items.map((versions) => versions.at(-1));
        const by = request.headers['user-agent'] ?? '';
        response.on('finish', () => {
          for (const version of told) version?.told.push({ at: Date.now(), by });
        });
        response.writeHead(200, { etag, 'content-type': 'application/atom+xml' }).end(whole);
      });
      sites.push(site);
    }
  }
  return sites;
}

/** Changes one item of the site, in turn. */
function change(site: Site): void {
  site.revision += 1;
  const versions = site.items[site.revision % site.items.length] ?? [];
  const last = versions.at(-1);
  if (last === undefined) return;
  const now = Date.now();
  last.to = now;
  versions.push({ ...last, number: last.number + 1, from: now, to: Infinity, told: [] });
}

async function play(plan: WorldPlan, sites: Site[], random: () => number): Promise<void> {
  const begun = Date.now();
  const every = new Map(plan.groups.map((group) => [group.name, group.every * 1000]));
  const next = sites.map(({ group }) => begun + random() * (every.get(group) ?? 1000));
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const now = Date.now();
      sites.forEach((site, at) => {
        for (let due = next[at] ?? Infinity; due <= now; due = next[at] ?? Infinity) {
          change(site);
          next[at] = due + (every.get(site.group) ?? 1000) * (0.5 + random());
        }
      });
      if (now - begun < plan.seconds * 1000) return;
      clearInterval(timer);
      resolve();
    }, 20);
  });
}

const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };

async function watch(url: string, site: Site, plan: WorldPlan): Promise<void> {
  const answer = await fetch(`${url}/v1/sources`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      url: `${site.site.url}/feed`,
      kind: 'feed',
      minSeconds: plan.minSeconds,
      maxSeconds: plan.maxSeconds,
    }),
  });
  if (answer.status !== 201) throw new Error(`a source was answered ${answer.status}: ${await answer.text()}`);
}

/** Reads on in the log from where it was, to its head. */
class LogReader {
  readonly updates: Update[] = [];
  private after: string | undefined;

  constructor(private readonly url: string) {}

  async readOn(): Promise<Update[]> {
    for (;;) {
      const answer = await fetch(
        `${this.url}/v1/updates?channel=all&limit=500${this.after === undefined ? '' : `&after=${this.after}`}`,
        { headers },
      );
      const page = (await answer.json()) as { epoch: string; head: number; updates: Update[]; next: string };
      this.updates.push(...page.updates);
      if (page.next === this.after || page.next === `${page.epoch}.${page.head}`) {
        this.after = page.next;
        return this.updates;
      }
      this.after = page.next;
    }
  }
}

/**
 * A look may come late by this; and by this more after a worker died: its lease has to end, and the sweep to come
 * round.
 */
const LATE_MS = 1_500;
const TAKEOVER_MS = 8_500;

/** True where the version was up for longer than the source's interval while it was, by wall time. */
function lasted(
  { from, to }: Version,
  { failedAt }: Site,
  samples: readonly Sample[],
  plan: WorldPlan,
  killedAt: number,
  ended: number,
): boolean {
  const end = Math.min(to, ended);
  if (failedAt.some((at) => at >= from - plan.maxSeconds * 2_000 && at <= end)) return false;
  const inForce = samples.filter(({ at }) => at >= from - 1_000 && at <= end).map(({ interval }) => interval);
  const orphaned = killedAt >= from - TAKEOVER_MS && killedAt <= end;
  return inForce.length > 0 && end - from > Math.max(...inForce) + LATE_MS + (orphaned ? TAKEOVER_MS : 0);
}

/** Asks the product for the interval of each source, again and again, until told to stop. */
async function sampleIntervals(url: string, into: Map<string, Sample[]>, stopped: { now: boolean }): Promise<void> {
  while (!stopped.now) {
    const answer = await fetch(`${url}/v1/sources`, { headers });
    const { sources } = (await answer.json()) as {
      sources: { url: string; lastFetch: string | null; nextFetch: string }[];
    };
    const at = Date.now();
    for (const { url: source, lastFetch, nextFetch } of sources) {
      if (lastFetch === null) continue;
      const samples = into.get(source) ?? [];
      into.set(source, samples);
      samples.push({ at, interval: Date.parse(nextFetch) - Date.parse(lastFetch) });
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function figuresOf(
  plan: WorldPlan,
  sites: Site[],
  samples: ReadonlyMap<string, Sample[]>,
  updates: readonly Update[],
  killed: { by: string; at: number },
  { begun, ended }: { begun: number; ended: number },
  random: () => number,
): WorldFigures {
  const versions = sites.flatMap(({ items }) => items.flat());
  const byName = new Map(versions.map((version) => [headlineOf(version.item, version.number), version]));
  const seen = new Map<string, number>();
  const last = new Map<string, number>();
  const [doubled, disordered]: [string[], string[]] = [[], []];
  for (const update of updates) {
    const { headline } = update.story;
    const version = byName.get(headline ?? '');
    if (version === undefined || headline === null) continue;
    if (seen.has(headline)) doubled.push(headline);
    if ((last.get(version.item) ?? -1) >= version.number)
      disordered.push(`${headline} after ${last.get(version.item)}`);
    seen.set(headline, Date.parse(update.at));
    last.set(version.item, version.number);
  }
  // What the killed worker was told and took to its grave nobody else heard, where it was gone before the next look.
  const counts = versions.filter(({ number }) => number > 0);
  const answered = counts.filter(({ told }) => told.some(({ by, at }) => by !== killed.by || at < killed.at - 2_000));
  const found = counts.filter((version) => seen.has(headlineOf(version.item, version.number)));
  const delayOf = (version: Version): number =>
    Math.max(0, ((seen.get(headlineOf(version.item, version.number)) ?? 0) - version.from) / 1000);
  const byGroup = Object.fromEntries(
    plan.groups.map(({ name }) => [name, found.filter(({ site }) => sites[site]?.group === name).map(delayOf)]),
  );
  const visits = sites.flatMap(({ site }) => site.asked('/feed').filter(({ at }) => at >= begun && at < ended));
  const groups = plan.groups.map(({ name }) => {
    const group = sites.filter((site) => site.group === name);
    const fixed = naive(plan, group, begun, random);
    const requests = group.reduce(
      (sum, { site }) => sum + site.asked('/feed').filter(({ at }) => at >= begun && at < ended).length,
      0,
    );
    return { name, found: byGroup[name]?.length ?? 0, requests, fixed };
  });
  const lasting = counts.filter((version) => {
    const site = sites[version.site];
    return (
      site !== undefined && lasted(version, site, samples.get(`${site.site.url}/feed`) ?? [], plan, killed.at, ended)
    );
  });
  return {
    lasting: lasting.length,
    overlooked: lasting
      .filter((version) => !seen.has(headlineOf(version.item, version.number)))
      .map((version) => `${headlineOf(version.item, version.number)}, up for ${(version.to - version.from) / 1000} s`),
    sources: sites.length,
    changes: counts.length,
    answered: answered.length,
    found: found.length,
    lost: answered
      .filter((version) => !seen.has(headlineOf(version.item, version.number)))
      .map((version) => headlineOf(version.item, version.number)),
    doubled,
    disordered,
    requests: visits.length,
    delays: { all: found.map(delayOf), byGroup },
    naive: {
      requests: sum(groups.map(({ fixed }) => fixed.requests)),
      found: sum(groups.map(({ fixed }) => fixed.found)),
      delays: groups.flatMap(({ fixed }) => fixed.delays),
    },
    byGroup: Object.fromEntries(
      groups.map(({ name, found: count, requests, fixed }) => [
        name,
        { found: count, requests, naiveFound: fixed.found, naiveRequests: fixed.requests, naiveDelays: fixed.delays },
      ]),
    ),
    killedAfter: (killed.at - begun) / 1000,
  };
}

/**
 * What one that asks each source at a fixed distance, the shortest that ours may take, would have found on the same
 * web.
 */
function naive(plan: WorldPlan, sites: Site[], begun: number, random: () => number): Naive {
  const end = begun + plan.seconds * 1000;
  const result = { requests: 0, found: 0, delays: [] as number[] };
  for (const site of sites) {
    const step = plan.minSeconds * 1000;
    const told = new Set<Version>();
    for (let at = begun + random() * step; at < end; at += step) {
      result.requests += 1;
      if (site.failing && random() < plan.failing) continue;
      for (const versions of site.items) {
        const up = versions.find(({ from, to, number }) => number > 0 && from <= at && to > at);
        if (up === undefined || told.has(up)) continue;
        told.add(up);
        result.delays.push((at - up.from) / 1000);
      }
    }
    result.found += told.size;
  }
  return result;
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Plays the world and has it watched; ends all that it started. */
export async function watchWorld(plan: WorldPlan): Promise<WorldFigures> {
  const draw = seeded(plan.seed);
  const random = (): number => draw(1_000_000) / 1_000_000;
  const healed = { now: false };
  const sites = await openSites(plan, random, healed);
  const started: DatelineProcess[] = [];
  const start = async (roles: string, name: string): Promise<DatelineProcess> => {
    const env = {
      DATABASE_URL: plan.databaseUrl,
      ...(plan.redisUrl === undefined ? {} : { REDIS_URL: plan.redisUrl }),
      ROLES: roles,
      ADMIN_KEY: KEY,
      LOG_LEVEL: 'fatal',
      ALLOW_PRIVATE_NETWORK: 'true',
      PUBLIC_URL: `http://${name}.example`,
    };
    const dateline = await startProcess({ env });
    started.push(dateline);
    return dateline;
  };
  try {
    const lives = await start('api,worker,gateway', 'lives');
    const dies = await start('worker,gateway', 'dies');
    const log = new LogReader(lives.url);
    for (const site of sites) await watch(lives.url, site, plan);
    const firsts = sites.length * plan.itemsEach;
    await until(async () => (await log.readOn()).length >= firsts, {
      timeout: 60_000,
      describe: () => `${firsts} first versions; there are ${log.updates.length}`,
    });
    const begun = Date.now();
    const killed = { by: 'Dateline/0.1 (+http://dies.example)', at: Infinity };
    const kill = setTimeout(
      () => {
        killed.at = Date.now();
        void dies.kill9();
      },
      plan.seconds * plan.killAt * 1000,
    );
    const samples = new Map<string, Sample[]>();
    const stopped = { now: false };
    const sampling = sampleIntervals(lives.url, samples, stopped);
    await play(plan, sites, random).finally(() => (stopped.now = true));
    await sampling;
    clearTimeout(kill);
    // What is up now stays, and every server is well again: all of it is found in the end.
    healed.now = true;
    const ended = Date.now();
    const names = (): string[] =>
      sites.flatMap(({ items }) =>
        items.flatMap((versions) =>
          versions.at(-1) === undefined ? [] : [headlineOf(versions.at(-1)?.item ?? '', versions.at(-1)?.number ?? 0)],
        ),
      );
    await until(
      async () => {
        const heard = new Set((await log.readOn()).map(({ story }) => story.headline));
        return names().every((name) => heard.has(name));
      },
      { timeout: 60_000, describe: 'the last state of every item to be found' },
    );
    return figuresOf(plan, sites, samples, log.updates, killed, { begun, ended }, random);
  } finally {
    await Promise.all(started.map((dateline) => dateline.remove()));
    for (const { site } of sites) site.close();
  }
}
