import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ChannelAccess } from '../../access/principal/channel-access.js';
import { ReaderAuthenticator } from '../../access/principal/reader-authenticator.js';
import { validate } from '../../access/request/validation.js';
import { DatelineError } from '../../core/errors.js';
import { hasRights, NO_RIGHTS, type ReadRights } from '../../core/log/audience.js';
import { parseChannel } from '../../core/log/channel.js';
import type { StoryView } from '../../core/story/story-view.js';
import { Store } from '../../store/store.js';
import {
  digestOf,
  PRIVATE_NO_STORE,
  REVALIDATE,
  sendConditional,
  sendJson,
  strongETag,
} from '../http/conditional-response.js';
import { visibilityFor, visibleOrThrow } from '../http/visibility.js';
import { DifferenceRenderer } from '../pages/difference-renderer.js';

const revisionNumber = z.coerce.number({ error: 'must be a revision number' }).int().min(1).max(1_000_000_000);
const listQuery = z.object({
  channel: z.string().default('all'),
  cursor: z.string().optional(),
  limit: z.coerce.number({ error: 'must be a number' }).int().min(1).max(100).default(20),
});
const diffQuery = z.object({ from: revisionNumber, to: revisionNumber });

/** Parses the `next` of a list; throws `bad_cursor`. */
function parseListCursor(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (!/^\d{1,15}$/.test(cursor))
    throw new DatelineError('bad_cursor', 'The cursor of a list is the "next" of its previous page.');
  return Number(cursor);
}

const cachingFor = (rights: ReadRights): { cacheControl: string } => ({
  cacheControl: hasRights(rights) ? PRIVATE_NO_STORE : REVALIDATE,
});

/** Leaves out the cursors: every update of the log moves them, and an older one is as good to resume from. */
const listETag = (stories: readonly StoryView[], next: string | null): string =>
  strongETag(JSON.stringify([next, stories.map(({ cursor: _cursor, ...story }) => story)]));

/** Metadata of embeds, which can arrive after the revision. */
const embedData = (stories: readonly StoryView[]): string[] =>
  stories.flatMap(({ media }) => media.flatMap((one) => ('author' in one ? JSON.stringify(one) : [])));

/**
 * The revision, and a digest of what changes without a revision of the story: a live blog's posts, related
 * stories, and metadata of embeds. The cursor, which every update of the log moves, is left out.
 */
function storyETag(story: StoryView): string {
  const { revision, posts, related = [] } = story;
  const parts = [
    ...(posts ?? []).map((post) => `${post.id}:${post.revision}`),
    ...related.map((other) => Object.values(other).join()),
    ...embedData([story, ...(posts ?? [])]),
  ].join();
  return parts === '' && posts === undefined ? `"${revision}"` : `"${revision}-${digestOf(parts)}"`;
}

function filterOf(channel: string) {
  const [kind, ...rest] = channel.split('/');
  const of = rest.join('/');
  if (kind === 'topic' || kind === 'publisher') return { kind, of } as const;
  return kind === 'story' ? { kind: 'posts' as const, of } : { kind: 'all' as const };
}

@ApiTags('read')
@Controller('v1/stories')
export class StoriesController {
  constructor(
    private readonly store: Store,
    private readonly authenticator: ReaderAuthenticator,
    private readonly channelAccess: ChannelAccess,
    private readonly differences: DifferenceRenderer,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The stories of a channel, latest change first' })
  @ApiQuery({ name: 'channel', required: false, example: 'all' })
  @ApiQuery({ name: 'cursor', required: false, description: 'the "next" of the previous page' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 100' })
  async list(
    @Query() query: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = validate(listQuery, query);
    const channel = parseChannel(input.channel);
    const { rights } = await this.authenticator.authenticateRequest(request);
    const isPrivate = await this.channelAccess.authorize(channel, rights);
    const before = parseListCursor(input.cursor);
    const page = await this.store.storyViews.list(
      filterOf(channel),
      before,
      input.limit,
      isPrivate ? rights : NO_RIGHTS,
    );
    const next = page.next === null ? null : String(page.next);
    const cacheControl = isPrivate ? PRIVATE_NO_STORE : REVALIDATE;
    sendJson(request, reply, { ...page, next }, { cacheControl, etag: listETag(page.stories, next) });
  }

  @Get(':id')
  @ApiOperation({ summary: 'A story: its latest revision, whole' })
  async story(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visibility = await visibilityFor(request, this.authenticator);
    const { rights } = visibility;
    const story = visibleOrThrow(await this.store.storyViews.view(id, visibility));
    if ('mergedInto' in story) {
      const { cacheControl } = cachingFor(rights);
      await reply
        .status(308)
        .header('location', `/v1/stories/${story.mergedInto}`)
        .header('cache-control', cacheControl)
        .send();
      return;
    }
    const cacheControl = visibility.hidden === 'none' && !hasRights(rights) ? REVALIDATE : PRIVATE_NO_STORE;
    sendJson(request, reply, story, { cacheControl, etag: storyETag(story) });
  }

  @Get(':id/revisions')
  @ApiOperation({ summary: 'All revisions of a story, latest first, and what each changed' })
  async revisions(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { rights } = await this.authenticator.authenticateRequest(request);
    sendJson(
      request,
      reply,
      { revisions: visibleOrThrow(await this.store.storyViews.revisions(id, rights)) },
      cachingFor(rights),
    );
  }

  @Get(':id/revisions/:revision')
  @ApiOperation({ summary: 'One revision, whole' })
  async revision(
    @Param('id') id: string,
    @Param('revision') revision: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { rights } = await this.authenticator.authenticateRequest(request);
    sendJson(request, reply, await this.oneRevision(id, parseRevision(revision), rights), cachingFor(rights));
  }

  @Get(':id/diff')
  @ApiOperation({
    summary: 'The difference between two revisions, sentence by sentence',
    description:
      'A difference of more than 1 MB comes without its `sentences`, or without its `ops` too. `truncated` then lists the omitted fields (`left`), and the addresses of both revisions (`see`).',
  })
  @ApiQuery({ name: 'from', example: 1 })
  @ApiQuery({ name: 'to', example: 2 })
  async diff(
    @Param('id') id: string,
    @Query() query: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { from, to } = validate(diffQuery, query);
    const { rights } = await this.authenticator.authenticateRequest(request);
    const [before, after] = [await this.oneRevision(id, from, rights), await this.oneRevision(id, to, rights)];
    const body = await this.differences.json({ before, after });
    sendConditional(request, reply, body, { ...cachingFor(rights), etag: strongETag(body) });
  }

  private async oneRevision(id: string, revision: number, rights: ReadRights) {
    const view = await this.store.storyViews.revision(id, revision, rights);
    if (view === null || view === 'killed') this.differences.evict(id);
    if (view === null) throw new DatelineError('not_found', `There is no revision ${revision} of this story.`);
    return visibleOrThrow(view);
  }
}

function parseRevision(text: string): number {
  const parsed = revisionNumber.safeParse(text);
  if (!parsed.success) throw new DatelineError('not_found', 'There is no such revision.');
  return parsed.data;
}
