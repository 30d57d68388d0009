import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Store } from '../../store/store.js';
import { REVALIDATE, sendConditional, weakETag } from '../http/conditional-response.js';
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
    const type = 'text/html; charset=utf-8';
    sendConditional(request, reply, page, {
      cacheControl: REVALIDATE,
      etag: weakETag(page),
      vary: 'accept-encoding',
      type,
    });
  }
}
