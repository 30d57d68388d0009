import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ReaderAuthenticator } from '../../access/principal/reader-authenticator.js';
import { validate } from '../../access/request/validation.js';
import { DatelineError } from '../../core/errors.js';
import { NINJS, toNinjs, toNinjsPost, type NinjsStory } from '../../core/format/ninjs.js';
import { hasRights } from '../../core/log/audience.js';
import { pinnedPosts, postWindow } from '../../core/story/post-window.js';
import type { StoryView } from '../../core/story/story-view.js';
import { Store } from '../../store/store.js';
import { MAX_EXPORTED_REVISIONS } from '../../store/story/story-history.js';
import { PRIVATE_NO_STORE, REVALIDATE, sendConditional } from '../http/conditional-response.js';
import { ResponseCache, type EncodedResponse } from '../http/response-cache.js';
import { visibilityFor, visibleOrThrow } from '../http/visibility.js';
import { JsonBuilder } from './json-builder.js';

const MAX_POSTS = 10_000;
const POSTS_PER_QUERY = 100;
const MAX_BYTES = 64 * 1024 * 1024;
/** Public responses only, one per state of the story's channel. */
const CACHE_LIMITS = { responses: 20, bytes: 64 * 1024 * 1024, ms: 1_000 };
const ninjsQuery = z.object({ revisions: z.enum(['latest', 'all'], 'must be latest or all').default('latest') });

const DESCRIPTION =
  'The latest revision as one item, with a live blog’s posts in its `associations`, newest first. `revisions=all`: a list of items, one for each revision of the story and of a live blog’s posts, oldest first; `POST /v1/imports` accepts it. With the publisher’s own key, withheld and embargoed content is included.';

@ApiTags('read')
@Controller('v1/stories')
export class NinjsController {
  private readonly cache = new ResponseCache(CACHE_LIMITS);

  constructor(
    private readonly store: Store,
    private readonly authenticator: ReaderAuthenticator,
  ) {}

  @Get(':id/ninjs')
  @ApiOperation({ summary: 'A story in ninjs 3', description: DESCRIPTION })
  @ApiQuery({ name: 'revisions', required: false, enum: ['latest', 'all'] })
  @ApiProduces(NINJS)
  async ninjs(
    @Param('id') id: string,
    @Query() query: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { revisions } = validate(ninjsQuery, query);
    const visibility = await visibilityFor(request, this.authenticator);
    // Read before the story, so that a cached response is never older than its key.
    const state = await this.store.feeds.state(`story/${id}`);
    const story = visibleOrThrow(await this.store.storyViews.view(id, visibility, 0));
    if ('mergedInto' in story) {
      const location = `/v1/stories/${story.mergedInto}/ninjs${revisions === 'all' ? '?revisions=all' : ''}`;
      await reply.status(308).header('location', location).header('cache-control', REVALIDATE).send();
      return;
    }
    const isOwner =
      visibility.hidden === 'all' || (visibility.hidden === 'own' && visibility.publisher === story.publisher);
    const isPublic = visibility.hidden === 'none' && !hasRights(visibility.rights);
    const make = (): Promise<EncodedResponse> =>
      revisions === 'all' ? this.history(story, isOwner) : this.latest(story);
    const { body, etag } = isPublic
      ? await this.cache.get([id, revisions, state.epoch, state.seq].join(' '), make)
      : await make();
    const cacheControl = isPublic ? REVALIDATE : PRIVATE_NO_STORE;
    sendConditional(request, reply, body, { cacheControl, etag, type: `${NINJS}; charset=utf-8` });
  }

  private async latest(story: StoryView): Promise<EncodedResponse> {
    const blog = story.partOf === null ? undefined : await this.store.stories.findUri(story.partOf);
    const item = toNinjs({ ...sourceOf(story), blog: blog ?? undefined });
    const { associations = [], ...rest } = item;
    const posts = story.kind === 'liveblog' ? await this.postsOf(story.id) : [];
    const json = new JsonBuilder(MAX_BYTES);
    if (associations.length + posts.length === 0) await json.append(JSON.stringify(item));
    else {
      await json.append(`${JSON.stringify(rest).slice(0, -1)},"associations":[`);
      let count = await json.appendItems(associations, 0);
      for (let from = 0; from < posts.length; from += POSTS_PER_QUERY) {
        const loaded = await this.store.posts.load(story.id, posts.slice(from, from + POSTS_PER_QUERY), story.cursor);
        count = await json.appendItems(
          loaded.map((post) => toNinjsPost(sourceOf(post))),
          count,
        );
      }
      await json.append(']}');
    }
    return encodedResponse(json);
  }

  /** Ids of the posts that readers may see, in the order of the live blog's page. */
  private async postsOf(blog: string): Promise<string[]> {
    const outline = await this.store.posts.outline(blog);
    return [...pinnedPosts(outline), ...postWindow(outline, { at: 'top' }, MAX_POSTS).posts].map(({ id }) => id);
  }

  private async history(story: StoryView, isOwner: boolean): Promise<EncodedResponse> {
    const past = await this.store.storyHistory.revisions(story.id, isOwner ? 'owner' : 'readers');
    if (past === null)
      throw new DatelineError('too_large', `The story has more than ${MAX_EXPORTED_REVISIONS} revisions.`);
    const blog = (await this.store.stories.findUri(story.partOf ?? story.id)) ?? undefined;
    const json = new JsonBuilder(MAX_BYTES);
    await json.append('[');
    let count = 0;
    for (const revision of past) {
      const item = toNinjs({ ...revision, blog: revision.partOf === null ? undefined : blog });
      count = await json.appendItems([item], count);
    }
    await json.append(']');
    return encodedResponse(json);
  }
}

const encodedResponse = (json: JsonBuilder): EncodedResponse => ({ ...json.finish(), full: true, surrogateKey: '' });

const sourceOf = (story: StoryView): NinjsStory => {
  const { id, uri, url, kind, publisher, revision } = story;
  return { id, uri, url, kind, publisher, revision, content: story };
};
