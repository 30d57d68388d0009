import { sql, type Kysely, type Migration } from 'kysely';
import * as firstLight from '../migrations/0001-first-light.js';
import * as identity from '../migrations/0002-identity.js';
import * as sources from '../migrations/0004-sources.js';
import * as webhooks from '../migrations/0005-webhooks.js';
import * as access from '../migrations/0006-access.js';
import * as seeing from '../migrations/0007-seeing.js';
import * as keeping from '../migrations/0008-keeping.js';
import * as embeds from '../migrations/0009-embeds.js';
import * as hubEndings from '../migrations/0010-hub-endings.js';
import * as visibility from '../migrations/0011-visibility.js';
import * as textRule from '../migrations/0012-text-rule.js';
import * as sessions from '../migrations/0013-sessions.js';

/** All migrations, in order. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-light': firstLight,
  '0002-identity': identity,
  '0004-sources': sources,
  '0005-webhooks': webhooks,
  '0006-access': access,
  '0007-seeing': seeing,
  '0008-keeping': keeping,
  '0009-embeds': embeds,
  '0010-hub-endings': hubEndings,
  '0011-visibility': visibility,
  '0012-text-rule': textRule,
  '0013-sessions': sessions,
};

/** The database was migrated by a newer Dateline; this one must not write to it. */
export class NewerSchemaError extends Error {}

/** Throws NewerSchemaError if the database has migrations that this version doesn't know. */
export async function refuseNewerSchema<Any>(db: Kysely<Any>): Promise<void> {
  const { rows: tables } = await sql<{
    there: boolean;
  }>`select to_regclass('kysely_migration') is not null as there`.execute(db);
  if (tables[0]?.there !== true) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const unknown = rows.map(({ name }) => name).filter((name) => !(name in MIGRATIONS));
  if (unknown.length > 0)
    throw new NewerSchemaError(
      `the database was brought up to date by a newer version of Dateline, whose ${unknown.join(', ')} this one doesn't know. Start the newer version, or restore a backup from before.`,
    );
}
