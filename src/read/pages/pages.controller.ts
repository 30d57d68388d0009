import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parsePosition, pinnedPosts, postWindow, type WindowAnchor } from '../../core/story/post-window.js';
import type { RevisionView, StoryView } from '../../core/story/story-view.js';
import { isUuid } from '../../store/story/story-id.js';
import { Store } from '../../store/store.js';
import { lastModifiedOf, REVALIDATE, sendConditional, weakETag } from '../http/conditional-response.js';
import { diffPage } from './diff-page.js';
import { DifferenceRenderer } from './difference-renderer.js';
import { postFragment, type ShownPosts } from './live-blog.js';
import { messagePage } from './story-page.js';
import { StoryPageRenderer } from './story-page-renderer.js';

const HTML = 'text/html; charset=utf-8';
/** `1..3`: from revision 1 to revision 3. */
const RANGE = /^([1-9]\d{0,8})\.\.([1-9]\d{0,8})$/;

const POSTS_PER_PAGE = 100;

function windowAt({ from, after, post }: Record<string, string>): WindowAnchor {
  if (from !== undefined) return { at: 'from', key: parsePosition(from) };
  if (after !== undefined) return { at: 'after', key: parsePosition(after) };
  return post === undefined ? { at: 'top' } : { at: 'post', id: post };
}

/**
 * True if the page can change without an update of the story: embed metadata, related stories, the end of
 * coverage, the headline of a post's live blog. Such a page has an ETag only, without Last-Modified.
 */
function changesWithoutUpdate(story: StoryView, posts: readonly StoryView[]): boolean {
  const { related = [], partOf, coverageEndTime } = story;
  const hasEmbeds = [story, ...posts].some(({ media }) => media.some(({ type }) => type !== 'image'));
  return related.length > 0 || partOf !== null || coverageEndTime !== undefined || hasEmbeds;
}

@ApiExcludeController()
@Controller('stories')
export class PagesController {
  constructor(
    private readonly store: Store,
    private readonly differences: DifferenceRenderer,
    private readonly storyPages: StoryPageRenderer,
  ) {}

  @Get(':id')
  async story(
    @Param('id') id: string,
    @Query() query: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // Read before the story, so that the page is never older than its Last-Modified.
    const state = await this.store.feeds.state(`story/${id}`);
    const story = await this.store.storyViews.view(id, { hidden: 'none' }, 0);
    void reply.header('cache-control', REVALIDATE).type(HTML);
    if (story === null || story === 'killed') return this.sendAbsent(reply, story);
    if ('mergedInto' in story) {
      await reply.status(308).header('location', `/stories/${story.mergedInto}`).send();
      return;
    }
    const [revisions, shown, blog] = await Promise.all([
      this.store.storyViews.revisions(id),
      story.kind === 'liveblog' ? this.shownPosts(story, query) : null,
      this.blogOf(story),
    ]);
    const page = await this.storyPages.render({
      story,
      revisions: Array.isArray(revisions) ? revisions : [],
      shown,
      blog,
    });
    // The ETag ignores the cursor: every update of the log moves it, and an older one is as good to resume
    // from.
    const version = page.replace(JSON.stringify(story.cursor), '');
    const posts = [...(shown?.pinned ?? []), ...(shown?.posts ?? [])];
    const lastModified = changesWithoutUpdate(story, posts) ? undefined : lastModifiedOf(state.at);
    this.send(request, reply, page, { version, lastModified });
  }

  /** The fragment of one post with its key event, for open pages. */
  @Get(':id/posts/:post')
  async post(
    @Param('id') id: string,
    @Param('post') post: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const blog = await this.store.storyViews.view(id, { hidden: 'none' }, 0);
    void reply.header('cache-control', REVALIDATE).type(HTML);
    if (blog === null || blog === 'killed' || 'mergedInto' in blog || !isUuid(post))
      return this.sendAbsent(reply, blog === 'killed' ? 'killed' : null);
    const [found] = await this.store.posts.load(blog.id, [post], blog.cursor);
    if (found === undefined) return this.sendAbsent(reply, null);
    this.send(request, reply, postFragment(found, blog.id));
  }

  @Get(':id/diff')
  async choose(
    @Param('id') id: string,
    @Query() query: Record<string, string>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { from = '', to = '' } = query;
    if (!RANGE.test(`${from}..${to}`)) return this.sendAbsent(reply, null);
    await reply
      .status(303)
      .header('location', `/stories/${encodeURIComponent(id)}/diff/${from}..${to}`)
      .send();
  }

  @Get(':id/diff/:range')
  async diff(@Param('id') id: string, @Param('range') range: string, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', REVALIDATE).type(HTML);
    const [, from, to] = RANGE.exec(range) ?? [];
    const revisions: RevisionView[] = [];
    for (const number of [from, to]) {
      const revision = number === undefined ? null : await this.store.storyViews.revision(id, Number(number));
      if (revision === null || revision === 'killed') {
        this.differences.evict(id);
        return this.sendAbsent(reply, revision);
      }
      revisions.push(revision);
    }
    const [before, after] = revisions;
    if (before === undefined || after === undefined) return;
    const { storyViews } = this.store;
    const [all, story] = await Promise.all([storyViews.revisions(id), storyViews.view(id, { hidden: 'none' }, 0)]);
    const blog = story === null || story === 'killed' || 'mergedInto' in story ? null : await this.blogOf(story);
    const parts = await this.differences.parts({ before, after });
    await reply.send(diffPage({ before, after, parts, revisions: Array.isArray(all) ? all : [], blog }));
  }

  /** The posts of this address: from `?from=`, after `?after=`, or around `?post=`; else the newest. */
  private async shownPosts({ id, cursor }: StoryView, query: Record<string, string>): Promise<ShownPosts> {
    const outline = await this.store.posts.outline(id);
    const { posts, newer, older } = postWindow(outline, windowAt(query), POSTS_PER_PAGE);
    const pinned = pinnedPosts(outline);
    const loaded = await this.store.posts.load(
      id,
      [...pinned, ...posts].map((post) => post.id),
      cursor,
    );
    const keyEvents = outline.flatMap(({ keyEvent, ...place }) =>
      keyEvent === null ? [] : [{ ...place, headline: keyEvent }],
    );
    const [others, pinnedOnPage] = [loaded.filter((post) => !post.pinned), loaded.filter((post) => post.pinned)];
    return { posts: others, pinned: pinnedOnPage, keyEvents, newer, older };
  }

  private async blogOf({ partOf }: StoryView): Promise<{ id: string; headline: string } | null> {
    const blog = partOf === null ? null : await this.store.storyViews.view(partOf, { hidden: 'none' }, 0);
    return blog === null || blog === 'killed' || 'mergedInto' in blog ? null : blog;
  }

  /** Sends a page. `version` is the content that its ETag covers. */
  private send(
    request: FastifyRequest,
    reply: FastifyReply,
    page: string,
    { version = page, lastModified }: { version?: string; lastModified?: string | undefined } = {},
  ): void {
    const etag = weakETag(version);
    sendConditional(request, reply, page, {
      cacheControl: REVALIDATE,
      etag,
      vary: 'accept-encoding',
      type: HTML,
      lastModified,
    });
  }

  private async sendAbsent(reply: FastifyReply, why: null | 'killed'): Promise<void> {
    const message =
      why === 'killed'
        ? { status: 410, title: 'Withdrawn', text: 'This story was withdrawn by its publisher.' }
        : { status: 404, title: 'Not found', text: 'There is no story at this address.' };
    await reply.status(message.status).send(messagePage(message));
  }
}
