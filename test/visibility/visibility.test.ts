// Which texts readers, publishers and token holders find after any sequence of acts: exactly those of
// docs/visibility.md.
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../support/columns.js';
import { ADMIN_KEY, TestDateline, type Outcome } from '../support/dateline.js';
import { ask, rowsOf } from '../support/outage.js';
import { Publisher } from '../support/publisher.js';
import { Receiver } from '../support/receiver.js';
import { until } from '../support/wait.js';
import { readSurfaces } from './surfaces.js';
import { isPrivate, latestOf, readersSee, VisibilityModel, type Story, type Written } from './visibility-model.js';

const JWT_SECRET = 'a shared secret of these tests, long enough';
const FAR = '2100-01-01T00:00:00Z';
const [RUNS, STEPS] = [Number(process.env['VISIBILITY_RUNS'] ?? 4), 14];

const ACTS = [
  'create',
  'create a live blog',
  'post',
  'create a page',
  'edit',
  'edit',
  'draft an edit',
  'embargo an edit',
  'publish',
  'withhold',
  'time comes',
  'kill',
  'kill',
  'revive',
  'revive by patch',
  'restore',
  'merge',
  'kill what was merged',
  'split',
  'reparse',
  'export',
  'import',
  'turn private',
  'erase',
] as const;
const steps = fc.array(
  fc.record({
    act: fc.constantFrom(...ACTS),
    one: fc.nat({ max: 5 }),
    two: fc.nat({ max: 5 }),
    how: fc.nat({ max: 2 }),
  }),
  { minLength: 6, maxLength: STEPS },
);
type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;

/** An act on the story numbered `one`, with the second numbered `two`, in variant `how`. */
const on = (act: Step['act'], one = 0, two = 0, how = 0): Step => ({ act, one, two, how });
const SCENARIOS: Record<string, readonly Step[]> = {
  'a killed story is revived with a new text': [on('create'), on('edit'), on('kill'), on('revive'), on('edit')],
  'a killed story is revived by a patch, killed again and restored': [
    on('create'),
    on('kill'),
    on('revive by patch'),
    on('kill'),
    on('restore', 0, 0, 1),
  ],
  'a killed story is restored, and another time revived as a draft first': [
    on('create'),
    on('edit'),
    on('kill'),
    on('restore'),
    on('kill'),
    on('revive', 0, 0, 2),
    on('publish'),
  ],
  'an embargoed text is replaced before its embargo ends': [
    on('create'),
    on('embargo an edit'),
    on('embargo an edit', 0, 0, 1),
    on('publish'),
  ],
  'an embargoed text is shown when its embargo ends, and a replaced one is not': [
    on('create', 0, 0, 2),
    on('embargo an edit', 0, 0, 1),
    on('time comes'),
    on('edit'),
    on('publish'),
  ],
  'a draft is replaced before it is published': [
    on('create', 0, 0, 1),
    on('draft an edit'),
    on('publish'),
    on('draft an edit'),
    on('edit'),
    on('publish'),
  ],
  'a post is edited while its live blog is withheld': [
    on('create a live blog'),
    on('post'),
    on('withhold'),
    on('edit', 1),
    on('edit', 1),
    on('publish'),
  ],
  'a killed live blog is revived without its posts, and one of them later': [
    on('create a live blog'),
    on('post'),
    on('post', 0, 0, 1),
    on('kill'),
    on('revive'),
    on('restore', 1, 0, 1),
    on('edit', 1),
  ],
  'a killed live blog is restored with its posts': [
    on('create a live blog'),
    on('post'),
    on('edit', 1),
    on('kill'),
    on('edit', 1),
    on('restore', 0, 0, 1),
  ],
  'a story is split at a draft, and returns to what readers had': [
    on('create'),
    on('draft an edit'),
    on('publish'),
    on('split', 0, 1),
  ],
  'a story that was killed is split': [
    on('create'),
    on('kill'),
    on('revive'),
    on('edit'),
    on('split', 0, 1),
    on('split', 0, 2),
  ],
  'a survivor is killed and revived': [
    on('create'),
    on('create'),
    on('edit', 1),
    on('merge', 1, 0),
    on('kill'),
    on('revive'),
  ],
  'a survivor is killed and restored, and withheld and published': [
    on('create'),
    on('create'),
    on('merge', 1, 0),
    on('kill'),
    on('restore', 0, 0, 1),
    on('withhold'),
    on('publish'),
  ],
  'a merged story is killed by itself, and stays killed': [
    on('create'),
    on('create'),
    on('merge', 1, 0),
    on('kill what was merged'),
    on('withhold'),
    on('publish'),
    on('kill'),
    on('restore', 0, 0, 1),
  ],
  'a private story can not be merged into a public one': [
    on('create'),
    on('create'),
    on('turn private'),
    on('merge', 0, 1),
    on('merge', 1, 0),
  ],
  'an embargoed edit makes a story private when its embargo ends': [
    on('create'),
    on('embargo an edit', 0, 0, 0),
    on('time comes'),
    on('edit'),
  ],
  'an export from before a kill is imported after it': [
    on('create'),
    on('edit'),
    on('export'),
    on('kill'),
    on('import'),
    on('revive'),
    on('import'),
  ],
  'a page is reparsed, killed, revived and reparsed': [
    on('create a live blog'),
    on('create a page'),
    on('reparse', 1),
    on('kill', 1),
    on('reparse', 1),
    on('revive', 1),
    on('reparse', 1),
  ],
  'a killed story is erased and revived': [
    on('create'),
    on('edit'),
    on('kill'),
    on('erase'),
    on('revive'),
    on('kill'),
    on('restore', 0, 0, 1),
  ],
};

