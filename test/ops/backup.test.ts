// Backup and restore with the tools of docs/operating.md.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Update } from '../../src/core/log/update.js';
import type { World } from '../support/columns.js';
import { brokenChain, seqOf, TestDateline } from '../support/dateline.js';
import { EventStream } from '../support/event-stream.js';
import { rowsOf } from '../support/outage.js';
import { startPostgresServer, type PostgresServer } from '../support/postgres-server.js';
import { startProcess } from '../support/process.js';
import { Publisher, updatesOf } from '../support/publisher.js';
import { Receiver } from '../support/receiver.js';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary.js';
import { until } from '../support/wait.js';

const run = promisify(execFile);
const worldOf = (url: string): World => ({
  env: { DATABASE_URL: url },
  redis: undefined,
  cleanup: async () => undefined,
});
const wordsOf = ({ story, at }: Update): string => `${story.id} ${story.revision} ${story.headline} ${at}`;

describe('pg_dump during publishing, and pg_restore into an empty database', () => {
  let server: PostgresServer;
  let receiver: Receiver;
  let dateline: TestDateline;

  beforeAll(async () => {
    server = await startPostgresServer();
    receiver = await Receiver.open();
  });
  afterEach(() => dateline.end());
  afterAll(async () => {
    await receiver.down();
    await server.stop();
  });

  test('the dump is complete, with keys, sources and webhooks; readers with an old cursor get a reset and catch up', async () => {
    const allow = { ALLOW_PRIVATE_NETWORK: 'true' };
    const old = worldOf(await server.create('before'));
    dateline = await TestDateline.start(old, allow);
    const desk = await Publisher.named(dateline, 'desk');
    const hook = (await desk.request('post', '/v1/webhooks').send({ url: receiver.url, channel: 'all' }).expect(201))
      .body as { id: string; secret: string };
    const source = (
      await desk.request('post', '/v1/sources').send({ url: 'https://paper.invalid/feed', kind: 'feed' }).expect(201)
    ).body as { id: string };

    // Twenty stories, revised until some time after the dump.
    const work = { goes: true };
    let sent = 0;
    const publishing = Array.from({ length: 4 }, async (_, who) => {
      while (work.goes)
        await desk.publish({
          uri: `story-${(sent += 1) % 5}-${who}`,
          headline: `Version ${sent}`,
          body: [`The count stands at ${sent}.`],
        });
    });
    await until(() => sent > 100);
    const dump = `${server.folder}/dateline.dump`;
    await server.run('pg_dump', ['-Fc', '-f', dump, old.env.DATABASE_URL]);
    const after = sent;
    await until(() => sent > after + 50);
    work.goes = false;
    await Promise.all(publishing);
    const said = await updatesOf(dateline, 'all');
    const last = said.at(-1);
    if (last === undefined) throw new Error('nothing was published');
    expect(said.length).toBeGreaterThan(150);
    await until(() => receiver.seqs.at(-1) === seqOf(last.cursor));
    await dateline.stop();

    const restored = worldOf(await server.create('after'));
    await server.run('pg_restore', ['--no-owner', '-d', restored.env.DATABASE_URL, dump]);
    const [head] = await rowsOf<{ epoch: string; seq: string }>(restored, 'select epoch, seq from log_head');
    const kept = Number(head?.seq);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(said.length);
    receiver.received.length = 0;
    dateline = await TestDateline.start(restored, allow);

    // Submissions accepted but not processed before the dump are processed now, after its last update.
    await until(async () => (await rowsOf(restored, 'select from submissions where done_at is null')).length === 0);
    const log = await updatesOf(dateline, 'all');
    expect(brokenChain(log, 0)).toEqual([]);
    expect(log.slice(0, kept).map(wordsOf)).toEqual(said.slice(0, kept).map(wordsOf));
    expect(log[0]?.cursor.split('.')[0]).not.toBe(head?.epoch);
    for (const story of new Set(log.map((update) => update.story.id))) {
      const revisions = log.filter((update) => update.story.id === story);
      const { body } = await dateline.http.get(`/v1/stories/${story}/revisions`).expect(200);
      expect((body as { revisions: object[] }).revisions).toHaveLength(revisions.length);
      expect((await dateline.http.get(`/v1/stories/${story}`).expect(200)).body).toMatchObject({
        revision: revisions.length,
        headline: revisions.at(-1)?.story.headline,
      });
    }

    // One reader was live to the end, one disconnected early: both have cursors of the old epoch.
    const now = log.at(-1)?.cursor;
    const socket = await dateline.read();
    expect(await socket.subscribe('all', last.cursor)).toMatchObject({ ok: true, mode: 'reset', cursor: now });
    expect(socket.resets).toMatchObject([{ reason: 'epoch', cursor: now }]);
    const early = await dateline.read();
    expect(await early.subscribe('all', said[9]?.cursor)).toMatchObject({ mode: 'reset', cursor: now });
    const stream = await EventStream.open(dateline.url, { channel: 'all' }, { 'last-event-id': last.cursor });
    expect((await stream.first('reset')).data).toMatchObject({ reason: 'epoch', cursor: now });
    expect((await dateline.http.get('/v1/updates').query({ channel: 'all', after: last.cursor })).body).toMatchObject({
      code: 'reset',
      reason: 'epoch',
      cursor: now,
    });

    // A key from before still publishes, and all readers get the update once, with its position.
    const again = new Publisher(dateline, desk.key);
    const { update } = await again.publish({ uri: 'story-0-0', headline: 'After the restore', body: ['It goes on.'] });
    for (const heard of [socket, early, stream]) await until(() => heard.updates.length === 1);
    for (const heard of [socket, early, stream])
      expect(heard.updates[0]).toMatchObject({
        cursor: update,
        prev: seqOf(now),
        story: { headline: 'After the restore' },
      });
    stream.close();

    // The webhook continues after its last acknowledged delivery in the backup, with its old secret; its old
    // lease expires after seconds.
    await until(() => receiver.updates.some(({ cursor }) => cursor === update), { timeout: 30_000 });
    const seqs = receiver.seqs;
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, at) => seqOf(update) - seqs.length + 1 + at));
    expect(seqs.length).toBeGreaterThan(seqOf(update) - kept);
    const delivery = receiver.received.at(-1);
    expect(
      new Webhook(hook.secret).verify(delivery?.body ?? '', { ...(delivery?.headers as Record<string, string>) }),
    ).toMatchObject({ cursor: update });
    receiver.received.length = 0;
    await again
      .request('post', `/v1/webhooks/${hook.id}/replay`)
      .send({ after: `${update?.split('.')[0]}.0` })
      .expect(202);
    await until(() => receiver.seqs.at(-1) === seqOf(update), { timeout: 20_000 });
    expect(receiver.updates.map(({ cursor }) => cursor)).toEqual([...log.map(({ cursor }) => cursor), update]);
    expect((await again.request('get', `/v1/sources/${source.id}`).expect(200)).body).toMatchObject({
      url: 'https://paper.invalid/feed',
    });
  }, 120_000);
});

