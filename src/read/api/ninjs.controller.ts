import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { validate } from '../../access/request/validation.js';
import { ReaderAuthenticator } from '../../access/principal/reader-authenticator.js';
import { hasRights } from '../../core/log/audience.js';
import { DatelineError } from '../../core/errors.js';
import { NINJS, ninjsOf, ninjsPost, type NinjsSource } from '../../core/format/ninjs.js';
import { pinnedOf, postWindow } from '../../core/story/post-window.js';
import type { StoryView } from '../../core/story/story-view.js';
import { MAX_EXPORTED_REVISIONS } from '../../store/story/story-history.js';
import { Store } from '../../store/store.js';
import { sendEncoded } from '../http/conditional-response.js';
import { PageCache, type EncodedPage } from '../http/response-cache.js';
import { found, visibilityFor } from '../http/visibility.js';
import { JsonStream } from './json-builder.js';

const REVALIDATE = 'public, max-age=0, must-revalidate';
const MOST_POSTS = 10_000;
/** Posts that are read at once. */
const TOGETHER = 100;
const MOST_BYTES = 64 * 1024 * 1024;
/** What many ask for at once is made once: for everybody, and for each state of the story's channel. */
const KEPT = { pages: 20, bytes: 64 * 1024 * 1024, ms: 1_000 };
const query = z.object({ revisions: z.enum(['latest', 'all'], 'must be latest or all').default('latest') });

@ApiTags('read')
@Controller('v1/stories')
export class NinjsController {
  private readonly kept = new PageCache(KEPT, () => performance.now());

  constructor(
    private readonly store: Store,
    private readonly readers: ReaderAuthenticator,
  ) {}

  @Get(':id/ninjs')
  @ApiOperation({
    summary: 'A story in ninjs 3',
    description: 'The latest revision as one item, a live blog’s posts in its `associations`, newest first. `revisions=all`: a list of items, one for each revision of the story and of a live blog’s posts, oldest first; `POST /v1/imports` takes it back. With the publisher’s own key, what is withheld or embargoed too.',
  })
  @ApiQuery({ name: 'revisions', required: false, enum: ['latest', 'all'] })
  @ApiProduces(NINJS)
  async ninjs(@Param('id') id: string, @Query() asked: Record<string, string>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { revisions } = validate(query, asked);
    const sight = await visibilityFor(request, this.readers);
    const state = await this.store.feeds.state(`story/${id}`);
    const story = found(await this.store.storyViews.view(id, sight, 0));
    if ('mergedInto' in story) {
      await reply.status(308).header('location', `/v1/stories/${story.mergedInto}/ninjs${revisions === 'all' ? '?revisions=all' : ''}`).header('cache-control', REVALIDATE).send();
      return;
    }
    const owns = sight.hidden === 'all' || (sight.hidden === 'own' && sight.publisher === story.publisher);
    const make = (): Promise<EncodedPage> => (revisions === 'all' ? this.history(story, owns) : this.latest(story));
    const isPublic = sight.hidden === 'none' && !hasRights(sight.rights);
    const { body, etag } = isPublic ? await this.kept.get([id, revisions, state.epoch, state.seq].join(' '), make) : await make();
    sendEncoded(request, reply, body, { cacheControl: isPublic ? REVALIDATE : 'private, no-store', etag, type: `${NINJS}; charset=utf-8` });
  }

  private async latest(story: StoryView): Promise<EncodedPage> {
    const blog = story.partOf === null ? undefined : await this.store.stories.findUri(story.partOf);
    const item = ninjsOf({ ...sourceOf(story), blog: blog ?? undefined });
    const { associations = [], ...rest } = item;
    const posts = story.kind === 'liveblog' ? await this.postsOf(story.id) : [];
    const json = new JsonStream(MOST_BYTES);
    if (associations.length + posts.length === 0) await json.add(JSON.stringify(item));
    else {
      await json.add(`${JSON.stringify(rest).slice(0, -1)},"associations":[`);
      let count = await json.addAll(associations, 0);
      for (let from = 0; from < posts.length; from += TOGETHER) {
        const whole = await this.store.posts.load(story.id, posts.slice(from, from + TOGETHER), story.cursor);
        count = await json.addAll(whole.map((post) => ninjsPost(sourceOf(post))), count);
      }
      await json.add(']}');
    }
    return pageOf(json);
  }

  /** The posts that readers may see, in the order of the live blog's page. */
  private async postsOf(blog: string): Promise<string[]> {
    const outline = await this.store.posts.outline(blog);
    return [...pinnedOf(outline), ...postWindow(outline, { at: 'top' }, MOST_POSTS).posts].map(({ id }) => id);
  }

  private async history(story: StoryView, owns: boolean): Promise<EncodedPage> {
    const past = await this.store.storyHistory.revisions(story.id, owns ? 'owner' : 'readers');
    if (past === null) throw new DatelineError('too_large', `The story has more than ${MAX_EXPORTED_REVISIONS} revisions.`);
    const blog = (await this.store.stories.findUri(story.partOf ?? story.id)) ?? undefined;
    const json = new JsonStream(MOST_BYTES);
    await json.add('[');
    let count = 0;
    for (const revision of past) count = await json.addAll([ninjsOf({ ...revision, blog: revision.partOf === null ? undefined : blog })], count);
    await json.add(']');
    return pageOf(json);
  }
}

const pageOf = (json: JsonStream): EncodedPage => ({ ...json.end(), full: true, surrogateKey: '' });

const sourceOf = (story: StoryView): NinjsSource => ({ id: story.id, uri: story.uri, url: story.url, kind: story.kind, publisher: story.publisher, revision: story.revision, content: story });