/** Everyone checks at the end; after each earlier act, a reader and one of the others in rotation. */
const READERS = ['a reader', 'a token’s holder', 'another publisher', 'the publisher'];

/** One run: its own publisher and stories, and the model of them. */
class Run {
  readonly model = new VisibilityModel();
  readonly publisher: string;
  private marks = 0;
  private exported = '[]';
  private readonly submissions: string[] = [];

  constructor(
    private readonly dateline: TestDateline,
    private readonly number: number,
    private readonly desk: Publisher,
    private readonly since: string,
  ) {
    this.publisher = `desk-${number}`;
  }

  async act({ act, one, two, how }: Step): Promise<void> {
    const all = this.model.stories;
    const story = all[one % Math.max(1, all.length)];
    const blog = all.filter(({ kind }) => kind === 'liveblog')[two % 2];
    if (act === 'create a live blog') return this.create('liveblog', null, how);
    if (act === 'create' || story === undefined) return this.create('article', null, how);
    if (act === 'post') return blog === undefined || all.length >= 6 ? undefined : this.create('post', blog, how);
    if (act === 'create a page') return all.length < 6 ? this.createPage() : undefined;
    if (act === 'export')
      this.exported = await (await this.fetch(`/v1/stories/${story.id}/ninjs?revisions=all`)).text();
    if (act === 'import' && this.exported.startsWith('[{'))
      await this.fetch('/v1/imports', 'POST', this.exported, 'application/vnd.iptc.ninjs+json');
    if (act === 'reparse') return this.reparse(story);
    if (act === 'merge') return this.merge(story, all[two % all.length] ?? story);
    if (act === 'kill what was merged') return this.kill(all.find(({ mergedInto }) => mergedInto !== null) ?? story);
    if (story.mergedInto !== null) return;
    if (act === 'split') return this.split(story, 2 + (two % 3));
    if (act === 'erase') return story.kill === null ? undefined : this.erase(story);
    if (act === 'kill') return this.kill(story);
    const latest = latestOf(story);
    if (story.kill !== null) {
      if (act === 'revive') return this.publish(story, { pubStatus: ['usable', 'usable', 'withheld'][how] });
      if (act === 'revive by patch')
        return this.patch(story, { ...this.text(this.mark()), pubStatus: 'usable' }, 'new');
      if (act === 'restore') return this.restore(story, how);
      return;
    }
    if (act === 'edit') return this.patch(story, this.text(this.mark()), 'new');
    if (act === 'draft an edit') return this.publish(story, { pubStatus: 'withheld' });
    if (act === 'embargo an edit')
      return this.publish(story, {
        pubStatus: 'usable',
        embargoedUntil: FAR,
        ...(how === 0 ? { topics: ['secret'] } : {}),
      });
    if (act === 'publish') return this.patch(story, { pubStatus: 'usable', embargoedUntil: null }, 'same');
    if (act === 'withhold') return this.patch(story, { pubStatus: 'withheld' }, 'same');
    if (act === 'turn private') return this.patch(story, { topics: ['secret', 'news'] }, 'same');
    if (act === 'time comes' && latest.usable && latest.embargoed && story.visible !== latest)
      return this.timeComes(story);
  }

