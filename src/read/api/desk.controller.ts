import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { validate } from '../../access/request/validation.js';
import type { Principal } from '../../access/key/key-ring.js';
import { CurrentPrincipal, NeedsScope } from '../../access/principal/scope.guard.js';
import type { Desk, DeskPosts, DeskRevision } from '../../core/story/desk-view.js';
import { storyInput, type StoryInput } from '../../core/story/story.js';
import { Store } from '../../store/store.js';
import { previewPage } from '../pages/preview.js';
import { visibleOrThrow } from '../http/visibility.js';

const postsQuery = z.object({
  before: z.uuid('must be the "next" of the page before').toLowerCase().optional(),
  limit: z.coerce.number({ error: 'must be a number' }).int().min(1).max(100).default(50),
});

const PRIVATE = 'private, no-store';

@ApiTags('desk')
@ApiBearerAuth()
@NeedsScope('publish')
@Controller('v1/desk')
export class DeskController {
  constructor(private readonly store: Store) {}

  @Get()
  @ApiOperation({ summary: 'The key’s publisher and its live blogs', description: 'The newest first, also those that readers can’t see, each with its posts counted by state: `live`, `changing` (an earlier revision until an embargo ends), `scheduled`, `draft`. `killed`: those that were killed, without a word of theirs.' })
  @Header('cache-control', PRIVATE)
  async desk(@CurrentPrincipal() { publisher, keyId, keyName }: Principal): Promise<Desk> {
    return { publisher, key: keyId, name: keyName, liveblogs: await this.store.desk.liveBlogs(publisher), killed: await this.store.desk.killedBlogs(publisher) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A live blog of one’s own, with its posts', description: 'Each at its latest revision, with `state`, `shown` (the revision that readers have) and `by` (the name of the key that sent it), in the order in which they were begun. `hidden` holds, on the first page, all that readers don’t have yet, and `killed` what was killed, without a word of it.' })
  @ApiQuery({ name: 'before', required: false, description: 'the "next" of the page before' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 100, 50 unless said' })
  @Header('cache-control', PRIVATE)
  async posts(@Param('id') id: string, @Query() query: Record<string, string>, @CurrentPrincipal() { publisher }: Principal): Promise<DeskPosts> {
    const { before, limit } = validate(postsQuery, query);
    return visibleOrThrow(await this.store.desk.posts(publisher, id, before ?? null, limit));
  }

  @Get(':id/revisions')
  @ApiOperation({ summary: 'All revisions of a story of one’s own, whole, and who sent each', description: 'Also those that readers never saw. The latest first, 200 at most.' })
  @Header('cache-control', PRIVATE)
  async revisions(@Param('id') id: string, @CurrentPrincipal() { publisher }: Principal): Promise<{ revisions: DeskRevision[] }> {
    return { revisions: visibleOrThrow(await this.store.desk.revisions(publisher, id)) };
  }

  @Post(':id/preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'The page of a live blog with this one post, as readers would see it', description: 'Takes what `POST /v1/stories` takes; nothing is kept.' })
  @ApiResponse({ status: 200, content: { 'text/html': {} } })
  @Header('cache-control', PRIVATE)
  @Header('content-type', 'text/html; charset=utf-8')
  async preview(@Param('id') id: string, @Body({ schema: storyInput }) input: StoryInput, @CurrentPrincipal() { publisher }: Principal): Promise<string> {
    return previewPage(visibleOrThrow(await this.store.desk.posts(publisher, id, null, 1)).liveblog, input, new Date());
  }
}
