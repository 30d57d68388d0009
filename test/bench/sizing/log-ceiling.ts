// How many commits and updates a second the one counter lets through, by the store's own functions, without HTTP,
// queue or parsing; beside it the same rows written without the counter, a commit of one row, and a question of
// nothing.
import { randomUUID } from 'node:crypto';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Content } from '../../../src/core/story/story.js';
import type { Database, Tx } from '../../../src/store/database/database.js';
import { writeResults, type AppliedResult } from '../../../src/store/submission/submission-results.js';
import type { Tables } from '../../../src/store/database/tables.js';
import { UpdateLog } from '../../../src/store/log/update-log.js';
import { ownCpu } from './cpu.js';
import type { SizingWorld } from './world.js';

export const CONNECTIONS = [1, 2, 4, 8, 16];
const STORIES = 512;
const TOPICS = 20;

/** One way of writing, at one number of connections. CPU is in ms a commit: of Postgres, and of this process. */
export type Ceiling = {
  way: string;
  size: number;
  connections: number;
  commits: number;
  updates: number;
  postgresCpu: number;
  ownCpu: number;
};

type Item = { story: string; revision: number; at: Date; channels: string[] };
type Way = {
  name: string;
  size: number;
  connections?: number[];
  prepare?: (db: Database) => Promise<void>;
  commit: (db: Database) => Promise<boolean>;
};

function open(url: string, most: number): Database {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: most, types }) }),
  });
}

/** Stories that are there already, and tables like the log's, which no counter guards. */
async function prepare(db: Database): Promise<string[]> {
  const ids = Array.from({ length: STORIES }, () => randomUUID());
  await sql`insert into stories (id, key, publisher, topics, kind, pub_status, revision, shown) select id, 'ceiling:' || id, 'ceiling', '{}', 'article', 'usable', 1, 1 from unnest(${ids}::uuid[]) id`.execute(
    db,
  );
  await sql`insert into revisions (story, revision, content, change, received_at) select id, 1, '{}', '{}', now() from unnest(${ids}::uuid[]) id`.execute(
    db,
  );
  await sql`create sequence free_seq`.execute(db);
  await sql`create table free_updates (like updates including all, foreign key (story, revision) references revisions (story, revision))`.execute(
    db,
  );
  await sql`create table free_channels (like update_channels including all, foreign key (seq) references free_updates (seq))`.execute(
    db,
  );
  await sql`create table one_row (n bigint)`.execute(db);
  // As it would be by itself on a database that is no minute old.
  await sql`analyze`.execute(db);
  return ids;
}

const takenFrom = (ids: readonly string[], size: number): Item[] => {
  const first = Math.floor(Math.random() * ids.length);
  return Array.from({ length: size }, (_, at) => {
    const place = (first + at) % ids.length;
    const story = ids[place] ?? '';
    return {
      story,
      revision: 1,
      at: new Date(),
      channels: ['all', `story/${story}`, `topic/t${place % TOPICS}`, 'publisher/ceiling'],
    };
  });
};

/** The rows of `appendAll`, less the counter's and the channels' heads, which it locks. */
async function writeFree(tx: Tx, items: readonly Item[]): Promise<void> {
  await sql`
    with item as (
      select nextval('free_seq') as seq, x.* from json_to_recordset(${JSON.stringify(items)}::json) as x(story uuid, revision integer, at timestamptz, channels json)
    ),
    entry as (
      insert into free_updates (seq, story, revision, at, channels)
      select seq, story, revision, at, (select jsonb_object_agg(channel, 0) from json_array_elements_text(channels) channel) from item
    )
    insert into free_channels (channel, seq) select channel, seq from item, json_array_elements_text(channels) channel`.execute(
    tx,
  );
}

const content = (n: number): Content => ({
  headline: `Story ${n}`,
  byline: null,
  located: null,
  firstCreated: null,
  versionCreated: null,
  language: 'en',
  topics: [`t${n % TOPICS}`],
  body: [
    `Story ${n} has three sentences.`,
    'The second says what the first does not. The third ends it, as third sentences do.',
  ],
  highlights: [],
  media: [],
  pubStatus: 'usable',
  embargoedUntil: null,
  edNote: null,
  correction: null,
  pinned: false,
  keyEvent: false,
  stamps: [],
  provenance: {},
});

