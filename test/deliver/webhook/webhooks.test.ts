// Webhooks: each update is acknowledged once, in order, signed; failures are retried and delay no other
// webhook.
import { Ajv } from 'ajv';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Update } from '../../../src/core/log/update.js';
import { CLOUD_EVENT } from '../../support/cloud-event.js';
import { brokenChain, seqOf, TestDateline, type Outcome } from '../../support/dateline.js';
import { columns } from '../../support/columns.js';
import { ask, rowsOf } from '../../support/outage.js';
import { expectProblem, fieldsOf } from '../../support/problem.js';
import { Publisher, updatesOf } from '../../support/publisher.js';
import { hangs, Receiver, refuses, takes } from '../../support/receiver.js';
import { until } from '../../support/wait.js';

type Hook = {
  id: string;
  secret: string;
  url: string;
  channel: string;
  format: string;
  state: string;
  reason: string | null;
  cursor: string;
  lag: number;
  attempts: number;
  retryAt: string | null;
  delivered: number;
  failed: number;
  successRate: number | null;
  deadLetters: number;
  oldSecretUntil: string | null;
  last: { cursor: string; status: number | null; error: string | null; excerpt: string | null } | null;
};
type Letter = {
  cursor: string;
  attempts: number;
  status: number | null;
  error: string | null;
  excerpt: string | null;
  asked: boolean;
};

