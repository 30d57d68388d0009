// `dateline/client` on private channels: nothing is lost and nothing comes twice while tokens end and are renewed,
// over sockets and over server-sent events, and who is refused is told so once.
import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  connect,
  type Client,
  type LineState,
  type Problem,
  type StoryView,
  type TokenSource,
  type Update,
} from '../../../src/client/connection/client.js';
import { columns } from '../../support/columns.js';
import { brokenChain, seqOf, TestDateline } from '../../support/dateline.js';
import { NoSockets } from '../../support/no-sockets.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

const JWT_SECRET = 'a shared secret of these tests, long enough';
const MEMBERS = 'topic/members';
const signed = (channels: string[], ms = 60_000, secret = JWT_SECRET): Promise<string> =>
  new SignJWT({ channels, exp: Math.ceil((Date.now() + ms) / 1000) })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret));

let dateline: TestDateline;
let noSockets: NoSockets;
let admin: Publisher;
const clients: Client[] = [];

beforeAll(async () => {
  const [column] = columns;
  if (column === undefined) throw new Error('there is no column');
  dateline = await TestDateline.start(await column.settings(), { JWT_SECRET });
  noSockets = await NoSockets.before(dateline.url);
  admin = new Publisher(dateline);
  await admin
    .request('put', '/v1/private-channels')
    .send({ channels: [MEMBERS, 'topic/board'] })
    .expect(200);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(async () => {
  await noSockets?.close();
  await dateline?.end();
});

let count = 0;
const publish = (topics: string[], headline = `Story ${(count += 1)}`) =>
  admin.publish({ uri: `private:${headline}`, headline, topics, body: [`What ${headline} says at length.`] });

/** A follower with all that it was told. */
function follow(client: Client, channel: string) {
  const told = { updates: [] as Update[], problems: [] as Problem[], resets: 0 };
  const handle = client.subscribe(channel, {
    onUpdate: (update) => told.updates.push(update),
    onError: (problem) => told.problems.push(problem),
    onReset: () => (told.resets += 1),
  });
  return Object.assign(told, { handle });
}

const ways = [
  { name: 'over a socket', url: () => dateline.url },
  { name: 'over server-sent events', url: () => noSockets.url },
];

describe.each(ways)('$name', ({ url }) => {
  const open = (token?: TokenSource): Client => {
    const client = connect(url(), { token });
    clients.push(client);
    return client;
  };
  const live = (client: Client) =>
    until(() => client.state === 'live', {
      timeout: 15_000,
      describe: () => `the client to be live, it is ${client.state}`,
    });

  it('reads a private channel and a public one on one line, through many tokens, with nothing lost and nothing twice', async () => {
    const tokens: string[] = [];
    const client = open(async () => {
      tokens.push(await signed([MEMBERS], 2_000));
      return tokens.at(-1) ?? '';
    });
    const [members, everybody] = [follow(client, MEMBERS), follow(client, 'all')];
    const states: LineState[] = [];
    client.subscribe('topic/quiet', { onUpdate: () => undefined, onState: (state) => states.push(state) });
    await live(client);
    const before = seqOf(members.handle.cursor);
    const sent: string[] = [];
    const publics: string[] = [];
    for (let n = 0; tokens.length < 4 || n < 30; n += 1) {
      const { update } = await publish(n % 2 === 0 ? ['members'] : ['open']);
      (n % 2 === 0 ? sent : publics).push(update ?? '');
    }
    await until(() => members.updates.length >= sent.length && everybody.updates.length >= publics.length, {
      timeout: 20_000,
    });
    expect(members.updates.map(({ cursor }) => cursor)).toEqual(sent);
    expect(everybody.updates.map(({ cursor }) => cursor)).toEqual(publics);
    expect(members.updates.every(({ story }) => story.headline !== null)).toBe(true);
    expect(brokenChain(members.updates.slice(1), seqOf(members.updates[0]?.cursor))).toEqual([]);
    expect(before).toBeLessThan(seqOf(sent[0]));
    expect([members.problems, everybody.problems, members.resets]).toEqual([[], [], 0]);
    // A socket takes another token as it is; a stream has to be opened anew.
    if (url() === dateline.url) expect(states).toEqual(['connecting', 'live']);
  }, 60_000);

  it('goes on from where the right ended, once there is a token again', async () => {
    let given = true;
    const client = open(async () => {
      if (!given) throw new Error('the shop is closed');
      return signed([MEMBERS], 1_000);
    });
    const members = follow(client, MEMBERS);
    await live(client);
    const first = await publish(['members']);
    await until(() => members.updates.length === 1);
    given = false;
    await until(() => members.problems.length > 0, { timeout: 20_000 });
    const missed = [await publish(['members']), await publish(['members'])];
    given = true;
    await until(() => members.updates.length === 3, { timeout: 25_000 });
    expect(members.updates.map(({ cursor }) => cursor)).toEqual([first, ...missed].map(({ update }) => update));
    expect(members.problems).toEqual([{ code: 'token', reason: 'the shop is closed' }]);
    expect(members.resets).toBe(0);
  }, 60_000);

  it.each([
    ['no token', () => undefined, 'unauthorized'],
    ['a token for other channels', () => signed(['topic/other']), 'forbidden'],
    ['a function that gives tokens for other channels', () => () => signed(['topic/other']), 'forbidden'],
    [
      'a token of another secret',
      () => signed([MEMBERS], 60_000, 'another secret, just as long as the one'),
      'unauthorized',
    ],
    [
      'a function that gives tokens of another secret',
      () => () => signed([MEMBERS], 60_000, 'another secret, just as long as the one'),
      'unauthorized',
    ],
  ])(
    'with %s a private channel is refused once, and a public one goes on',
    async (_what, make, code) => {
      let asked = 0;
      const made = await make();
      const client = open(typeof made === 'function' ? () => ((asked += 1), made()) : made);
      const [members, everybody] = [follow(client, MEMBERS), follow(client, 'all')];
      await until(() => members.problems.length > 0, { timeout: 25_000 });
      await live(client);
      const { update } = await publish(['open']);
      await until(() => everybody.updates.some(({ cursor }) => cursor === update));
      expect(members.problems).toEqual([{ code, reason: expect.any(String) }]);
      expect([members.updates, everybody.problems]).toEqual([[], []]);
      expect(asked).toBeLessThan(7);
    },
    60_000,
  );

  it('keeps a private story whole, and hears of the right to it that comes later', async () => {
    const { story } = await publish(['members'], `Kept ${url()}`);
    let asked = 0;
    const client = open(() => signed([(asked += 1) === 1 ? 'topic/other' : `story/${story}`], 1_000));
    const views: (StoryView | null)[] = [];
    client.story(story, { onChange: (view) => views.push(view) });
    await until(() => views.at(-1)?.body.length === 1, { timeout: 20_000 });
    expect(views[0]).toBeNull();
    await live(client);
    await admin.publish({
      uri: `private:Kept ${url()}`,
      headline: 'Kept and changed',
      body: ['One sentence of it.', 'And another one.'],
    });
    await until(() => views.at(-1)?.body.length === 2, { timeout: 20_000 });
  }, 60_000);
});
