import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { Inject, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { AccessModule } from '../access/access.module.js';
import { StoreModule } from '../store/store.module.js';
import { ConsoleController } from './pages/console.controller.js';
import { DeskController } from './api/desk.controller.js';
import { Differences } from './pages/difference-renderer.js';
import { FeedsController } from './feed/feeds.controller.js';
import { FrontController } from './pages/front.controller.js';
import { NinjsController } from './api/ninjs.controller.js';
import { PagesController } from './pages/pages.controller.js';
import { StoriesController } from './api/stories.controller.js';
import { StoryPages } from './pages/story-page-renderer.js';
import { UpdatesController } from './api/updates.controller.js';

/** What `npm run build` bundled for browsers; the same folder whether this runs from src or from dist. */
const CLIENT = fileURLToPath(new URL('../../dist/client', import.meta.url));

@Module({ imports: [StoreModule, AccessModule], providers: [{ provide: Differences, useFactory: () => new Differences() }, { provide: StoryPages, useFactory: () => new StoryPages() }], controllers: [StoriesController, NinjsController, UpdatesController, FeedsController, FrontController, PagesController, DeskController, ConsoleController] })
export class ReadModule implements OnModuleInit, OnModuleDestroy {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>,
    @Inject(Differences) private readonly differences: Differences,
    @Inject(StoryPages) private readonly storyPages: StoryPages,
  ) {}

  async onModuleInit(): Promise<void> {
    // No max-age: a page and its script are of one version, and an ETag makes asking again cheap.
    await this.host.httpAdapter.getInstance().register(fastifyStatic, { root: CLIENT, prefix: '/client/', decorateReply: false, maxAge: 0 });
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.differences.close(), this.storyPages.close()]);
  }
}
