// Indexes that are built concurrently after the migrations, since building them in a migration would block
// publishers. Queries work without them, only slower.
import { sql, type Kysely } from 'kysely';
import type { Logger } from '../../logger.js';
import type { Tables } from './tables.js';

const INDEXES: Record<string, string> = {
  submissions_failed: "on submissions (done_at) where status = 'failed'",
  revisions_killed: 'on revisions (kill) where kill is not null',
  stories_due: 'on stories (publisher, due_at, id) where due_at is not null',
};
/** Advisory lock: of several starting processes, one builds. */
const LOCK = 7_263_001;

/** Builds missing and invalid indexes. `db` must have no statement timeout. */
export async function buildConcurrentIndexes(db: Kysely<Tables>, log: Logger): Promise<void> {
  await db.connection().execute(async (connection) => {
    const { rows } = await sql<{
      name: string;
      valid: boolean;
    }>`select c.relname as name, i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = any(${Object.keys(INDEXES)}::text[]) and pg_table_is_visible(c.oid)`.execute(
      connection,
    );
    const missing = Object.entries(INDEXES).filter(([name]) => !rows.some((row) => row.name === name && row.valid));
    if (missing.length === 0) return;
    const lock = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${LOCK}) as mine`.execute(connection);
    if (lock.rows[0]?.mine !== true) return;
    try {
      for (const [name, definition] of missing) {
        await sql`drop index concurrently if exists ${sql.id(name)}`.execute(connection);
        await sql`create index concurrently ${sql.id(name)} ${sql.raw(definition)}`.execute(connection);
        log.info({ index: name }, 'an index was built');
      }
    } finally {
      await sql`select pg_advisory_unlock(${LOCK})`.execute(connection);
    }
  });
}
