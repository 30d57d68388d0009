import { ADMIN_KEY, type TestDateline } from './dateline.js';
import { until } from './wait.js';

export type SourceBody = {
  id: string;
  url: string;
  kind: string | null;
  address: string;
  topics: string[];
  follow: boolean;
  minSeconds: number;
  maxSeconds: number;
  lastFetch: string | null;
  nextFetch: string;
  lastChange: string | null;
  lastError: { code: string; reason: string; at: string } | null;
  errorStreak: number;
  averageInterval: number | null;
  fetches: number;
  changes: number;
  websub: { hub: string; state: string; until: string | null } | null;
};
export type StoryBody = {
  id: string;
  kind: string;
  partOf: string | null;
  keyEvent: boolean;
  uri: string | null;
  url: string | null;
  headline: string;
  byline: string | null;
  body: string[];
  revision: number;
  publisher: string;
  firstCreated: string | null;
  versionCreated: string | null;
  topics: string[];
  language: string | null;
  change: { class: string; silent: boolean };
};

/** Whoever watches sources at a Dateline. */
export class WatchDesk {
  constructor(readonly dateline: TestDateline) {}

  request(method: 'get' | 'post' | 'patch' | 'delete', path = '') {
    return this.dateline.http[method](`/v1/sources${path}`).set({ authorization: `Bearer ${ADMIN_KEY}` });
  }

  async watch(url: string, more: object = {}): Promise<SourceBody> {
    const answer = await this.request('post').send({ url, minSeconds: 1, maxSeconds: 5, ...more });
    if (answer.status !== 201) throw new Error(`a source was answered ${answer.status}: ${answer.text}`);
    return answer.body as SourceBody;
  }

  async source(id: string): Promise<SourceBody> {
    return (await this.request('get', `/${id}`).expect(200)).body as SourceBody;
  }

  async seen(id: string, fits: (source: SourceBody) => boolean, timeout = 20_000): Promise<SourceBody> {
    let last: SourceBody | undefined;
    return until(async () => (fits((last = await this.source(id))) ? last : null), {
      timeout,
      describe: () => `a source as wanted; it is ${JSON.stringify(last)}`,
    });
  }

  async stories(topic: string): Promise<StoryBody[]> {
    const { stories } = (
      await this.dateline.http
        .get('/v1/stories')
        .query({ channel: `topic/${topic}`, limit: 100 })
        .expect(200)
    ).body as { stories: { id: string }[] };
    return Promise.all(
      stories.map(async ({ id }) => (await this.dateline.http.get(`/v1/stories/${id}`)).body as StoryBody),
    );
  }

  async story(topic: string, fits: (story: StoryBody) => boolean): Promise<StoryBody> {
    let last: StoryBody[] = [];
    return until(async () => (last = await this.stories(topic)).find(fits) ?? null, {
      timeout: 20_000,
      describe: () => `a story as wanted among ${JSON.stringify(last)}`,
    });
  }
}
