import { createHash } from 'node:crypto';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { checked } from '../access/checked.js';
import { Readers } from '../access/readers.js';
import { hasRights } from '../core/audience.js';
import { DatelineError } from '../core/errors.js';
import { NINJS, ninjsOf, ninjsWithPosts, type NinjsSource } from '../core/ninjs.js';
import type { StoryView } from '../core/story-view.js';
import { MOST_PAST, type PastRevision } from '../store/story-history.js';
import { Store } from '../store/store.js';
import { sendEncoded } from './cacheable.js';
import { found, sightOf } from './sight.js';

const REVALIDATE = 'public, max-age=0, must-revalidate';
const MOST_POSTS = 10_000;
const query = z.object({ revisions: z.enum(['latest', 'all'], 'must be latest or all').default('latest') });

@ApiTags('read')
@Controller('v1/stories')
export class NinjsController {
  constructor(
    private readonly store: Store,
    private readonly readers: Readers,
  ) {}

  @Get(':id/ninjs')
  @ApiOperation({
    summary: 'A story in ninjs 3',
    description: 'The latest revision as one item, a live blog’s posts in its `associations`, newest first. `revisions=all`: a list of items, one for each revision of the story and of a live blog’s posts, oldest first; `POST /v1/imports` takes it back. With the publisher’s own key, what is withheld or embargoed too.',
  })
  @ApiQuery({ name: 'revisions', required: false, enum: ['latest', 'all'] })
  @ApiProduces(NINJS)
  async ninjs(@Param('id') id: string, @Query() asked: Record<string, string>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { revisions } = checked(query, asked);
    const sight = await sightOf(request, this.readers);
    const story = found(await this.store.stories.view(id, sight, MOST_POSTS));
    if ('mergedInto' in story) {
      await reply.status(308).header('location', `/v1/stories/${story.mergedInto}/ninjs${revisions === 'all' ? '?revisions=all' : ''}`).header('cache-control', REVALIDATE).send();
      return;
    }
    const owns = sight.hidden === 'all' || (sight.hidden === 'own' && sight.publisher === story.publisher);
    const body = JSON.stringify(revisions === 'all' ? await this.history(story, owns) : await this.latest(story));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    sendEncoded(request, reply, body, { cacheControl: sight.hidden === 'none' && !hasRights(sight.rights) ? REVALIDATE : 'private, no-store', etag, type: `${NINJS}; charset=utf-8` });
  }

  private async latest(story: StoryView): Promise<Record<string, unknown>> {
    const blog = story.partOf === null ? undefined : await this.store.stories.nameOf(story.partOf);
    const source = { ...sourceOf(story), blog: blog ?? undefined };
    return story.posts === undefined ? ninjsOf(source) : ninjsWithPosts(source, story.posts.map(sourceOf));
  }

  private async history(story: StoryView, owns: boolean): Promise<Record<string, unknown>[]> {
    const past = await this.store.history.of(story.id, owns ? 'owner' : 'readers');
    if (past === null) throw new DatelineError('too_large', `The story has more than ${MOST_PAST} revisions.`);
    const blog = (await this.store.stories.nameOf(story.partOf ?? story.id)) ?? undefined;
    return past.map((revision: PastRevision) => ninjsOf({ ...revision, blog: revision.partOf === null ? undefined : blog }));
  }
}

const sourceOf = (story: StoryView): NinjsSource => ({ id: story.id, uri: story.uri, url: story.url, kind: story.kind, publisher: story.publisher, revision: story.revision, content: story });
