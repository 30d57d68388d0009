import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Store } from '../store/store.js';
import { messagePage, storyPage } from './story-page.js';

@ApiExcludeController()
@Controller('stories')
export class PagesController {
  constructor(private readonly store: Store) {}

  @Get(':id')
  async story(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const story = await this.store.stories.view(id, { hidden: 'none' });
    void reply.header('cache-control', 'public, max-age=0, must-revalidate').type('text/html; charset=utf-8');
    if (story === null) {
      await reply.status(404).send(messagePage({ status: 404, title: 'Not found', text: 'There is no story at this address.' }));
      return;
    }
    if (story === 'killed') {
      await reply.status(410).send(messagePage({ status: 410, title: 'Withdrawn', text: 'This story was withdrawn by its publisher.' }));
      return;
    }
    if ('mergedInto' in story) {
      await reply.status(308).header('location', `/stories/${story.mergedInto}`).send();
      return;
    }
    const revisions = await this.store.stories.revisions(id);
    await reply.send(storyPage({ story, revisions: Array.isArray(revisions) ? revisions : [] }));
  }
}
