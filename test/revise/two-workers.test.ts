// Several workers process a backlog of versions of a few stories: in order per story, and batched.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../support/columns.js';
import { ADMIN_KEY } from '../support/dateline.js';
import { Fleet } from '../support/fleet.js';
import { rowsOf } from '../support/outage.js';
import { until } from '../support/wait.js';

const STORIES = 10;
const VERSIONS = 40;
const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
const second = columns.filter(({ redis }) => redis);

describe.each(second)('$name', ({ settings }) => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = new Fleet(await settings());
  });
  afterAll(() => fleet.end());

  test('every version becomes a revision, in order, and many share a commit', async () => {
    const { url } = await fleet.start('api');
    for (let version = 1; version <= VERSIONS; version += 1) {
      await Promise.all(
        Array.from({ length: STORIES }, async (_, n) => {
          const answer = await fetch(`${url}/v1/stories`, {
            method: 'POST',
            headers,
            body: JSON.stringify({
              uri: `count-${n}`,
              headline: `Count ${n}`,
              body: [`The count stands at ${version}.`],
            }),
          });
          expect(answer.status).toBe(202);
        }),
      );
    }
    await Promise.all([fleet.start('worker'), fleet.start('worker')]);
    const done = async (): Promise<number> =>
      (
        await rowsOf<{ done: number }>(
          fleet.world,
          'select count(*)::int as done from submissions where done_at is not null',
        )
      )[0]?.done ?? 0;
    await until(async () => (await done()) === STORIES * VERSIONS, {
      timeout: 60_000,
      describe: 'all submissions to be done',
    });
    const revisions = await rowsOf<{ story: string; said: string[] }>(
      fleet.world,
      "select story, array_agg(content->'body'->>0 order by revision) as said from revisions group by story",
    );
    expect(revisions.map(({ said }) => said)).toEqual(
      Array.from({ length: STORIES }, () =>
        Array.from({ length: VERSIONS }, (_, at) => `The count stands at ${at + 1}.`),
      ),
    );
    // A row's xmin is the transaction that inserted it.
    const [made] = await rowsOf<{ commits: number }>(
      fleet.world,
      'select count(distinct xmin::text)::int as commits from updates',
    );
    expect(made?.commits).toBeLessThan((STORIES * VERSIONS) / 4);
  }, 120_000);
});
