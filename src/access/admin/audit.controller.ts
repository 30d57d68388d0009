import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DatelineError } from '../../core/errors.js';
import { formatTimestamp } from '../../core/instant.js';
import { maskUrlsInJson } from '../../core/text/masked-url.js';
import { Store } from '../../store/store.js';
import { validate } from '../request/validation.js';
import { NeedsScope } from '../principal/scope.guard.js';

const auditQuery = z.object({
  cursor: z.string().optional(),
  limit: z.coerce.number({ error: 'must be a number' }).int().min(1).max(500).default(100),
});

/** The entry id that a cursor names; null for the first page. Throws `bad_cursor`. */
function entryIdOf(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (!/^\d{1,15}$/.test(cursor))
    throw new DatelineError('bad_cursor', 'The parameter cursor takes the "next" of the previous page.');
  return Number(cursor);
}

@ApiTags('keys')
@ApiBearerAuth()
@NeedsScope('admin')
@Controller('v1/audit')
export class AuditController {
  constructor(private readonly store: Store) {}

  @Get()
  @ApiOperation({
    summary: 'List the audit log: administrative actions and kills, newest first',
    description: '`{entries, next}`; continue with `cursor=<next>` until `next` is null. Entries are never removed.',
  })
  @ApiQuery({ name: 'cursor', required: false, description: 'the "next" of the previous page' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 500, default 100' })
  @Header('cache-control', 'private, no-store')
  async page(@Query() query: Record<string, string>) {
    const { cursor, limit } = validate(auditQuery, query);
    const found = await this.store.auditLog.list(entryIdOf(cursor), limit + 1);
    const page = found.slice(0, limit);
    // Older versions wrote entries unmasked, and entries are never changed.
    const entries = page.map(({ id, at, keyId, keyName, ...entry }) => ({
      id: String(id),
      at: formatTimestamp(at),
      key: { id: keyId, name: keyName },
      ...maskUrlsInJson(entry),
    }));
    return { entries, next: found.length > limit ? String(page.at(-1)?.id) : null };
  }
}
