import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { checked } from '../access/checked.js';
import { parseChannel } from '../core/channel.js';
import { formatCursor, parseCursor, resetReason } from '../core/cursor.js';
import { DatelineError } from '../core/errors.js';
import { Store } from '../store/store.js';
import { sendCacheable } from './cacheable.js';

const updatesQuery = z.object({
  channel: z.string().default('all'),
  after: z.string().optional(),
  limit: z.coerce.number({ error: 'must be a number' }).int().min(1).max(500).default(100),
});

/** A full page never grows, but a kill empties entries in it: shared caches keep it for a second, browsers ask again each time. */
const FULL = 'public, max-age=0, s-maxage=1, must-revalidate';
const TAIL = 'public, max-age=1';

@ApiTags('read')
@Controller('v1/updates')
export class UpdatesController {
  constructor(private readonly store: Store) {}

  @Get()
  @ApiOperation({
    summary: 'A channel’s updates after a cursor, in order',
    description: 'With `Accept: text/event-stream` the same address streams: `id:` is the cursor and `Last-Event-ID` resumes. Without `after` a page begins at the start of the log, a stream at its head.',
  })
  @ApiQuery({ name: 'channel', required: false, example: 'all' })
  @ApiQuery({ name: 'after', required: false, description: 'a cursor' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 500' })
  async updates(@Query() query: Record<string, string>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { channel: name, after, limit } = checked(updatesQuery, query);
    const channel = parseChannel(name);
    const since = after === undefined ? null : parseCursor(after);
    const page = await this.store.updateLog.updatesAfter(channel, since?.seq ?? 0, limit);
    const reason = since === null ? null : resetReason(since, page);
    if (reason !== null) {
      throw new DatelineError('reset', 'The cursor can not be resumed from: load the stories anew and go on from "cursor".', { reason, cursor: formatCursor(page.epoch, page.head) });
    }
    const full = page.updates.length === limit;
    const next = full ? page.updates.at(-1)?.cursor : formatCursor(page.epoch, Math.max(page.head, since?.seq ?? 0));
    void reply.header('surrogate-key', ['updates', ...new Set(page.updates.map((update) => `story/${update.story.id}`))].slice(0, 200).join(' '));
    sendCacheable(request, reply, { epoch: page.epoch, head: page.head, updates: page.updates, next }, { cacheControl: full ? FULL : TAIL });
  }
}
