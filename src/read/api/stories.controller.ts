import { createHash } from 'node:crypto';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { validate } from '../../access/request/validation.js';
import { ChannelAccess } from '../../access/principal/channel-access.js';
import { ReaderAuthenticator } from '../../access/principal/reader-authenticator.js';
import { hasRights, NO_RIGHTS, type Rights } from '../../core/log/audience.js';
import { parseChannel } from '../../core/log/channel.js';
import { DatelineError } from '../../core/errors.js';
import type { StoryView } from '../../core/story/story-view.js';
import { Store } from '../../store/store.js';
import { sendCacheable, sendEncoded } from '../http/conditional-response.js';
import { Differences } from '../pages/difference-renderer.js';
import { found, visibilityFor } from '../http/visibility.js';

const revisionNumber = z.coerce.number({ error: 'must be a revision number' }).int().min(1).max(1_000_000_000);
const listQuery = z.object({
  channel: z.string().default('all'),
  cursor: z.string().optional(),
  limit: z.coerce.number({ error: 'must be a number' }).int().min(1).max(100).default(20),
});
const diffQuery = z.object({ from: revisionNumber, to: revisionNumber });

/** The `next` of the page before; throws `bad_cursor` on anything else. */
function placeOf(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (!/^\d{1,15}$/.test(cursor)) throw new DatelineError('bad_cursor', 'A list goes on from the "next" of the page before.');
  return Number(cursor);
}

/** Revalidated each time, so that a kill or an edit is seen at once. */
const REVALIDATE = 'public, max-age=0, must-revalidate';
/** What not everybody may see is in nobody's cache. */
const PRIVATE = 'private, no-store';
const cachingFor = (rights: Rights): { cacheControl: string } => ({ cacheControl: hasRights(rights) ? PRIVATE : REVALIDATE });

/** Every update of the log moves the cursor in each story, and goes on from an older one just as well: it is no part of the list's name. */
function listTag(stories: readonly StoryView[], next: string | null): string {
  const told = JSON.stringify([next, stories.map(({ cursor: _cursor, ...story }) => story)]);
  return `"${createHash('sha256').update(told).digest('base64url').slice(0, 22)}"`;
}

/** What was said of their embeds since they were written. */
const embedWords = (stories: readonly StoryView[]): string[] => stories.flatMap(({ media }) => media.flatMap((one) => ('author' in one ? JSON.stringify(one) : [])));

function listOf(channel: string) {
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
    private readonly readers: ReaderAuthenticator,
    private readonly closed: ChannelAccess,
    private readonly differences: Differences,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The stories of a channel, latest change first' })
  @ApiQuery({ name: 'channel', required: false, example: 'all' })
  @ApiQuery({ name: 'cursor', required: false, description: 'the "next" of the page before' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 100' })
  async list(@Query() query: Record<string, string>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { channel, cursor, limit } = validate(listQuery, query);
    const of = parseChannel(channel);
    const { rights } = await this.readers.authenticateRequest(request);
    const isPrivate = await this.closed.authorize(of, rights);
    const page = await this.store.storyViews.list(listOf(of), placeOf(cursor), limit, isPrivate ? rights : NO_RIGHTS);
    const next = page.next === null ? null : String(page.next);
    sendCacheable(request, reply, { ...page, next }, { cacheControl: isPrivate ? PRIVATE : REVALIDATE, etag: listTag(page.stories, next) });
  }

  @Get(':id')
  @ApiOperation({ summary: 'A story as it stands: its latest revision, whole' })
  async story(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const sight = await visibilityFor(request, this.readers);
    const story = found(await this.store.storyViews.view(id, sight));
    if ('mergedInto' in story) {
      await reply.status(308).header('location', `/v1/stories/${story.mergedInto}`).header('cache-control', hasRights(sight.rights) ? PRIVATE : REVALIDATE).send();
      return;
    }
    // A live blog changes with its posts, and any story with what is found beside it or said of its embeds, not only with its own revisions; the cursor, which every update moves, is no part of either.
    const beside = [...(story.posts ?? []).map(({ id: post, revision }) => `${post}:${revision}`), ...(story.related ?? []).map((other) => Object.values(other).join()), ...embedWords([story, ...(story.posts ?? [])])].join();
    const etag = beside === '' && story.posts === undefined ? `"${story.revision}"` : `"${story.revision}-${createHash('sha256').update(beside).digest('base64url').slice(0, 16)}"`;
    sendCacheable(request, reply, story, { cacheControl: sight.hidden === 'none' && !hasRights(sight.rights) ? REVALIDATE : PRIVATE, etag });
  }

  @Get(':id/revisions')
  @ApiOperation({ summary: 'All revisions of a story, latest first, and what each changed' })
  async revisions(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { rights } = await this.readers.authenticateRequest(request);
    sendCacheable(request, reply, { revisions: found(await this.store.storyViews.revisions(id, rights)) }, cachingFor(rights));
  }

  @Get(':id/revisions/:revision')
  @ApiOperation({ summary: 'One revision, whole' })
  async revision(@Param('id') id: string, @Param('revision') revision: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { rights } = await this.readers.authenticateRequest(request);
    sendCacheable(request, reply, await this.oneRevision(id, this.numberOf(revision), rights), cachingFor(rights));
  }

  @Get(':id/diff')
  @ApiOperation({ summary: 'The difference between two revisions, sentence by sentence', description: 'What would be larger than 1 MB comes without its `sentences`, or without its `ops` too: `truncated` says what is left out (`left`), and where both revisions are (`see`).' })
  @ApiQuery({ name: 'from', example: 1 })
  @ApiQuery({ name: 'to', example: 2 })
  async diff(@Param('id') id: string, @Query() query: Record<string, string>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { from, to } = validate(diffQuery, query);
    const { rights } = await this.readers.authenticateRequest(request);
    const [before, after] = [await this.oneRevision(id, from, rights), await this.oneRevision(id, to, rights)];
    const body = await this.differences.json({ before, after });
    sendEncoded(request, reply, body, { ...cachingFor(rights), etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` });
  }

  private numberOf(text: string): number {
    const read = revisionNumber.safeParse(text);
    if (!read.success) throw new DatelineError('not_found', 'There is no such revision.');
    return read.data;
  }

  private async oneRevision(id: string, revision: number, rights: Rights) {
    const view = await this.store.storyViews.revision(id, revision, rights);
    if (view === null || view === 'killed') this.differences.forget(id);
    if (view === null) throw new DatelineError('not_found', `There is no revision ${revision} of this story.`);
    return found(view);
  }
}
