import { createHash } from 'node:crypto';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Store } from '../store/store.js';
import type { RevisionView } from '../core/story-view.js';
import { sendEncoded, settled } from './cacheable.js';
import { diffPage } from './diff-page.js';
import { messagePage, storyPage } from './story-page.js';

const REVALIDATE = 'public, max-age=0, must-revalidate';
/** `1..3`: from revision 1 to revision 3. */
const RANGE = /^([1-9]\d{0,8})\.\.([1-9]\d{0,8})$/;

@ApiExcludeController()
@Controller('stories')
export class PagesController {
  constructor(private readonly store: Store) {}

  @Get(':id')
  async story(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    // Before the story: what commits in between makes the page newer than it says, never older.
    const state = await this.store.feeds.state(`story/${id}`);
    const story = await this.store.stories.view(id, { hidden: 'none' });
    void reply.header('cache-control', REVALIDATE).type('text/html; charset=utf-8');
    if (story === null || story === 'killed') return this.absent(reply, story);
    if ('mergedInto' in story) {
      await reply.status(308).header('location', `/stories/${story.mergedInto}`).send();
      return;
    }
    const revisions = await this.store.stories.revisions(id);
    const page = storyPage({ story, revisions: Array.isArray(revisions) ? revisions : [] });
    // Every update of the log moves the cursor; from an older one a reader goes on just as well.
    const etag = `W/"${createHash('sha256').update(page.replace(JSON.stringify(story.cursor), '')).digest('base64url').slice(0, 22)}"`;
    // What other publishers tell beside it comes and goes without an update of the story: then only the ETag can say.
    const lastModified = (story.related ?? []).length > 0 ? undefined : settled(state.at);
    sendEncoded(request, reply, page, { cacheControl: REVALIDATE, etag, vary: 'accept-encoding', type: 'text/html; charset=utf-8', lastModified });
  }

  @Get(':id/diff/:range')
  async diff(@Param('id') id: string, @Param('range') range: string, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', REVALIDATE).type('text/html; charset=utf-8');
    const [, from, to] = RANGE.exec(range) ?? [];
    const revisions: RevisionView[] = [];
    for (const number of [from, to]) {
      const revision = number === undefined ? null : await this.store.stories.revision(id, Number(number));
      if (revision === null || revision === 'killed') return this.absent(reply, revision);
      revisions.push(revision);
    }
    const [before, after] = revisions;
    if (before !== undefined && after !== undefined) await reply.send(diffPage({ before, after }));
  }

  private async absent(reply: FastifyReply, why: null | 'killed'): Promise<void> {
    const message =
      why === 'killed'
        ? { status: 410, title: 'Withdrawn', text: 'This story was withdrawn by its publisher.' }
        : { status: 404, title: 'Not found', text: 'There is no story at this address.' };
    await reply.status(message.status).send(messagePage(message));
  }
}
