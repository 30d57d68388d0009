// Ten thousand stories of one publisher whose embargoes end together do not delay another publisher's.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columns } from '../support/columns.js';
import { TestDateline } from '../support/dateline.js';
import { ask, rowsOf } from '../support/outage.js';
import { Publisher } from '../support/publisher.js';
import { until } from '../support/wait.js';

const MANY = 10_000;
/** Minimum number of stories per transaction. */
const TOGETHER = 100;

describe.each(columns)('$name', ({ settings }) => {
  let dateline: TestDateline;
  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
  });
  afterAll(() => dateline.end());

  it('the first transaction includes the other publisher’s story, and a few transactions release all', async () => {
    const [many, other] = [await Publisher.named(dateline, 'many'), await Publisher.named(dateline, 'other')];
    // The baseline: stories published one after the other.
    const begun = performance.now();
    for (let at = 0; at < 20; at++)
      await many.publish({ uri: `bare-${at}`, headline: 'Not held back', body: ['It is out at once.'] });
    const bareMs = (performance.now() - begun) / 20;

    const held = { headline: 'Held back', body: ['It waits for its time.'], embargoedUntil: '2100-01-01T00:00:00Z' };
    const { story: one } = await many.publish({ uri: 'held', ...held });
    const { story: lone } = await other.publish({ uri: 'held', ...held });
    const [before] = await rowsOf<{ seq: number }>(dateline.world, 'select seq::int from log_head');
    const from = before?.seq ?? 0;
    // In one statement, so that all are due at once; the other publisher's story is due last.
    await ask(
      dateline.world,
      `with copy as (
         insert into stories (id, key, publisher, uri, url, kind, part_of, topics, pub_status, revision, shown, updated_seq, sketch, created_at, due_at)
         select gen_random_uuid(), s.key || '-' || n, s.publisher, s.uri || '-' || n, null, s.kind, null, s.topics, s.pub_status, s.revision, null, null, s.sketch, s.created_at, now() - interval '2 seconds'
         from stories s, generate_series(1, ${MANY - 1}) n where s.id = $1 returning id
       ), past as (
         select s.id, case when s.id = $2 then now() - interval '1 second' else now() - interval '2 seconds' end as due from stories s where s.id in ($1, $2)
         union all select id, now() - interval '2 seconds' from copy
       ), timed as (
         update stories s set due_at = past.due from past where s.id = past.id and s.id in ($1, $2)
       ), there as (
         update revisions r set content = (r.content::jsonb || jsonb_build_object('embargoedUntil', to_char(past.due at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))::json from past where r.story = past.id returning r.story
       )
       insert into revisions (story, revision, submission, content, change, received_at)
       select copy.id, r.revision, null, (r.content::jsonb || jsonb_build_object('embargoedUntil', to_char((now() - interval '2 seconds') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))::json, r.change, r.received_at
       from copy, revisions r where r.story = $1`,
      [one, lone],
    );
    const due = performance.now();
    const out = async (): Promise<number> =>
      (await rowsOf<{ count: number }>(dateline.world, `select count(*)::int from updates where seq > ${from}`))[0]
        ?.count ?? 0;
    await until(async () => (await out()) === MANY + 1, { timeout: 120_000, describe: 'all of them to be out' });
    const releaseMs = (performance.now() - due) / (MANY + 1);

    // A row's xmin is the transaction that inserted it.
    const released = await rowsOf<{ story: string; made: string }>(
      dateline.world,
      `select story, xmin::text as made from updates where seq > ${from} order by seq`,
    );
    const place = released.findIndex(({ story }) => story === lone);
    expect(released[place]?.made).toBe(released[0]?.made);
    expect(place).toBeLessThan(TOGETHER);
    expect(new Set(released.map(({ made }) => made)).size).toBeLessThanOrEqual(Math.ceil((MANY + 1) / TOGETHER) + 1);
    expect(new Set(released.map(({ story }) => story)).size).toBe(MANY + 1);
    // A batched release costs a fraction of a publish; single releases would cost as much.
    expect(releaseMs / bareMs).toBeLessThan(0.25);
  }, 180_000);
});