  /** Reads everything as each reader, and compares it with the model. */
  async check(token: string, other: string, what: string, readers: readonly string[]): Promise<void> {
    const asked = {
      stories: this.model.stories.map((story) => ({ id: story.id, revisions: latestOf(story).number })),
      topics: ['news', 'secret'],
      publisher: this.publisher,
      since: this.since,
      submissions: [],
    };
    const [reader, desk] = [this.model.marksFor('reader'), this.model.marksFor('desk')];
    for (const [who, secret, may] of [
      ['a reader', undefined, reader],
      ['a token’s holder', token, this.model.marksFor('token')],
      ['another publisher', other, reader],
      ['the publisher', this.desk.key, desk],
    ] as const) {
      if (!readers.includes(who)) continue;
      const found = await readSurfaces(this.dateline, asked, secret);
      const where = (mark: string): string[] =>
        [...found].flatMap(([surface, text]) => (this.marksIn(text).has(mark) ? [surface] : []));
      const served = this.marksIn([...found.values()].join('\n'));
      const leaks = [...served].filter((mark) => !may.has(mark)).map((mark) => `${mark} in ${where(mark).join(' ')}`);
      const missing = [...may].filter((mark) => !served.has(mark));
      expect({ leaks, missing }, `${who}, after ${what}\n${this.describe()}`).toEqual({ leaks: [], missing: [] });
    }
    const raw = await readSurfaces(
      this.dateline,
      { ...asked, stories: [], submissions: this.submissions },
      this.desk.key,
    );
    expect(
      [...this.marksIn([...raw.values()].join('\n'))].filter((mark) => this.model.deadMarks.has(mark)),
      `bytes as sent, after ${what}\n${this.describe()}`,
    ).toEqual([]);
  }

  marksIn(text: string): Set<string> {
    return new Set(text.match(new RegExp(`zq${this.number}n\\d+x`, 'g')));
  }

  private describe(): string {
    return this.model.stories
      .map(
        (story) =>
          `${story.id} ${story.kind}${story.kill === null ? '' : ` killed by ${story.kill}`}${story.mergedInto === null ? '' : ` merged into ${story.mergedInto.id}`}${isPrivate(story) ? ' private' : ''}${readersSee(story) ? '' : ' hidden'}: ${story.revisions.map((one) => `${one === story.visible ? '*' : ''}${one.number} ${one.marks.join('+')}${one.shown ? ' shown' : ''}${one.dead === null ? '' : ` dead by ${one.dead}`}${one.embargoed ? ' embargoed' : ''}${one.usable ? '' : ' unusable'}`).join('; ')}`,
      )
      .join('\n');
  }

  private mark(): string {
    return `zq${this.number}n${(this.marks += 1)}x`;
  }

  private text(mark: string) {
    return {
      headline: `Headline ${mark}`,
      body: [`It was told by ${mark} on Monday.`, `More of ${mark} is to come. It rains.`],
      byline: `By ${mark}`,
      located: mark,
      edNote: `Note ${mark}`,
      correction: `Corrected ${mark}`,
      media: [{ url: `https://img.example/${mark}.jpg`, type: 'image', caption: mark, credit: mark, alt: mark }],
    };
  }

