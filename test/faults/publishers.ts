// Publishers that continue during faults: each sends its story's versions in order, and repeats each with the
// same idempotency key until it is answered. Calls answered 2xx are recorded, and checked at the end.
import { ADMIN_KEY } from '../support/dateline.js';

/** A call that was answered. `told`: the result in the response, if any. */
export type Accepted = { uri: string; version: number; submission: string; told: string | null };

export type Ending = {
  status: string;
  story: string | null;
  revision: number | null;
  update: string | null;
  error: { code: string } | null;
};

/**
 * How a publisher sends: `waits` for each result, `twice` to two nodes at once, `hasty` several versions at
 * once, `repeats` earlier ones.
 */
export type Manner = 'plain' | 'waits' | 'twice' | 'hasty' | 'repeats';
export const MANNERS: readonly Manner[] = ['plain', 'waits', 'twice', 'hasty', 'repeats'];

const CALL_MS = 6_000;
const AGAIN_MS = 150;
const AT_ONCE = 4;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Status codes that ask to retry. */
const later = (status: number): boolean => status === 429 || status >= 500;

export type Call = { method?: string; path: string; body?: unknown; headers?: Record<string, string>; ms?: number };

/** One call; null without an answer in time. */
export async function call(
  url: string,
  { method = 'GET', path, body, headers = {}, ms = CALL_MS }: Call,
): Promise<{ status: number; body: Record<string, unknown> } | null> {
  try {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${ADMIN_KEY}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      signal: AbortSignal.timeout(ms),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  } catch {
    return null;
  }
}

/** The body of a version: one sentence in three steps. */
const storyOf = (uri: string, version: number, topic: string, marker: string) => ({
  uri,
  headline: `Count of ${uri}`,
  body: [
    `The count of ${uri} began at nothing.`,
    `It stands at ${version} now. Nobody knows why${marker}.`,
    'Officials would not say more.',
  ],
  versionCreated: new Date(Date.UTC(2024, 0, 1, 0, version)).toISOString(),
  topics: [topic],
});

export class Publishers {
  readonly accepted: Accepted[] = [];
  /** Responses that no fault explains. */
  readonly refusals: string[] = [];
  readonly killed = new Map<string, { story: string; marker: string }>();
  private stopped = false;

  constructor(
    private readonly urls: readonly string[],
    private readonly topic: string,
    private readonly run: string,
    private readonly below: (n: number) => number,
  ) {}

  /** Resolves when each has sent everything and was answered. */
  async publish(): Promise<void> {
    const killing = this.killAStory();
    await Promise.all([...MANNERS.map((manner) => this.one(manner)), killing]);
  }

  stop(): void {
    this.stopped = true;
  }

  uriOf(manner: string): string {
    return `${this.run}-${manner}`;
  }

  private async one(manner: Manner): Promise<void> {
    const uri = this.uriOf(manner);
    for (let version = 1; !this.stopped; version += 1) {
      if (manner === 'hasty')
        await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => this.send(uri, version * AT_ONCE + i)));
      else if (manner === 'twice') await Promise.all([0, 1].map((at) => this.send(uri, version, { at })));
      else await this.send(uri, version, { waits: manner === 'waits' });
      if (manner === 'repeats') await this.send(uri, version, { key: `${uri} ${version} again` });
      await pause(60 + this.below(200));
    }
  }

  /** A story with a marker, which is killed during the faults. */
  private async killAStory(): Promise<void> {
    const uri = this.uriOf('killed');
    const marker = ` but the ${this.run.replaceAll('-', '')}marsupial`;
    for (let version = 1; version <= 3; version += 1) await this.send(uri, version, { marker });
    const story = await this.untilAnswered(async (url) => {
      const { submission } = this.accepted.find((accepted) => accepted.uri === uri) as Accepted;
      const answer = await call(url, { path: `/v1/submissions/${submission}` });
      return answer?.status === 200 && typeof answer.body['story'] === 'string' ? answer.body['story'] : null;
    });
    await pause(this.below(1_500));
    await this.untilAnswered(async (url) => {
      const answer = await call(url, {
        method: 'DELETE',
        path: `/v1/stories/${story}`,
        body: { reason: 'It was wrong.' },
        headers: { 'idempotency-key': `${uri} kill`, prefer: 'wait=3' },
      });
      if (answer === null || later(answer.status)) return null;
      // A retry may find the story killed by the first try.
      if (answer.status >= 300 && answer.body['code'] !== 'killed')
        this.refusals.push(`a kill was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      else if (typeof answer.body['submission'] === 'string')
        this.accepted.push({ uri, version: 99, submission: answer.body['submission'], told: toldBy(answer.body) });
      return true;
    });
    this.killed.set(uri, { story, marker: marker.trim().split(' ').at(-1) ?? marker });
  }

  private async send(
    uri: string,
    version: number,
    {
      waits = false,
      at,
      key = `${uri} ${version}`,
      marker = '',
    }: { waits?: boolean; at?: number; key?: string; marker?: string } = {},
  ): Promise<void> {
    await this.untilAnswered(async (url) => {
      const answer = await call(url, {
        method: 'POST',
        path: '/v1/stories',
        body: storyOf(uri, version, this.topic, marker),
        headers: { 'idempotency-key': key, ...(waits ? { prefer: 'wait=2' } : {}) },
      });
      if (answer === null || later(answer.status)) return null;
      const { submission } = answer.body;
      if (answer.status >= 300 || typeof submission !== 'string')
        this.refusals.push(
          `version ${version} of ${uri} was answered ${answer.status}: ${JSON.stringify(answer.body)}`,
        );
      else this.accepted.push({ uri, version, submission, told: toldBy(answer.body) });
      return true;
    }, at);
  }

  /** Calls one node after the other until one answers. Bounded by the schedule, whose faults end. */
  private async untilAnswered<T>(
    ask: (url: string) => Promise<T | null>,
    first = this.below(this.urls.length),
  ): Promise<T> {
    for (let turn = first; ; turn += 1) {
      const answer = await ask(this.urls[turn % this.urls.length] ?? '');
      if (answer !== null) return answer;
      await pause(AGAIN_MS);
    }
  }
}

const toldBy = ({ status }: Record<string, unknown>): string | null =>
  typeof status === 'string' && status !== 'queued' ? status : null;
