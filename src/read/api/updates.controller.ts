import { Controller, Get, Inject, Optional, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isEventStreamRequest } from '../../access/admission/event-stream-request.js';
import { ChannelAccess } from '../../access/principal/channel-access.js';
import { ReaderAuthenticator } from '../../access/principal/reader-authenticator.js';
import { validate } from '../../access/request/validation.js';
import { SETTINGS, type Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import { parseChannel } from '../../core/log/channel.js';
import { parseCursor } from '../../core/log/cursor.js';
import { UPDATE_STREAMS, type UpdateStreams } from '../../core/log/update-streams.js';
import { Store } from '../../store/store.js';
import { PRIVATE_NO_STORE, sendConditional } from '../http/conditional-response.js';
import { ChannelPages, readPrivatePage } from './channel-pages.js';

const updatesQuery = z.object({
  channel: z.string({ error: 'must be one channel; only an event stream follows several' }).default('all'),
  after: z.string({ error: 'must be one cursor' }).optional(),
  limit: z.coerce.number({ error: 'must be a number' }).int().min(1).max(500).default(100),
});

/**
 * A full page never grows, but a kill empties entries in it: shared caches keep it for a second, browsers
 * revalidate it.
 */
const FULL_PAGE_CACHING = 'public, max-age=0, s-maxage=1, must-revalidate';
const LAST_PAGE_CACHING = 'public, max-age=1';

const DESCRIPTION = `A page of a channel’s updates in order: \`{epoch, head, updates, next}\`. Continue with \`after=<next>\`. You have reached the end when \`next\` is the log’s head, or the cursor that you sent; poll from there.

A full page ends at a round \`seq\`, and may have fewer than \`limit\` updates: readers who come from different cursors soon request the same addresses. Every page has an ETag. The ETag of a full page covers everything but \`head\`; the page changes only if a story in it is hidden or shown again. Its \`Surrogate-Key\` header names its stories, for caches that purge by key. A shared cache may keep a page for a second, and may round cursors down: ignore updates up to your cursor.

With \`Accept: text/event-stream\` the same address streams one or several channels (repeat \`channel\`, up to 100 times), with the events \`update\`, \`sync {cursor}\`, \`reset\` and \`drain {withinMs}\`. \`id:\` is the cursor, and \`Last-Event-ID\` resumes. Without a cursor a page begins at the start of the log, a stream at its head.`;

/** `GET /v1/updates`: pages on nodes with the role `api`, event streams on nodes with the role `gateway`. */
@ApiTags('read')
@Controller('v1/updates')
export class UpdatesController {
  constructor(
    private readonly store: Store,
    private readonly authenticator: ReaderAuthenticator,
    private readonly channelAccess: ChannelAccess,
    private readonly pages: ChannelPages,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Optional() @Inject(UPDATE_STREAMS) private readonly streams?: UpdateStreams<FastifyRequest, FastifyReply>,
  ) {}

  @Get()
  @ApiOperation({ summary: 'A channel’s updates after a cursor, in order', description: DESCRIPTION })
  @ApiQuery({
    name: 'channel',
    required: false,
    example: 'all',
    description: 'all, story/<id>, topic/<name> or publisher/<name>; may be repeated for a stream',
  })
  @ApiQuery({ name: 'after', required: false, description: 'a cursor' })
  @ApiQuery({ name: 'limit', required: false, description: 'updates per page: 1 to 500, by default 100' })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'the cursor to resume a stream from; overrides `after`',
  })
  @ApiResponse({
    status: 200,
    description: 'a page, or a stream',
    content: { 'application/json': {}, 'text/event-stream': {} },
  })
  @ApiResponse({ status: 304, description: 'the page has not changed since the ETag that you sent' })
  @ApiResponse({
    status: 410,
    description: '`reset`: the cursor can not be resumed from. Reload the stories, then continue from `cursor`',
  })
  async updates(
    @Query() query: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (this.streams !== undefined && isEventStreamRequest(request)) return this.streams.serve(request, reply);
    if (!this.settings.roles.has('api')) throw new DatelineError('not_found', 'There is nothing at this address.');
    return this.page(query, request, reply);
  }

  private async page(query: Record<string, string>, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const input = validate(updatesQuery, query);
    const [channel, since] = [parseChannel(input.channel), input.after === undefined ? null : parseCursor(input.after)];
    const { rights } = await this.authenticator.authenticateRequest(request);
    if (await this.channelAccess.authorize(channel, rights)) {
      const { body, etag } = await readPrivatePage(this.store.updateLog, channel, since, input.limit, rights);
      sendConditional(request, reply, body, { cacheControl: PRIVATE_NO_STORE, etag, vary: 'accept, authorization' });
      return;
    }
    const { body, etag, full, surrogateKey } = await this.pages.page(channel, since, input.limit);
    void reply.header('surrogate-key', surrogateKey);
    sendConditional(request, reply, body, {
      cacheControl: full ? FULL_PAGE_CACHING : LAST_PAGE_CACHING,
      etag,
      vary: 'accept',
    });
  }
}