  private async fetch(path: string, method = 'GET', body?: string, type = 'application/json'): Promise<Response> {
    const answer = await fetch(`${this.dateline.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.desk.key}`,
        prefer: 'wait=20',
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status >= 500)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
    return answer;
  }

  /** The outcome of a write; null if it was refused or changed nothing. */
  private async write(method: string, path: string, body: object): Promise<Outcome | null> {
    const answer = await this.fetch(path, method, JSON.stringify(body));
    const outcome = (await answer.json()) as Outcome;
    if (outcome.submission !== undefined) this.submissions.push(outcome.submission);
    return answer.status < 300 && ['created', 'revised'].includes(outcome.status) ? outcome : null;
  }

  private lastMark(): string {
    return `zq${this.number}n${this.marks}x`;
  }

  private async create(kind: Story['kind'], blog: Story | null, how: number): Promise<void> {
    if (this.model.stories.length >= 6) return;
    const [mark, uri] = [this.mark(), `${kind}-${this.marks}`];
    const status = how === 0 ? {} : how === 1 ? { pubStatus: 'withheld' } : { embargoedUntil: FAR };
    const secret = this.marks % 5 === 0;
    const outcome = await this.write('POST', '/v1/stories', {
      uri,
      kind,
      ...(blog === null ? {} : { partOf: blog.id }),
      topics: secret ? ['secret'] : ['news'],
      ...this.text(mark),
      ...status,
    });
    if (outcome !== null)
      this.model.add(
        { id: outcome.story, uri, kind, blog },
        { number: 1, marks: [mark], usable: how !== 1, canceled: false, embargoed: how === 2, secret },
      );
  }

  private async createPage(): Promise<void> {
    const [mark, uri] = [this.mark(), `page-${this.marks}`];
    const html = `<!doctype html><html lang="en"><head><title>Headline ${mark}</title></head><body><article><h1>Headline ${mark}</h1><p class="byline">By Ann ${mark}</p><p>It was told by ${mark} on Monday, in a text that is long enough to be one, the paper says.</p><p>More of ${mark} is to come, and nobody can say when that will be, the paper says.</p></article></body></html>`;
    const answer = await this.fetch(`/v1/stories?uri=${uri}&topics=news`, 'POST', html, 'text/html');
    const outcome = (await answer.json()) as Outcome;
    this.submissions.push(outcome.submission);
    if (outcome.status === 'created')
      this.model.add(
        { id: outcome.story, uri, kind: 'article', blog: null },
        { number: 1, marks: [mark], usable: true, canceled: false, embargoed: false, secret: false },
      );
  }

  private async publish(
    story: Story,
    rest: { pubStatus?: string | undefined; embargoedUntil?: string; topics?: string[] },
  ): Promise<void> {
    if (story.uri === null) return;
    const mark = this.mark();
    const outcome = await this.write('POST', '/v1/stories', {
      uri: story.uri,
      ...this.text(mark),
      embargoedUntil: null,
      ...rest,
    });
    if (outcome === null) return;
    const usable = rest.pubStatus !== 'withheld';
    this.model.revise(story, {
      number: outcome.revision,
      marks: [mark],
      usable,
      canceled: false,
      embargoed: rest.embargoedUntil !== undefined,
      secret: rest.topics?.includes('secret') ?? latestOf(story).secret,
    });
  }

  private async patch(
    story: Story,
    fields: { pubStatus?: string; embargoedUntil?: null; topics?: string[]; headline?: string },
    text: 'new' | 'same',
  ): Promise<void> {
    const latest = latestOf(story);
    const outcome = await this.write('PATCH', `/v1/stories/${story.id}`, fields);
    if (outcome === null) return;
    const usable = fields.pubStatus === undefined ? latest.usable : fields.pubStatus === 'usable';
    const written: Written = {
      number: outcome.revision,
      marks: text === 'new' ? [this.lastMark()] : latest.marks,
      usable,
      canceled: false,
      embargoed: fields.embargoedUntil === undefined && latest.embargoed,
      secret: fields.topics?.includes('secret') ?? latest.secret,
    };
    this.model.revise(story, written);
  }

