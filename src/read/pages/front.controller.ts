import { createHash } from 'node:crypto';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Store } from '../../store/store.js';
import { sendConditional } from '../http/conditional-response.js';
import { frontPage } from './front-page.js';

const STORIES = 30;

@ApiExcludeController()
@Controller()
export class FrontController {
  constructor(private readonly store: Store) {}

  @Get()
  async front(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { stories } = await this.store.storyViews.list({ kind: 'all' }, null, STORIES);
    const page = frontPage(stories);
    const etag = `W/"${createHash('sha256').update(page).digest('base64url').slice(0, 22)}"`;
    sendConditional(request, reply, page, { cacheControl: 'public, max-age=0, must-revalidate', etag, vary: 'accept-encoding', type: 'text/html; charset=utf-8' });
  }
}
