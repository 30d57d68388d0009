import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DatelineError } from '../../core/errors.js';
import { maskAll } from '../../core/text/masked-address.js';
import { Store } from '../../store/store.js';
import { validate } from '../request/validation.js';
import { NeedsScope } from '../principal/scope.guard.js';

const auditQuery = z.object({
  cursor: z.string().optional(),
  limit: z.coerce.number({ error: 'must be a number' }).int().min(1).max(500).default(100),
});

function placeOf(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (!/^\d{1,15}$/.test(cursor)) throw new DatelineError('bad_cursor', 'The list goes on from the "next" of the page before.');
  return Number(cursor);
}

@ApiTags('keys')
@ApiBearerAuth()
@NeedsScope('admin')
@Controller('v1/audit')
export class AuditController {
  constructor(private readonly store: Store) {}

  @Get()
  @ApiOperation({ summary: 'Who did what: every administrative act and every kill, newest first', description: '`{entries, next}`; go on with `cursor=<next>` until that is null. Nothing is ever taken out.' })
  @ApiQuery({ name: 'cursor', required: false, description: 'the "next" of the page before' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 500, 100 unless said' })
  @Header('cache-control', 'private, no-store')
  async page(@Query() query: Record<string, string>) {
    const { cursor, limit } = validate(auditQuery, query);
    const lines = await this.store.auditLog.page(placeOf(cursor), limit + 1);
    const page = lines.slice(0, limit);
    // Lines of before hold what was not masked when they were written, and none is ever changed.
    const entries = page.map(({ id, at, keyId, keyName, ...line }) => ({ id: String(id), at: at.toISOString(), key: { id: keyId, name: keyName }, ...maskAll(line) }));
    return { entries, next: lines.length > limit ? String(page.at(-1)?.id) : null };
  }
}
