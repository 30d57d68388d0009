// A log restored from a copy: updates after the copy are lost, and their numbers are used again.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { columns, type World } from '../support/columns.js';
import { seqOf, TestDateline } from '../support/dateline.js';
import { updatesOf } from '../support/publisher.js';
import { until } from '../support/wait.js';

let world: World;
let dateline: TestDateline;
const names: string[] = [];

const ask = async (statement: string): Promise<void> => {
  const client = new Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** Copies the files of a database, as a backup does, into another database. */
async function copy(of: string): Promise<World> {
  const name = `${new URL(of).pathname.slice(1)}_copy`;
  names.push(name);
  await ask(`CREATE DATABASE ${name} TEMPLATE ${new URL(of).pathname.slice(1)} STRATEGY FILE_COPY`);
  const url = new URL(of);
  url.pathname = `/${name}`;
  return { ...world, env: { ...world.env, DATABASE_URL: url.href } };
}

const publish = (version: number) =>
  dateline.publish({ uri: 'a', headline: `Version ${version}`, body: [`The count stands at ${version}.`] });

beforeEach(async () => {
  const [embedded] = columns;
  if (embedded === undefined) throw new Error('there is no column');
  world = await embedded.settings();
  dateline = await TestDateline.start(world);
});
afterEach(async () => {
  await dateline.stop();
  for (const name of names.splice(0)) await ask(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await world.cleanup();
});

test('a restored database begins a new epoch: readers of the old one get a reset, and catch up', async () => {
  await publish(1);
  await dateline.stop();
  const restored = await copy(world.env.DATABASE_URL);
  await dateline.start();
  const { update: lost, story } = await publish(2);
  await dateline.stop();

  dateline = await TestDateline.start(restored);
  // Seq 2 is used again, for another update.
  const { update: other } = await publish(3);
  expect(seqOf(other)).toBe(seqOf(lost));
  const reader = await dateline.read();
  expect(await reader.subscribe('all', lost)).toMatchObject({ mode: 'reset', cursor: other });
  expect(reader.resets).toMatchObject([{ reason: 'epoch', cursor: other }]);
  expect((await dateline.http.get(`/v1/stories/${story}`)).body).toMatchObject({ headline: 'Version 3', revision: 2 });
  await publish(4);
  await until(() => reader.updates.length === 1);
  expect(reader.updates[0]).toMatchObject({ prev: seqOf(other) });
  expect(await updatesOf(dateline, 'all', other ?? undefined)).toHaveLength(1);
});

test('a restart with the same log keeps the epoch', async () => {
  const { update } = await publish(1);
  await dateline.stop();
  await dateline.start();
  const reader = await dateline.read();
  expect(await reader.subscribe('all', update)).toMatchObject({ mode: 'live', cursor: update });
});

test('`dateline epoch --new` begins a new epoch, and live readers get a reset', async () => {
  const { update } = await publish(1);
  const reader = await dateline.read();
  await reader.subscribe('all');
  const cli = resolve(import.meta.dirname, '../../dist/cli.js');
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'epoch', '--new'], {
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: world.env.DATABASE_URL },
  });
  const epoch = /^The epoch is ([a-z0-9]{10}) now\.$/m.exec(stdout)?.[1];
  expect(epoch).toBeDefined();
  await until(() => reader.resets.length === 1);
  expect(reader.resets[0]).toMatchObject({ reason: 'epoch', cursor: `${epoch}.${seqOf(update)}` });
});