/** As a worker ends submissions: revisions, stories, places in the log and outcomes. */
function ending(size: number): Way {
  let waiting: string[] = [];
  return {
    name: 'a worker’s commit (writeEndings)',
    size,
    connections: [1, 2, 4, 8],
    prepare: async (db) => {
      const { rows } = await sql<{ id: string }>`
        insert into submissions (id, publisher, intent, content_type, raw, fingerprint)
        select gen_random_uuid(), 'ceiling', 'publish', 'application/json', '', '' from generate_series(1, ${Math.min(8_000, 2_000 * size)}::integer) returning id`.execute(
        db,
      );
      waiting = rows.map(({ id }) => id);
    },
    commit: async (db) => {
      const batch = waiting.splice(0, size);
      if (batch.length < size) return false;
      const ended = batch.map((submission, at): AppliedResult => {
        const story = {
          id: randomUUID(),
          key: `ceiling:${submission}`,
          publisher: 'ceiling',
          uri: submission,
          url: null,
          kind: 'article' as const,
          partOf: null,
          hiddenAs: null,
        };
        const change = { class: 'first' as const, silent: false, significance: 1 };
        return {
          submission,
          status: 'created',
          story: story.id,
          revision: 1,
          change,
          revised: {
            story,
            content: content(at),
            change,
            receivedAt: new Date(),
            state: { shown: 1, topics: content(at).topics, kill: null, dueAt: null },
            marks: { shownAt: new Date(), kill: null },
            at: new Date(),
            channels: ['all', `story/${story.id}`, `topic/t${at % TOPICS}`, 'publisher/ceiling'],
          },
        };
      });
      await db.transaction().execute((tx) => writeResults(tx, ended, []));
      return true;
    },
  };
}

const always =
  (work: (db: Database) => Promise<unknown>): Way['commit'] =>
  async (db) => {
    await work(db);
    return true;
  };

function ways(ids: readonly string[]): Way[] {
  const sizes = [1, 8, 32];
  return [
    { name: 'select 1', size: 1, commit: always((db) => sql`select 1`.execute(db)) },
    { name: 'a commit of one row', size: 1, commit: always((db) => sql`insert into one_row values (1)`.execute(db)) },
    ...sizes.map((size): Way => ({
      name: 'the same rows without the counter',
      size,
      commit: always((db) => db.transaction().execute((tx) => writeFree(tx, takenFrom(ids, size)))),
    })),
    ...sizes.map((size): Way => ({
      name: 'the log (appendAll)',
      size,
      commit: always((db) => db.transaction().execute((tx) => new UpdateLog(db).appendAll(tx, takenFrom(ids, size)))),
    })),
    {
      name: 'the log (append)',
      size: 1,
      commit: always((db) =>
        db.transaction().execute(async (tx) => {
          for (const item of takenFrom(ids, 1)) await new UpdateLog(db).append(tx, { ...item, submission: null });
        }),
      ),
    },
    ...[1, 8, 32, 64].map(ending),
  ];
}

async function measure(
  world: SizingWorld,
  db: Database,
  way: Way,
  connections: number,
  seconds: number,
): Promise<Ceiling> {
  await way.prepare?.(db);
  const [postgres, own, begun] = [world.postgresCpu(), ownCpu(), performance.now()];
  let commits = 0;
  const write = async (): Promise<void> => {
    while (performance.now() - begun < seconds * 1000 && (await way.commit(db))) commits += 1;
  };
  await Promise.all(Array.from({ length: connections }, write));
  const took = (performance.now() - begun) / 1000;
  return {
    way: way.name,
    size: way.size,
    connections,
    commits: commits / took,
    updates: (commits * way.size) / took,
    postgresCpu: ((world.postgresCpu() - postgres) / commits) * 1000,
    ownCpu: ((ownCpu() - own) / commits) * 1000,
  };
}

export async function logCeiling(world: SizingWorld, seconds: number, say: (text: string) => void): Promise<Ceiling[]> {
  const db = open(world.databaseUrl, Math.max(...CONNECTIONS));
  try {
    const { rows } = await sql<{
      fsync: string;
      commit: string;
    }>`select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`.execute(db);
    if (rows[0]?.fsync !== 'on' || rows[0].commit !== 'on')
      throw new Error(`a log that does not reach the disk is not measured: ${JSON.stringify(rows[0])}`);
    const found: Ceiling[] = [];
    for (const way of ways(await prepare(db))) {
      for (const connections of way.connections ?? CONNECTIONS)
        found.push(await measure(world, db, way, connections, seconds));
      say(
        `${way.name}, ${way.size}: ${found
          .filter(({ way: name, size }) => name === way.name && size === way.size)
          .map(({ connections, commits }) => `${connections}: ${commits.toFixed(0)}`)
          .join(', ')} commits a second`,
      );
    }
    return found;
  } finally {
    await db.destroy();
  }
}
