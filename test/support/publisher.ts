import type { Response } from 'supertest';
import type { Update } from '../../src/core/log/update.js';
import { ADMIN_KEY, type Outcome, type TestDateline } from './dateline.js';
import { until } from './wait.js';

/** A submission as its publisher sees it. */
export type Submission = Omit<Outcome, 'story'> & {
  story: string | null;
  error: { code: string; reason: string; errors?: { field: string; reason: string }[] } | null;
};

type Method = 'get' | 'post' | 'patch' | 'delete' | 'put';

/** Somebody with a key. */
export class Publisher {
  constructor(
    readonly dateline: TestDateline,
    readonly key: string = ADMIN_KEY,
  ) {}

  /** A publisher with a key of its own, of these scopes. */
  static async named(dateline: TestDateline, publisher: string, scopes: string[] = ['publish']): Promise<Publisher> {
    const { body } = await new Publisher(dateline)
      .request('post', '/v1/keys')
      .send({ name: publisher, publisher, scopes })
      .expect(201);
    return new Publisher(dateline, (body as { key: string }).key);
  }

  request(method: Method, path: string) {
    return this.dateline.http[method](path).set('authorization', `Bearer ${this.key}`);
  }

  /** Sends a story as JSON, and doesn't wait unless `headers` say so. */
  send(story: object | string, headers: Record<string, string> = {}) {
    return this.request('post', '/v1/stories')
      .set({ 'content-type': 'application/json', ...headers })
      .send(typeof story === 'string' ? story : JSON.stringify(story));
  }

  /** Publishes and waits; throws where that was refused. */
  async publish(story: object): Promise<Outcome> {
    const answer = await this.send(story, { prefer: 'wait=20' });
    if (answer.status >= 300) throw new Error(`publish was answered ${answer.status}: ${answer.text}`);
    return answer.body as Outcome;
  }

  async submission(id: string): Promise<Submission> {
    return (await this.request('get', `/v1/submissions/${id}`).expect(200)).body as Submission;
  }

  /** The submission of a 202, once it is done. */
  async ended(answer: Response): Promise<Submission> {
    const { submission } = answer.body as { submission: string };
    return until(
      async () => {
        const outcome = await this.submission(submission);
        return outcome.status === 'queued' ? null : outcome;
      },
      { timeout: 20_000, describe: `the end of submission ${submission}` },
    );
  }
}

/** All updates of a channel after `after`, page by page. */
export async function updatesOf(dateline: TestDateline, channel: string, after?: string): Promise<Update[]> {
  const updates: Update[] = [];
  for (let cursor = after; ;) {
    const { body } = await dateline.http
      .get('/v1/updates')
      .query({ channel, limit: 500, ...(cursor === undefined ? {} : { after: cursor }) })
      .expect(200);
    const page = body as { epoch: string; head: number; updates: Update[]; next: string };
    updates.push(...page.updates);
    // A full page may hold fewer than its limit; the end is where the log's head is.
    if (page.next === `${page.epoch}.${page.head}`) return updates;
    cursor = page.next;
  }
}
