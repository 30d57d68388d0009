import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { Inject, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { AccessModule } from '../access/access.module.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { ChannelPages } from './api/channel-pages.js';
import { DeskController } from './api/desk.controller.js';
import { NinjsController } from './api/ninjs.controller.js';
import { StoriesController } from './api/stories.controller.js';
import { UpdatesController } from './api/updates.controller.js';
import { FeedsController } from './feed/feeds.controller.js';
import { ConsoleController } from './pages/console.controller.js';
import { DifferenceRenderer } from './pages/difference-renderer.js';
import { FrontController } from './pages/front.controller.js';
import { PagesController } from './pages/pages.controller.js';
import { StoryPageRenderer } from './pages/story-page-renderer.js';

/** The browser bundles of `npm run build`. The path is the same from src and from dist. */
const CLIENT = fileURLToPath(new URL('../../dist/client', import.meta.url));

/** `GET /v1/updates`, on nodes that serve pages of it and on nodes that stream it. */
@Module({
  imports: [StoreModule, AccessModule],
  controllers: [UpdatesController],
  providers: [
    { provide: ChannelPages, inject: [Store], useFactory: ({ updateLog }: Store) => new ChannelPages(updateLog) },
  ],
})
export class UpdatesModule {}

/** Stories, feeds and pages for readers, and the console for publishers. */
@Module({
  imports: [StoreModule, AccessModule],
  providers: [DifferenceRenderer, StoryPageRenderer],
  controllers: [
    StoriesController,
    NinjsController,
    FeedsController,
    FrontController,
    PagesController,
    DeskController,
    ConsoleController,
  ],
})
export class ReadModule implements OnModuleInit, OnModuleDestroy {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>,
    @Inject(DifferenceRenderer) private readonly differences: DifferenceRenderer,
    @Inject(StoryPageRenderer) private readonly storyPages: StoryPageRenderer,
  ) {}

  async onModuleInit(): Promise<void> {
    // No max-age, so that a page never runs an older script; revalidation by ETag is cheap.
    await this.host.httpAdapter
      .getInstance()
      .register(fastifyStatic, { root: CLIENT, prefix: '/client/', decorateReply: false, maxAge: 0 });
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.differences.close(), this.storyPages.close()]);
  }
}
