// Submissions are processed even if their jobs are stuck.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { columns } from '../support/columns.js';
import { ADMIN_KEY } from '../support/dateline.js';
import { Fleet } from '../support/fleet.js';
import { rowsOf } from '../support/outage.js';
import { until } from '../support/wait.js';

let fleet: Fleet;
beforeAll(async () => {
  const embedded = columns.find(({ redis }) => !redis);
  if (embedded === undefined) throw new Error('there is no column without Redis');
  fleet = new Fleet(await embedded.settings());
});
afterAll(() => fleet.end());

test('a job locked by a dead worker whose clock was an hour ahead is done by another worker within 30 seconds', async () => {
  const { url } = await fleet.start('api');
  const answer = await fetch(`${url}/v1/stories`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ uri: 'held', headline: 'Held', body: ['It is held.'] }),
  });
  expect(answer.status).toBe(202);
  // The state that such a worker leaves: a lock that ends in an hour.
  const held =
    "update bullmq.job set state = 'active', lock_token = 'gone', locked_until_ms = (extract(epoch from now()) * 1000)::bigint + 3600000 where queue = 'submissions' returning id";
  await until(async () => (await rowsOf(fleet.world, held)).length === 1, { describe: 'the job to be there' });
  await fleet.start('worker');
  const { submission } = (await answer.json()) as { submission: string };
  const status = async (): Promise<unknown> =>
    (
      (await (
        await fetch(`${url}/v1/submissions/${submission}`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } })
      ).json()) as { status: string }
    ).status;
  await until(async () => (await status()) === 'created', { timeout: 30_000, describe: 'the submission to be done' });
}, 60_000);
