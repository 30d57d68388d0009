import { sql, type RawBuilder } from 'kysely';
import { NO_RIGHTS, type Rights } from '../../core/log/audience.js';

/** % and _ of a LIKE pattern stand for themselves, * for anything. */
const likeOf = (pattern: string): string => pattern.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%');

/** Of stories `s`: those that a reader of these rights may have, as `mayRead` says. */
export function mayReadSql({ all, publisher, channels }: Rights = NO_RIGHTS): RawBuilder<boolean> {
  if (all) return sql`true`;
  if (publisher === null && channels.length === 0) return sql`s.private_to is null`;
  return sql`(s.private_to is null or s.publisher = ${publisher}::text
    or exists (select from unnest(s.private_to || ('story/' || s.id) || ('story/' || s.part_of)) own where own like any(${channels.map(likeOf)}::text[])))`;
}
