import { sql, type RawBuilder } from 'kysely';
import { NO_RIGHTS, type ReadRights } from '../../core/log/audience.js';

/** Translates a channel pattern to LIKE: `*` matches anything, `%` and `_` themselves. */
const likeOf = (pattern: string): string => pattern.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%');

/**
 * SQL: true if a reader with these rights may read story `s`; the same rule as `mayRead` in
 * core/log/audience.
 */
export function mayReadSql({ all, publisher, channels }: ReadRights = NO_RIGHTS): RawBuilder<boolean> {
  if (all) return sql`true`;
  if (publisher === null && channels.length === 0) return sql`s.private_to is null`;
  return sql`(s.private_to is null or s.publisher = ${publisher}::text
    or exists (select from unnest(s.private_to || ('story/' || s.id) || ('story/' || s.part_of)) channel where channel like any(${channels.map(likeOf)}::text[])))`;
}
