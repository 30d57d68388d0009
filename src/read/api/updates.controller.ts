import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { validate } from '../../access/request/validation.js';
import { ChannelAccess } from '../../access/principal/channel-access.js';
import { ReaderAuthenticator } from '../../access/principal/reader-authenticator.js';
import { parseChannel } from '../../core/log/channel.js';
import { parseCursor } from '../../core/log/cursor.js';
import { Store } from '../../store/store.js';
import { sendEncoded } from '../http/conditional-response.js';
import { ChannelPages, privatePage } from './channel-pages.js';

const updatesQuery = z.object({
  channel: z.string({ error: 'must be one channel; only an event stream follows several' }).default('all'),
  after: z.string({ error: 'must be one cursor' }).optional(),
  limit: z.coerce.number({ error: 'must be a number' }).int().min(1).max(500).default(100),
});

/** A full page never grows, but a kill empties entries in it: shared caches keep it for a second, browsers ask again each time. */
const FULL = 'public, max-age=0, s-maxage=1, must-revalidate';
const TAIL = 'public, max-age=1';

const ABOUT = `A page of a channel’s updates in order: \`{epoch, head, updates, next}\`. Go on with \`after=<next>\`; you are at the end where \`next\` is the log’s head (or no other than what you asked with), and may ask again then.

A full page ends at a round \`seq\`, and so may hold fewer than \`limit\`: readers who come from different cursors soon ask for the same addresses. Every page has an ETag. A full page’s covers all but \`head\`; the page changes only where a story in it is hidden or comes back, and the header \`Surrogate-Key\` names its stories, for caches that can purge by it. Caches on the way may keep a page for a second, so a cache may round cursors down: drop the updates up to the cursor that you have.

With \`Accept: text/event-stream\` the same address streams, one \`channel\` or several (\`channel\` repeated, 100 at most): events \`update\`, \`sync {cursor}\`, \`reset\` and \`drain {withinMs}\`; \`id:\` is the cursor, and \`Last-Event-ID\` resumes. Without a cursor a page begins at the start of the log, a stream at its head.`;

@ApiTags('read')
@Controller('v1/updates')
export class UpdatesController {
  private readonly pages: ChannelPages;

  constructor(
    private readonly store: Store,
    private readonly readers: ReaderAuthenticator,
    private readonly closed: ChannelAccess,
  ) {
    this.pages = new ChannelPages(store.updateLog);
  }

  @Get()
  @ApiOperation({ summary: 'A channel’s updates after a cursor, in order', description: ABOUT })
  @ApiQuery({ name: 'channel', required: false, example: 'all', description: 'all, story/<id>, topic/<name> or publisher/<name>; on a stream it may be repeated' })
  @ApiQuery({ name: 'after', required: false, description: 'a cursor' })
  @ApiQuery({ name: 'limit', required: false, description: 'of a page: 1 to 500, 100 unless said' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'of a stream: the cursor to resume from; goes before `after`' })
  @ApiResponse({ status: 200, description: 'a page, or a stream', content: { 'application/json': {}, 'text/event-stream': {} } })
  @ApiResponse({ status: 304, description: 'the page is as its ETag says that you have it' })
  @ApiResponse({ status: 410, description: '`reset`: the cursor can not be resumed from; load the stories anew and go on from `cursor`' })
  async updates(@Query() query: Record<string, string>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { channel, after, limit } = validate(updatesQuery, query);
    const [of, since] = [parseChannel(channel), after === undefined ? null : parseCursor(after)];
    const { rights } = await this.readers.authenticateRequest(request);
    if (await this.closed.authorize(of, rights)) {
      const page = await privatePage(this.store.updateLog, of, since, limit, rights);
      sendEncoded(request, reply, page.body, { cacheControl: 'private, no-store', etag: page.etag, vary: 'accept, authorization' });
      return;
    }
    const { body, etag, full, surrogateKey } = await this.pages.page(of, since, limit);
    void reply.header('surrogate-key', surrogateKey);
    sendEncoded(request, reply, body, { cacheControl: full ? FULL : TAIL, etag, vary: 'accept' });
  }
}