  private async kill(story: Story): Promise<void> {
    const reason = this.mark();
    const latest = latestOf(story);
    const outcome = await this.write('DELETE', `/v1/stories/${story.id}`, { reason: `The lawyer said ${reason}.` });
    if (outcome !== null)
      this.model.revise(story, {
        ...latest,
        number: outcome.revision,
        marks: [...latest.marks, reason],
        usable: false,
        canceled: true,
      });
  }

  private async restore(story: Story, how: number): Promise<void> {
    const before = story.revisions.findLast(({ canceled }) => !canceled);
    // With a new text, or with the last text before the kill.
    const own = how === 0 ? this.text(this.mark()) : {};
    const outcome = await this.write('PATCH', `/v1/stories/${story.id}`, {
      ...own,
      pubStatus: 'usable',
      embargoedUntil: null,
      restore: true,
    });
    if (outcome !== null)
      this.model.revise(
        story,
        {
          ...(before ?? latestOf(story)),
          number: outcome.revision,
          marks: how === 0 ? [this.lastMark()] : (before?.marks ?? []),
          usable: true,
          canceled: false,
          embargoed: false,
        },
        true,
      );
  }

  private async erase(story: Story): Promise<void> {
    const answer = await fetch(`${this.dateline.url}/v1/stories/${story.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'A court said so.', erase: true }),
    });
    expect(answer.status).toBe(200);
    // Erased content can't be restored: the call is refused.
    const refused = await this.fetch(
      `/v1/stories/${story.id}`,
      'PATCH',
      JSON.stringify({ pubStatus: 'usable', restore: true }),
    );
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('erased')]);
    for (const other of this.model.stories)
      if (other === story || other.mergedInto === story || other.blog === story)
        for (const revision of other.revisions)
          if (revision.dead !== null) Object.assign(revision, { dead: 'erased', marks: [] });
  }

  private async merge(story: Story, into: Story): Promise<void> {
    const outcome = await this.write('POST', `/v1/stories/${story.id}/merge`, { into: into.id });
    if (outcome === null) return;
    expect(isPrivate(story) && !isPrivate(into), 'a private story went into a public one').toBe(false);
    this.model.merge(story, into, outcome.revision);
  }

  private async split(story: Story, from: number): Promise<void> {
    const outcome = await this.write('POST', `/v1/stories/${story.id}/split`, { revision: from });
    if (outcome === null) return;
    expect(this.model.before(story, from), 'there was nothing to go back to').not.toBeNull();
    this.model.split(story, from, outcome.change?.splitInto ?? '', outcome.revision);
  }

  private async reparse(story: Story): Promise<void> {
    const answer = await fetch(`${this.dateline.url}/v1/stories/${story.id}/reparse`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
    });
    if (answer.status >= 500) throw new Error(await answer.text());
    const outcome = (await answer.json()) as Outcome;
    if (answer.status === 200 && outcome.status === 'revised')
      this.model.revise(story, { ...latestOf(story), number: outcome.revision });
  }

  private async timeComes(story: Story): Promise<void> {
    await ask(
      this.dateline.world,
      "update revisions set content = jsonb_set(content::jsonb, '{embargoedUntil}', '\"2020-01-01T00:00:00Z\"')::json where story = $1 and revision = (select revision from stories where id = $1)",
      [story.id],
    );
    await ask(this.dateline.world, 'update stories set due_at = now() where id = $1', [story.id]);
    await until(async () => {
      const { updates } = (await (
        await this.fetch(`/v1/updates?channel=story%2F${story.id}&after=${this.since}&limit=500`)
      ).json()) as { updates: { story: { revision: number } }[] };
      return story.blog?.visible === null
        ? (await this.shown(story)) === latestOf(story).number
        : updates.at(-1)?.story.revision === latestOf(story).number &&
            (await this.shown(story)) === latestOf(story).number;
    });
    latestOf(story).embargoed = false;
    this.model.release(story);
  }

  /** The revision that readers see, from the database. */
  private async shown(story: Story): Promise<number | null> {
    const [row] = await rowsOf<{ shown: number | null }>(
      this.dateline.world,
      `select shown from stories where id = '${story.id}'`,
    );
    return row?.shown ?? null;
  }
}

describe.each(columns)('$name', ({ settings, redis }) => {
  let dateline: TestDateline;
  let token: string;
  let other: string;
  let hook: Receiver;
  let runs = 0;

  beforeAll(async () => {
    dateline = await TestDateline.start(await settings(), { JWT_SECRET, ALLOW_PRIVATE_NETWORK: 'true' });
    await new Publisher(dateline)
      .request('put', '/v1/private-channels')
      .send({ channels: ['topic/secret'] })
      .expect(200);
    token = await new SignJWT({ channels: ['topic/secret'], exp: Math.ceil(Date.now() / 1000) + 3_600 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(JWT_SECRET));
    other = (await Publisher.named(dateline, 'other')).key;
    hook = await Receiver.open();
  });
  afterAll(async () => {
    await hook.down();
    await dateline.end();
  });

  async function play(sequence: readonly Step[]): Promise<void> {
    const number = (runs += 1);
    const desk = await Publisher.named(dateline, `desk-${number}`);
    const { epoch, head } = (await (await fetch(`${dateline.url}/v1/updates?channel=all&limit=1`)).json()) as {
      epoch: string;
      head: number;
    };
    const run = new Run(dateline, number, desk, `${epoch}.${head}`);
    for (const [at, step] of sequence.entries()) {
      await run.act(step);
      await run.check(
        token,
        other,
        sequence
          .slice(0, at + 1)
          .map(({ act }) => act)
          .join(', '),
        at === sequence.length - 1 ? READERS : ['a reader', READERS[1 + (at % 3)] ?? ''],
      );
    }
    // A webhook that replays from the start gets what a reader may see now.
    const from = hook.received.length;
    const { body } = await new Publisher(dateline, other)
      .request('post', '/v1/webhooks')
      .send({ url: hook.url, channel: `publisher/${run.publisher}` })
      .expect(201);
    const { id } = body as { id: string };
    await new Publisher(dateline, other)
      .request('post', `/v1/webhooks/${id}/replay`)
      .send({ after: `${epoch}.${head}` })
      .expect((answer) => expect(answer.status).toBeLessThan(300));
    const fence = await desk.publish({ uri: 'fence', headline: 'Fence', body: ['x'] });
    await until(() => hook.updates.some(({ cursor }) => cursor === fence.update), { timeout: 20_000 });
    await new Publisher(dateline, other).request('delete', `/v1/webhooks/${id}`).expect(204);
    const may = run.model.marksFor('reader');
    expect(
      [...run.marksIn(JSON.stringify(hook.received.slice(from).map((one) => one.body)))].filter(
        (mark) => !may.has(mark),
      ),
      'a webhook',
    ).toEqual([]);
  }

  test.each(Object.entries(SCENARIOS))(
    'every reader finds exactly the texts that the model allows: %s',
    async (_name, sequence) => play(sequence),
    120_000,
  );

  test('every reader finds exactly the texts that the model allows, after every act of any sequence', async () => {
    await fc.assert(fc.asyncProperty(steps, play), {
      numRuns: redis ? Math.ceil(RUNS / 2) : RUNS,
      ...(process.env['VISIBILITY_SEED'] === undefined ? {} : { seed: Number(process.env['VISIBILITY_SEED']) }),
      endOnFailure: process.env['VISIBILITY_SHRINK'] === undefined,
    });
  }, 600_000);
});
