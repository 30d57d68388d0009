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
import { PRIVATE_NO_STORE } from '../http/conditional-response.js';
import { visibleOrThrow } from '../http/visibility.js';

const postsQuery = z.object({
  before: z.uuid('must be the "next" of the previous page').toLowerCase().optional(),
  limit: z.coerce.number({ error: 'must be a number' }).int().min(1).max(100).default(50),
});

@ApiTags('desk')
@ApiBearerAuth()
@NeedsScope('publish')
@Controller('v1/desk')
export class DeskController {
  constructor(private readonly store: Store) {}

  @Get()
  @ApiOperation({
    summary: 'The key’s publisher and its live blogs',
    description:
      'Newest first, including those that readers can’t see. Each has its number of posts by state: `live`, `changing` (readers have an earlier revision until an embargo ends), `scheduled`, `draft`. `killed` lists killed live blogs without their content.',
  })
  @Header('cache-control', PRIVATE_NO_STORE)
  async desk(@CurrentPrincipal() { publisher, keyId, keyName }: Principal): Promise<Desk> {
    const liveblogs = await this.store.desk.liveBlogs(publisher);
    return { publisher, key: keyId, name: keyName, liveblogs, killed: await this.store.desk.killedBlogs(publisher) };
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One of the publisher’s live blogs, with its posts',
    description:
      'Each post has its latest revision, `state`, `shown` (the revision that readers have) and `by` (the name of the key that sent it), in order of creation. On the first page `hidden` lists all posts that readers can’t see yet, and `killed` the killed ones without their content.',
  })
  @ApiQuery({ name: 'before', required: false, description: 'the "next" of the previous page' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 100, by default 50' })
  @Header('cache-control', PRIVATE_NO_STORE)
  async posts(
    @Param('id') id: string,
    @Query() query: Record<string, string>,
    @CurrentPrincipal() { publisher }: Principal,
  ): Promise<DeskPosts> {
    const { before, limit } = validate(postsQuery, query);
    return visibleOrThrow(await this.store.desk.posts(publisher, id, before ?? null, limit));
  }

  @Get(':id/revisions')
  @ApiOperation({
    summary: 'All revisions of one of the publisher’s stories, whole, with the sender of each',
    description: 'Including those that readers never saw. Latest first, 200 at most.',
  })
  @Header('cache-control', PRIVATE_NO_STORE)
  async revisions(
    @Param('id') id: string,
    @CurrentPrincipal() { publisher }: Principal,
  ): Promise<{ revisions: DeskRevision[] }> {
    return { revisions: visibleOrThrow(await this.store.desk.revisions(publisher, id)) };
  }

  @Post(':id/preview')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Preview: the page of a live blog with this one post',
    description: 'Takes the body of `POST /v1/stories`; nothing is stored.',
  })
  @ApiResponse({ status: 200, content: { 'text/html': {} } })
  @Header('cache-control', PRIVATE_NO_STORE)
  @Header('content-type', 'text/html; charset=utf-8')
  async preview(
    @Param('id') id: string,
    @Body({ schema: storyInput }) input: StoryInput,
    @CurrentPrincipal() { publisher }: Principal,
  ): Promise<string> {
    return previewPage(visibleOrThrow(await this.store.desk.posts(publisher, id, null, 1)).liveblog, input, new Date());
  }
}