describe('DATA_DIR, copied while Dateline is stopped, and restored', () => {
  const folders: TemporaryFolder[] = [];
  afterAll(async () => {
    for (const { remove } of folders) await remove();
  });

  test('after `dateline epoch --new` readers of lost updates get a reset; everything in the copy is there', async () => {
    const folder = temporaryFolder('folder');
    folders.push(folder);
    const [data, copy] = [`${folder.path}/data`, `${folder.path}/copy`];
    const env = { DATA_DIR: data, ADMIN_KEY: 'an-admin-key-of-tests' };
    const start = () => startProcess({ env, cwd: folder.path });
    const publish = async ({ url }: { url: string }, headline: string): Promise<{ story: string; update: string }> => {
      const headers = {
        authorization: `Bearer ${env.ADMIN_KEY}`,
        'content-type': 'application/json',
        prefer: 'wait=20',
      };
      const answer = await fetch(`${url}/v1/stories`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ uri: 'a', headline, body: ['It stands.'] }),
      });
      return (await answer.json()) as { story: string; update: string };
    };
    const first = await start();
    const { story } = await publish(first, 'Kept');
    await first.stop();
    // As an operator copies it: with owners and modes.
    await run('cp', ['-a', data, copy]);
    const second = await start();
    const { update: lost } = await publish(second, 'Lost');
    await second.stop();
    await run('rm', ['-rf', data]);
    await run('mv', [copy, data]);
    const cli = resolve(import.meta.dirname, '../../dist/cli.js');
    const { stdout } = await run(process.execPath, [cli, 'epoch', '--new'], {
      env: { PATH: process.env['PATH'] ?? '', DATA_DIR: data },
    });
    expect(stdout).toMatch(/^The epoch is [a-z0-9]{10} now\.$/m);

    const third = await start();
    try {
      expect(await (await fetch(`${third.url}/v1/stories/${story}`)).json()).toMatchObject({
        headline: 'Kept',
        revision: 1,
      });
      // The seq of the lost update is used again; readers of the lost update get a reset first.
      const { update: other } = await publish(third, 'Other');
      expect(seqOf(other)).toBe(seqOf(lost));
      expect(await (await fetch(`${third.url}/v1/updates?channel=all&after=${lost}`)).json()).toMatchObject({
        code: 'reset',
        reason: 'epoch',
        cursor: other,
      });
    } finally {
      await third.remove();
    }
  }, 90_000);
});
