import { Publisher } from '../../../support/publisher.js';
import type { TestDateline } from '../../../support/dateline.js';
import { until } from '../../../support/wait.js';

export type Act = 'post' | 'edit' | 'kill' | 'pin' | 'key' | 'embargo' | 'headline';

type Own = { id: string; revision: number; pinned: boolean; keyEvent: boolean };

/** The editor of one live blog, who works over HTTP and knows what has to be on every page in the end. */
export class Editor {
  readonly alive: Own[] = [];
  readonly killed: string[] = [];
  private readonly desk: Publisher;
  private count = 0;

  private constructor(
    dateline: TestDateline,
    readonly blog: string,
    private readonly below: (count: number) => number,
  ) {
    this.desk = new Publisher(dateline);
  }

  static async begin(dateline: TestDateline, below: (count: number) => number): Promise<Editor> {
    const { story } = await dateline.publish({
      uri: 'evening',
      kind: 'liveblog',
      headline: 'The long evening',
      body: ['All that happens, as it happens.'],
      language: 'en',
    });
    return new Editor(dateline, story, below);
  }

  /** Does one thing, of which there is no end. */
  async act(act: Act): Promise<void> {
    if (act === 'post' || act === 'embargo') return this.post(act === 'embargo');
    if (act === 'headline')
      return this.patch(
        { id: this.blog, revision: await this.revisionOf(this.blog) },
        { headline: `The long evening, ${(this.count += 1)}` },
      );
    const own = this.pick();
    const { pinned, keyEvent } = own;
    if (act === 'kill') return this.kill(own);
    if (act === 'pin') await this.patch(own, { pinned: (own.pinned = !pinned) });
    else if (act === 'key') await this.patch(own, { keyEvent: (own.keyEvent = !keyEvent) });
    else
      await this.patch(
        own,
        this.below(5) === 0
          ? { correction: `It was not ${(this.count += 1)}.` }
          : { body: this.text((this.count += 1)) },
      );
    return undefined;
  }

  private pick(): Own {
    const own = this.alive[this.below(this.alive.length)];
    if (own === undefined) throw new Error('there is no post to work on');
    return own;
  }

  private text(n: number): string[] {
    return Array.from(
      { length: 1 + this.below(3) },
      (_, i) =>
        `The hall heard **number ${n}** for the ${i + 1}. time. Nobody there said that it had been expected. _They waited_ for the next one.`,
    );
  }

  private async post(isLater: boolean): Promise<void> {
    const n = (this.count += 1);
    const embargoedUntil = isLater ? new Date(Date.now() + 2_000).toISOString() : undefined;
    const { story, revision } = await this.desk.publish({
      uri: `evening:${n}`,
      kind: 'post',
      partOf: this.blog,
      headline: `Number ${n} is given out`,
      body: this.text(n),
      byline: n % 3 === 0 ? 'Asha Vermeer' : undefined,
      embargoedUntil,
    });
    this.alive.push({ id: story, revision, pinned: false, keyEvent: false });
  }

  private async kill(own: Own): Promise<void> {
    await this.desk.request('delete', `/v1/stories/${own.id}`).send({ reason: 'It was wrong.' }).expect(200);
    this.alive.splice(this.alive.indexOf(own), 1);
    this.killed.push(own.id);
  }

  private async patch(own: { id: string; revision: number }, fields: object): Promise<void> {
    const answer = await this.desk
      .request('patch', `/v1/stories/${own.id}`)
      .set({ 'if-match': `"${own.revision}"`, prefer: 'wait=20' })
      .send(fields);
    if (answer.status !== 200) throw new Error(`a change was answered ${answer.status}: ${answer.text}`);
    own.revision = (answer.body as { revision: number }).revision;
  }

  private async revisionOf(id: string): Promise<number> {
    return until(
      async () => ((await this.desk.request('get', `/v1/stories/${id}`)).body as { revision?: number }).revision,
    );
  }
}