describe.each(columns)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let desk: Publisher;
  let receivers: Receiver[] = [];
  let hooks: string[] = [];
  let uri = 0;

  beforeAll(async () => {
    dateline = await TestDateline.start(await settings(), { ALLOW_PRIVATE_NETWORK: 'true' });
    desk = await Publisher.named(dateline, 'desk');
  });
  beforeEach(() => {
    [receivers, hooks] = [[], []];
  });
  afterEach(async () => {
    for (const id of hooks) await desk.request('delete', `/v1/webhooks/${id}`);
    for (const receiver of receivers) await receiver.down().catch(() => undefined);
  });
  afterAll(() => dateline.end());

  const receiver = async (answer = takes): Promise<Receiver> => {
    const made = await Receiver.open(answer);
    receivers.push(made);
    return made;
  };
  const hook = async (url: string, input: object = {}): Promise<Hook> => {
    const { body } = await desk
      .request('post', '/v1/webhooks')
      .send({ url, channel: 'publisher/desk', ...input })
      .expect(201);
    hooks.push((body as Hook).id);
    return body as Hook;
  };
  const show = async (id: string): Promise<Hook> =>
    (await desk.request('get', `/v1/webhooks/${id}`).expect(200)).body as Hook;
  const patch = async (id: string, change: object): Promise<Hook> =>
    (await desk.request('patch', `/v1/webhooks/${id}`).send(change).expect(200)).body as Hook;
  const replay = (id: string, asked: object) => desk.request('post', `/v1/webhooks/${id}/replay`).send(asked);
  const letters = async (id: string): Promise<Letter[]> =>
    ((await desk.request('get', `/v1/webhooks/${id}/dead-letters`).expect(200)).body as { deadLetters: Letter[] })
      .deadLetters;
  const publish = (more: object = {}): Promise<Outcome> =>
    desk.publish({ uri: `w/${++uri}`, headline: `Headline ${uri}`, body: [`Body ${uri}.`], ...more });
  const publishAll = async (count: number): Promise<number[]> => {
    const seqs: number[] = [];
    for (let i = 0; i < count; i++) seqs.push(seqOf((await publish()).update));
    return seqs;
  };
  /** Changes the row as if the delivery had failed since `hours` ago, and were due. */
  const longAgo = (id: string, hours: number) =>
    ask(
      dateline.world,
      `update webhooks set first_failed_at = now() - interval '${hours} hours', failing_since = now() - interval '${hours} hours', retry_at = null, changed = changed + 1 where id = '${id}'`,
    );

  test('an update arrives at once, as on sockets, with a signature that the Standard Webhooks library accepts', async () => {
    const [to, live] = [await receiver(), await dateline.read()];
    await live.subscribe('publisher/desk');
    const { id, secret } = await hook(to.url);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{40,}=*$/);
    await publish();
    await until(() => to.received.length === 1 && live.updates.length === 1, { timeout: 2_000 });
    const [delivery] = to.received;
    expect(delivery?.headers['content-type']).toBe('application/json');
    expect(new Webhook(secret).verify(delivery?.body ?? '', delivery?.headers as Record<string, string>)).toEqual(
      live.updates[0],
    );
    expect(() =>
      new Webhook(`whsec_${Buffer.alloc(32, 7).toString('base64')}`).verify(
        delivery?.body ?? '',
        delivery?.headers as Record<string, string>,
      ),
    ).toThrow();
    expect(await until(async () => ((await show(id)).lag === 0 ? show(id) : null))).toMatchObject({
      state: 'active',
      cursor: live.updates[0]?.cursor,
      delivered: 1,
      failed: 0,
      successRate: 1,
      last: { status: 204, error: null },
    });
    live.socket.disconnect();
  });

  test('updates arrive in log order, each once, with an unbroken `prev` chain, however many are written at once', async () => {
    const to = await receiver();
    const { cursor } = await hook(to.url, { channel: 'all' });
    await Promise.all(Array.from({ length: 30 }, () => publish()));
    await until(() => to.received.length === 30);
    const expected = await updatesOf(dateline, 'all', cursor);
    expect(to.updates).toEqual(expected);
    expect(brokenChain(to.updates, to.updates[0]?.prev ?? -1)).toEqual([]);
    expect(new Set(to.received.map(({ headers }) => headers['webhook-id'])).size).toBe(30);
  });

  test('on a story’s channel an update has its ops; updates of other channels don’t arrive', async () => {
    const to = await receiver();
    const { story } = await publish({ uri: 'ops', body: ['One sentence stands here. Two sentences stand here.'] });
    await hook(to.url, { channel: `story/${story}` });
    await publish();
    await publish({ uri: 'ops', body: ['One sentence stands here. Three sentences stand here.'] });
    await until(() => to.received.length === 1);
    expect(to.updates[0]).toMatchObject({ channel: `story/${story}`, change: { ops: [{ op: 'edit' }], base: 1 } });
  });

  test('CloudEvents arrive in structured mode, with the update in `data`, and the whole body signed', async () => {
    const to = await receiver();
    const { secret } = await hook(to.url, { format: 'cloudevents' });
    await publish();
    await until(() => to.received.length === 1);
    const [delivery] = to.received;
    expect(delivery?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    const event = new Webhook(secret).verify(delivery?.body ?? '', delivery?.headers as Record<string, string>) as {
      id: string;
      data: Update;
    };
    const validate = new Ajv({ strict: true }).compile(CLOUD_EVENT);
    validate(event);
    expect(validate.errors).toBeNull();
    expect(event).toMatchObject({ id: event.data.cursor, data: (await updatesOf(dateline, 'publisher/desk')).at(-1) });
  });

  test('a failed delivery is retried with the same webhook-id, and later ones wait', async () => {
    const to = await receiver(
      (response, _received, number) => void response.writeHead(number < 3 ? 503 : 200).end('busy'),
    );
    const { id } = await hook(to.url);
    const seqs = await publishAll(3);
    await until(() => to.received.length >= 3);
    expect(to.seqs.slice(0, 3)).toEqual([seqs[0], seqs[0], seqs[0]]);
    await until(() => to.received.length === 5);
    expect(to.seqs).toEqual([seqs[0], seqs[0], ...seqs]);
    expect(new Set(to.received.slice(0, 3).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await until(async () => ((await show(id)).delivered === 3 ? show(id) : null))).toMatchObject({
      failed: 2,
      attempts: 0,
      retryAt: null,
      lag: 0,
    });
  });

  test('a receiver that was down catches up in order, and delays no other', async () => {
    const [down, up] = [await receiver(), await receiver()];
    const [late, other] = [await hook(down.url), await hook(up.url)];
    await down.down();
    const seqs = await publishAll(10);
    await until(() => up.received.length === 10, { timeout: 3_000 });
    expect(up.seqs).toEqual(seqs);
    expect(await show(late.id)).toMatchObject({
      lag: 10,
      delivered: 0,
      last: { status: null, error: expect.stringContaining('does not accept connections') },
    });
    await down.up();
    await until(() => down.received.length === 10, { timeout: 20_000 });
    expect(down.seqs).toEqual(seqs);
    expect(await show(other.id)).toMatchObject({ failed: 0, successRate: 1 });
  });

  test('a receiver that hangs, or responds byte by byte, delays no other webhook, not even one on the same host', async () => {
    const to = await receiver((response, { path }) => {
      if (path === '/hangs') return;
      if (path === '/drips') {
        response.writeHead(200);
        const timer = setInterval(() => response.write('.'), 50);
        response.on('close', () => clearInterval(timer));
        return;
      }
      response.writeHead(204).end();
    });
    for (const path of ['hangs', 'drips', 'takes']) await hook(to.url.replace('hook', path));
    const seqs = await publishAll(5);
    await until(() => to.received.filter(({ path }) => path === '/takes').length === 5, { timeout: 3_000 });
    const of = (path: string): number[] =>
      to.received.flatMap((one, at) => (one.path === path ? [to.seqs[at] ?? 0] : []));
    expect(of('/takes')).toEqual(seqs);
    expect([of('/hangs'), of('/drips')]).toEqual([[seqs[0]], [seqs[0]]]);
  });

  test('an endless response fails after 15 seconds, and little of it is read', async () => {
    const [hanging, flooding] = [
      await receiver(hangs),
      await receiver((response) => void response.writeHead(500).end('x'.repeat(1_000_000))),
    ];
    const [first, second] = [await hook(hanging.url), await hook(flooding.url)];
    await publish();
    const flooded = await until(async () => (await show(second.id)).last);
    expect(flooded).toMatchObject({ status: 500, excerpt: 'x'.repeat(1_000) });
    const failed = await until(async () => (await show(first.id)).last, { timeout: 20_000 });
    expect(failed).toMatchObject({ status: null, error: expect.stringMatching(/too long|in time/) });
    expect(hanging.received).toHaveLength(1);
  }, 40_000);

  test('a 2xx status counts, whatever follows it', async () => {
    const garbled = await receiver(
      (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('this is not gzip'),
    );
    const { id } = await hook(garbled.url);
    await publishAll(2);
    expect(await until(async () => ((await show(id)).lag === 0 ? show(id) : null))).toMatchObject({
      delivered: 2,
      failed: 0,
    });
  });

  test('Retry-After is respected', async () => {
    const to = await receiver(
      (response, _received, number) =>
        void response.writeHead(number === 1 ? 429 : 204, number === 1 ? { 'retry-after': '3' } : {}).end(),
    );
    await hook(to.url);
    await publish();
    await until(() => to.received.length === 2);
    expect((to.received[1]?.at ?? 0) - (to.received[0]?.at ?? 0)).toBeGreaterThan(2_900);
  });

  test('a redirect is a failure, and is not followed', async () => {
    const elsewhere = await receiver();
    const to = await receiver(refuses(307, { location: elsewhere.url }));
    const { id } = await hook(to.url);
    await publish();
    expect(await until(async () => (await show(id)).last)).toMatchObject({
      status: 307,
      error: expect.stringContaining('not followed'),
    });
    expect(elsewhere.received).toEqual([]);
  });

  test('410 disables the webhook; once resumed it continues from its position', async () => {
    const to = await receiver(refuses(410, {}, 'moved out'));
    const { id } = await hook(to.url);
    const seqs = await publishAll(2);
    expect(await until(async () => ((await show(id)).state === 'disabled' ? show(id) : null))).toMatchObject({
      reason: 'gone',
      lag: 2,
      deadLetters: 0,
      last: { status: 410, excerpt: 'moved out' },
    });
    expect(to.received).toHaveLength(1);
    to.answer = takes;
    expect(await patch(id, { paused: false })).toMatchObject({ state: 'active', reason: null });
    await until(() => to.received.length === 3);
    expect(to.seqs).toEqual([seqs[0], ...seqs]);
  });

  test('after a day of failures a delivery becomes a dead letter and the next is sent; a dead letter can be replayed alone', async () => {
    let refused = 0;
    const to = await receiver(
      (response, { body }) =>
        void response
          .writeHead(body.includes('poison') && refused >= 0 ? (refused++, 500) : 204)
          .end('can not read this'),
    );
    const { id } = await hook(to.url);
    const { update } = await publish({ headline: 'A poison headline' });
    const [next] = await publishAll(1);
    await until(async () => (await show(id)).attempts > 0);
    await longAgo(id, 25);
    await until(() => to.seqs.includes(next ?? 0));
    expect(await letters(id)).toEqual([
      expect.objectContaining({ cursor: update, status: 500, excerpt: 'can not read this', asked: false }),
    ]);
    expect(await until(async () => ((await show(id)).lag === 0 ? show(id) : null))).toMatchObject({
      state: 'active',
      deadLetters: 1,
    });
    const ids = to.received.filter(({ body }) => body.includes('poison')).map(({ headers }) => headers['webhook-id']);

    await replay(id, { only: update }).expect(202);
    await until(async () => (await letters(id))[0]?.asked === false && to.received.length > ids.length + 1);
    expect(await letters(id)).toHaveLength(1);
    refused = -1;
    await replay(id, { deadLetters: true }).expect(202);
    await until(async () => (await letters(id)).length === 0);
    expect(to.received.at(-1)?.headers['webhook-id']).toBe(ids[0]);
    expect(await show(id)).toMatchObject({ deadLetters: 0, lag: 0 });
  });

  test('three days without a success disable the webhook, and operators see why', async () => {
    const to = await receiver(refuses(500));
    const { id } = await hook(to.url);
    await publish();
    await until(async () => (await show(id)).attempts > 0);
    await ask(dateline.world, `update webhooks set attempts = 80 where id = '${id}'`);
    await longAgo(id, 73);
    expect(await until(async () => ((await show(id)).state === 'disabled' ? show(id) : null))).toMatchObject({
      reason: 'failing',
      lag: 1,
      deadLetters: 0,
    });
    const metrics = (await new Publisher(dateline).request('get', '/metrics').expect(200)).text;
    for (const [name, value] of [
      ['disabled', 1],
      ['lag', 1],
      ['success_rate', 0],
      ['dead_letters', 0],
    ])
      expect(metrics).toMatch(
        new RegExp(`^dateline_webhook_${name}\\{webhook="${id}",publisher="desk"\\} ${value}$`, 'm'),
      );
  });

  test('a replay from a cursor sends everything after it again, in order, with the same ids', async () => {
    const to = await receiver();
    const { id, cursor } = await hook(to.url);
    const seqs = await publishAll(4);
    await until(() => to.received.length === 4);
    await replay(id, { after: `${cursor.split('.')[0]}.${seqs[1]}` }).expect(202);
    await until(() => to.received.length === 6);
    expect(to.seqs).toEqual([...seqs, ...seqs.slice(2)]);
    expect(to.received.slice(4).map(({ headers }) => headers['webhook-id'])).toEqual(
      to.received.slice(2, 4).map(({ headers }) => headers['webhook-id']),
    );
    const [epoch = '', head = ''] = (await show(id)).cursor.split('.');
    expectProblem(await replay(id, { after: `${epoch}.${Number(head) + 1_000}` }), 410, 'reset');
    expectProblem(await replay(id, { after: 'another0.1' }), 410, 'reset');
    expectProblem(await replay(id, { only: `${epoch}.0` }), 404, 'not_found');
    expectProblem(await replay(id, {}), 422, 'invalid_field');
    await replay(id, { only: `${epoch}.${seqs[0]}` }).expect(202);
    await until(() => to.received.length === 7);
    expect(to.seqs.at(-1)).toBe(seqs[0]);
    expect(await show(id)).toMatchObject({ lag: 0, deadLetters: 0 });
  });

  test('a paused webhook gets nothing; once resumed it gets everything, in order', async () => {
    const to = await receiver();
    const { id } = await hook(to.url);
    await patch(id, { paused: true });
    const seqs = await publishAll(3);
    expect(await show(id)).toMatchObject({ state: 'paused', lag: 3 });
    expect(to.received).toEqual([]);
    await patch(id, { paused: false });
    await until(() => to.received.length === 3);
    expect(to.seqs).toEqual(seqs);
  });

  test('a new secret and the previous one both sign', async () => {
    const to = await receiver();
    const { id, secret } = await hook(to.url);
    const rotated = await patch(id, { rotateSecret: true });
    expect(rotated.secret).not.toBe(secret);
    await publish();
    await until(() => to.received.length === 1);
    const [delivery] = to.received;
    for (const one of [secret, rotated.secret])
      expect(new Webhook(one).verify(delivery?.body ?? '', delivery?.headers as Record<string, string>)).toMatchObject({
        channel: 'publisher/desk',
      });
    const own = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
    expect((await patch(id, { secret: own })).secret).toBe(own);
    await publish();
    await until(() => to.received.length === 2);
    const second = to.received[1];
    expect(() => new Webhook(secret).verify(second?.body ?? '', second?.headers as Record<string, string>)).toThrow();
    for (const one of [own, rotated.secret])
      new Webhook(one).verify(second?.body ?? '', second?.headers as Record<string, string>);
    const shown = await desk.request('get', '/v1/webhooks').expect(200);
    for (const one of [secret, own, rotated.secret]) expect(shown.text).not.toContain(one);
    expect((await show(id)).oldSecretUntil).not.toBeNull();
  });

  test('a kill is sent as a kill, and earlier updates not sent yet go without content; no table stores a payload', async () => {
    const to = await receiver(refuses(500, {}, 'echo: the marmoset'));
    const { id } = await hook(to.url);
    const { story } = await publish({ uri: 'kill-me', headline: 'The marmoset', body: ['The marmoset was seen.'] });
    await until(async () => (await show(id)).last?.excerpt === 'echo: the marmoset');
    await publish({ uri: 'kill-me', headline: 'The marmoset again', body: ['The marmoset was seen twice.'] });
    await desk.request('delete', `/v1/stories/${story}`).send({ reason: 'It was wrong.' }).expect(200);
    const killed = to.received.length;
    expect((await show(id)).last).toMatchObject({ status: 500, excerpt: null });
    to.answer = takes;
    await until(async () => (await show(id)).lag === 0);
    const after = to.received.slice(killed);
    expect(after.map(({ body }) => (JSON.parse(body) as { change: { class: string } }).change.class).at(-1)).toBe(
      'kill',
    );
    expect(after.every(({ body }) => !body.includes('marmoset'))).toBe(true);
    expect(JSON.stringify(await rowsOf(dateline.world, 'select * from webhooks'))).not.toContain('The marmoset again');
  });

  test('another publisher sees, changes and replays nothing of it', async () => {
    const to = await receiver();
    const { id } = await hook(to.url);
    const rival = await Publisher.named(dateline, 'rival');
    expect((await rival.request('get', '/v1/webhooks').expect(200)).body).toEqual({ webhooks: [] });
    expectProblem(await rival.request('get', `/v1/webhooks/${id}`), 404, 'not_found');
    expectProblem(await rival.request('patch', `/v1/webhooks/${id}`).send({ paused: true }), 404, 'not_found');
    expectProblem(await rival.request('delete', `/v1/webhooks/${id}`), 404, 'not_found');
    expectProblem(await rival.request('post', `/v1/webhooks/${id}/replay`).send({ after: 'x.1' }), 404, 'not_found');
    expectProblem(await rival.request('get', `/v1/webhooks/${id}/dead-letters`), 404, 'not_found');
    const reader = await Publisher.named(dateline, 'reader', ['read']);
    expectProblem(await reader.request('post', '/v1/webhooks').send({ url: to.url, channel: 'all' }), 403, 'forbidden');
    expectProblem(await dateline.http.get('/v1/webhooks'), 401, 'unauthorized');
    const all = (await new Publisher(dateline).request('get', '/v1/webhooks').expect(200)).body as { webhooks: Hook[] };
    expect(all.webhooks.map((one) => one.id)).toContain(id);
  });

  test('changes of a webhook are in the audit log, without its secret and its full URL', async () => {
    const to = await receiver();
    const { id, secret } = await hook(`${to.url}?token=hush`);
    await patch(id, { paused: true });
    await replay(id, { deadLetters: true }).expect(202);
    await desk.request('delete', `/v1/webhooks/${id}`).expect(204);
    const audit = await new Publisher(dateline).request('get', '/v1/audit').expect(200);
    const acts = (audit.body as { entries: { action: string; target: string }[] }).entries.filter(
      ({ target }) => target === id,
    );
    expect(acts.map(({ action }) => action)).toEqual(
      ['deleted', 'replayed', 'changed', 'made'].map((act) => `webhook.${act}`),
    );
    for (const hidden of [secret, 'hush']) expect(audit.text).not.toContain(hidden);
  });

  test('a removed webhook gets no more updates', async () => {
    const [to, other] = [await receiver(), await receiver()];
    const { id } = await hook(to.url);
    await hook(other.url);
    await desk.request('delete', `/v1/webhooks/${id}`).expect(204);
    await publishAll(2);
    await until(() => other.received.length === 2);
    expect(to.received).toEqual([]);
    expectProblem(await desk.request('get', `/v1/webhooks/${id}`), 404, 'not_found');
  });

  test('after a restart of Dateline deliveries continue', async () => {
    const to = await receiver(refuses(503));
    await hook(to.url);
    const before = await publishAll(3);
    await until(() => to.received.length > 0);
    await dateline.stop();
    const tried = to.received.length;
    to.answer = takes;
    await dateline.start();
    const after = await publishAll(2);
    await until(() => to.received.length === tried + 5, { timeout: 20_000 });
    expect(to.seqs.slice(tried)).toEqual([...before, ...after]);
  });

  test.each([
    ['no URL and no channel', {}, ['channel', 'url']],
    ['another URL scheme', { url: 'ftp://hooks.example/x', channel: 'all' }, ['url']],
    ['a password in the URL', { url: 'https://me:secret@hooks.example/x', channel: 'all' }, ['url']],
    ['a short secret', { url: 'https://hooks.example/x', channel: 'all', secret: 'whsec_c2hvcnQ=' }, ['secret']],
    ['an unknown format', { url: 'https://hooks.example/x', channel: 'all', format: 'xml' }, ['format']],
    ['an unknown field', { url: 'https://hooks.example/x', channel: 'all', events: ['kill'] }, ['events']],
    ['the metadata service of a cloud', { url: 'http://169.254.169.254/latest', channel: 'all' }, ['url']],
  ])('a webhook with %s is refused', async (_what, input, fields) => {
    expect(
      fieldsOf(expectProblem(await desk.request('post', '/v1/webhooks').send(input), 422, 'invalid_field')),
    ).toEqual(fields);
  });

  test('a webhook for an invalid channel is refused', async () => {
    expectProblem(
      await desk.request('post', '/v1/webhooks').send({ url: 'https://hooks.example/x', channel: 'everything' }),
      400,
      'bad_channel',
    );
  });
});
