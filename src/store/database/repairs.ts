// Repairs rows that Postgres can't process, as written by older versions or manual SQL. Small transactions,
// resumable, one process at a time; rows that can't be repaired stay reported to the operator.
import { sql, type Kysely, type Transaction } from 'kysely';
import { cleanContent } from '../../core/story/clean-content.js';
import { cleanJson } from '../../core/text/clean-json.js';
import type { Content } from '../../core/story/story.js';
import type { Logger } from '../../logger.js';
import { storedJson } from './stored-json.js';
import type { Tables } from './tables.js';
import { contentOrEmpty, type CorruptRevision } from './corrupt-rows.js';

/** Rows per transaction. */
const STEP_ROWS = 2_000;

type CorruptRow = CorruptRevision & { content: Content; change: unknown };

const SUSPECT = '\\\\u(0000|d[89a-f])';

/** Repairs all tables, unless another process does. `db` must have no statement timeout. */
export async function repairStoredRows(db: Kysely<Tables>, log: Logger): Promise<void> {
  const steps = { revisions: revisionsAfter, submissions: submissionsAfter };
  for (const [name, step] of Object.entries(steps)) {
    let repaired = 0;
    for (let going = true; going;) {
      going = await db.transaction().execute(async (tx) => {
        const { rows } = await sql<{
          place: unknown;
        }>`select place from repairs where name = ${name} and done_at is null for update skip locked`.execute(tx);
        const [mark] = rows;
        if (mark === undefined) return false;
        const { place, count } = await step(tx, mark.place);
        repaired += count;
        if (place === null) await sql`update repairs set done_at = now() where name = ${name}`.execute(tx);
        else await sql`update repairs set place = ${JSON.stringify(place)}::jsonb where name = ${name}`.execute(tx);
        return place !== null;
      });
    }
    if (repaired > 0) log.warn({ table: name, rows: repaired }, 'corrupt rows were repaired');
  }
  await repairReported(db);
}

/** Repairs rows that readers reported since, and removes reports of rows that are readable again. */
async function repairReported(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<CorruptRow>`
      select r.story, r.revision, r.content, r.change from revisions r join unreadable_revisions u on u.story = r.story and u.revision = r.revision
      where not is_readable(r.content, r.change) limit ${STEP_ROWS} for update of u skip locked`.execute(tx);
    for (const row of rows) await repair(tx, row);
    await sql`delete from unreadable_revisions u where not exists (select from revisions r where r.story = u.story and r.revision = u.revision and not is_readable(r.content, r.change))`.execute(
      tx,
    );
  });
}

async function revisionsAfter(tx: Transaction<Tables>, place: unknown): Promise<{ place: unknown; count: number }> {
  const { story = '00000000-0000-0000-0000-000000000000', revision = 0 } = (place ?? {}) as Partial<CorruptRevision>;
  const { rows: ends } = await sql<CorruptRevision>`
    select story, revision from revisions where (story, revision) > (${story}::uuid, ${revision}::integer) order by story, revision offset ${STEP_ROWS - 1} limit 1`.execute(
    tx,
  );
  const end = ends[0] ?? null;
  const { rows } = await sql<CorruptRow>`
    select story, revision, content, change from revisions where (story, revision) > (${story}::uuid, ${revision}::integer)
      and (${end === null} or (story, revision) <= (${end?.story ?? story}::uuid, ${end?.revision ?? 0}::integer)) and not is_readable(content, change)`.execute(
    tx,
  );
  for (const row of rows) await repair(tx, row);
  return { place: end, count: rows.length };
}

async function repair(tx: Transaction<Tables>, { story, revision, content, change }: CorruptRow): Promise<void> {
  const fit = contentOrEmpty(content);
  // The content has another form: there is nothing to repair it from.
  if (fit !== content) return;
  await sql`
    update revisions set content = ${storedJson(cleanContent(fit))}::json, change = ${storedJson(cleanJson(change))}::json
    where story = ${story}::uuid and revision = ${revision}::integer`.execute(tx);
}

/** No query parses these columns, but the table's check would refuse any later update of the row. */
async function submissionsAfter(tx: Transaction<Tables>, place: unknown): Promise<{ place: unknown; count: number }> {
  const from = Number(place ?? 0);
  const { rows: ends } = await sql<{
    arrival: number;
  }>`select arrival from submissions where arrival > ${from}::bigint order by arrival offset ${STEP_ROWS - 1} limit 1`.execute(
    tx,
  );
  const end = ends[0]?.arrival ?? null;
  const { rows } = await sql<{ id: string; change: unknown; error: unknown; matched: unknown }>`
    select id, change, error, matched from submissions
    where arrival > ${from}::bigint and (${end}::bigint is null or arrival <= ${end}::bigint) and concat(change, error, matched) ~* ${SUSPECT}
    for update`.execute(tx);
  const text = (value: unknown): string | null => (value === null ? null : storedJson(cleanJson(value)));
  for (const { id, change, error, matched } of rows)
    await sql`update submissions set change = ${text(change)}::json, error = ${text(error)}::json, matched = ${text(matched)}::json where id = ${id}::uuid`.execute(
      tx,
    );
  return { place: end, count: rows.length };
}
