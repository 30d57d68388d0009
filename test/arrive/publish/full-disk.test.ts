// A Postgres with a full disk, or read-only: publishing is refused at once, health names the failing part,
// and it recovers by itself.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DatelineError } from '../../../src/core/errors.js';
import { WriteCircuitBreaker } from '../../../src/store/database/write-circuit-breaker.js';
import { columns, type World } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { ask, cutConnections, rowsOf } from '../../support/outage.js';
import { expectProblem } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

const STORY = { headline: 'Ferry returns', body: ['It is back.'] };

describe.each(columns)('$name', ({ settings }) => {
  let world: World;
  let dateline: TestDateline;
  let admin: Publisher;

  beforeEach(async () => {
    world = await settings();
    dateline = await TestDateline.start(world);
    admin = new Publisher(dateline);
  });
  afterEach(() => dateline.end());

  const ready = async () => {
    const { status, body } = await dateline.http.get('/health/ready');
    return { status, checks: (body as { checks: Record<string, { ok: boolean; why?: string }> }).checks };
  };

  /** From now on Postgres refuses each insert with disk_full, and counts the attempts. */
  const fill = async (): Promise<void> => {
    await ask(world, 'create sequence asked');
    await ask(
      world,
      `create function full_disk() returns trigger language plpgsql as $$ begin perform nextval('asked'); raise exception 'could not extend file' using errcode = '53100'; end $$`,
    );
    await ask(world, 'create trigger full_disk before insert on submissions for each row execute function full_disk()');
  };
  const asked = async (): Promise<number> =>
    Number(
      (
        await rowsOf<{ count: string }>(
          world,
          'select case when is_called then last_value else 0 end as count from asked',
        )
      )[0]?.count,
    );

  test('with a full disk only the first publish and one probe a second reach Postgres; reading continues, and it recovers once there is space', async () => {
    const { story } = await admin.publish({ uri: 'before', ...STORY });
    expect(await ready()).toMatchObject({ status: 200, checks: { writes: { ok: true } } });
    await fill();
    const began = performance.now();
    for (let n = 0; n < 60; n += 1) {
      const answer = await (n % 3 === 0
        ? admin.send({ uri: `n ${n}`, ...STORY })
        : n % 3 === 1
          ? admin.request('patch', `/v1/stories/${story}`).send({ headline: `No. ${n}` })
          : admin.request('delete', `/v1/stories/${story}`).send({ reason: 'none' }));
      expect(expectProblem(answer, 503, 'not_writable').detail).toContain('disk of Postgres is full');
      expect(answer.headers['retry-after']).toBe('5');
    }
    const probes = Math.ceil((performance.now() - began) / 1_000);
    expect(await asked()).toBeLessThanOrEqual(1 + probes);
    expect(await ready()).toMatchObject({
      status: 503,
      checks: { postgres: { ok: true }, writes: { ok: false, why: expect.stringContaining('disk') as string } },
    });
    const { text } = await admin.request('get', '/ops');
    expect(text).toContain('Submissions are refused: the disk of Postgres is full.');
    await dateline.http.get(`/v1/stories/${story}`).expect(200);
    await ask(world, 'drop trigger full_disk on submissions');
    await until(async () => (await ready()).status === 200, { timeout: 15_000 });
    expect((await admin.publish({ uri: 'after', ...STORY })).status).toBe('created');
    expect(await rowsOf(world, "select 1 from submissions where publisher = 'a probe'")).toEqual([]);
  }, 60_000);

  test('on a read-only server too, and it is detected without a publish', async () => {
    const server = new URL(world.env.DATABASE_URL);
    const name = server.pathname.slice(1);
    server.pathname = '/postgres';
    // From another database: in this one nothing can be changed back.
    const onlyReads = (on: boolean): Promise<void> =>
      ask(
        { ...world, env: { DATABASE_URL: server.href } },
        `alter database ${name} ${on ? 'set default_transaction_read_only = on' : 'reset default_transaction_read_only'}`,
      );
    await onlyReads(true);
    await cutConnections(world);
    await until(async () => (await ready()).checks['writes']?.ok === false, {
      timeout: 25_000,
      describe: 'the node to find out',
    });
    expect(expectProblem(await admin.send(STORY), 503, 'not_writable').detail).toContain('takes no writes');
    await onlyReads(false);
    await cutConnections(world);
    await until(async () => (await admin.send({ uri: 'again', ...STORY })).status === 202, { timeout: 25_000 });
  }, 90_000);
});

describe('refusing writes at once', () => {
  const gate = (probe: () => Promise<void>, now: () => number = () => 0): WriteCircuitBreaker =>
    new WriteCircuitBreaker(probe, undefined, now);
  const full = Object.assign(new Error('could not extend file'), { code: '53100' });
  const lost = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });

  test('starts with an error of Postgres, ends with a successful probe, and runs one probe at a time', async () => {
    let [probes, atOnce, most, well] = [0, 0, 0, false];
    const one = gate(async () => {
      [probes, atOnce] = [probes + 1, atOnce + 1];
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      if (!well) throw full;
    });
    await Promise.all(
      Array.from({ length: 20 }, () =>
        expect(one.run(() => Promise.reject(full))).rejects.toMatchObject({ code: 'not_writable' }),
      ),
    );
    let written = 0;
    await expect(one.run(async () => (written += 1))).rejects.toBeInstanceOf(DatelineError);
    await until(() => probes > 1);
    well = true;
    await until(() => one.outage === null);
    expect([await one.run(async () => (written += 1)), most]).toEqual([1, 1]);
    one.close();
  });

  test('also starts with a write lost after three seconds, but not sooner or for another reason', async () => {
    let now = 0;
    const one = gate(
      () => Promise.reject(lost),
      () => now,
    );
    await expect(one.run(() => Promise.reject(lost))).rejects.toBe(lost);
    const other = new Error('a bug');
    await expect(one.run(async () => Promise.reject(((now += 9_000), other)))).rejects.toBe(other);
    expect(one.outage).toBeNull();
    await expect(one.run(async () => Promise.reject(((now += 3_000), lost)))).rejects.toMatchObject({
      code: 'not_writable',
    });
    expect(one.outage).toBe('Postgres does not answer');
    one.close();
  });
});
