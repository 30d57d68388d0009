// The operator's page and what it can do, for a browser that is signed in (on every node alike), and for programs with a key.
import { createHash } from 'node:crypto';
import { Controller, Get, Header, HttpCode, Inject, Optional, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { Audit } from '../../access/audit/audit.js';
import type { Principal } from '../../access/key/key-ring.js';
import { authenticationOf, CurrentPrincipal, NeedsScope } from '../../access/principal/scope.guard.js';
import { SETTINGS, type Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import { SubmissionQueue } from '../../queue/submission-queue.js';
import { Store } from '../../store/store.js';
import { operatorPage } from './operator-page.js';
import { OverviewQuery } from '../state/overview.js';
import { MAX_RAW_BYTES, submissionPage } from './submission-page.js';
import { SignInFilter } from './sign-in.filter.js';

const HTML = 'text/html; charset=utf-8';

function uuid(id: string, what: string): string {
  if (!z.uuid().safeParse(id).success) throw new DatelineError('not_found', `There is no such ${what}.`);
  return id;
}

@ApiExcludeController()
@NeedsScope('ops')
@UseFilters(SignInFilter)
@Controller('ops')
export class OperatorController {
  private readonly overview: OverviewQuery;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Audit) private readonly audit: Audit,
    @Optional() @Inject(SubmissionQueue) private readonly jobs: SubmissionQueue | undefined,
  ) {
    this.overview = new OverviewQuery(store, jobs);
  }

  @Get()
  @Header('content-type', HTML)
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'same-origin')
  async page(@Req() request: FastifyRequest): Promise<string> {
    return operatorPage(await this.overview.load(), this.settings.node, authenticationOf(request));
  }

  @Get('submissions/:id')
  @Header('content-type', HTML)
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'same-origin')
  async submission(@Param('id') id: string, @Req() request: FastifyRequest): Promise<string> {
    const seen = await this.store.opsQueries.submission(uuid(id, 'submission'), MAX_RAW_BYTES);
    if (seen === null) throw new DatelineError('not_found', 'There is no such submission.');
    return submissionPage(seen, authenticationOf(request));
  }

  /** One that failed is looked at again. */
  @Post('submissions/:id/retry')
  @HttpCode(303)
  async retry(@Param('id') id: string, @CurrentPrincipal() holder: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const retried = await this.store.opsQueries.retry(uuid(id, 'submission'));
    if (retried === 'absent') throw new DatelineError('not_found', 'There is no such submission.');
    if (retried === 'killed') throw new DatelineError('killed', 'The story that this was sent for was killed.');
    if (retried === 'moved on') throw new DatelineError('revision_conflict', 'Something that came later for the same story is there: this would put old text over new.');
    if (retried === 'retried') await this.audit.record(holder, request, { action: 'submission.retried', target: id });
    this.jobs?.enqueue(id);
    void reply.header('location', `/ops/submissions/${id}`);
  }

  /** The story's latest page is read again by today's parser. */
  @Post('stories/:id/reparse')
  @HttpCode(303)
  async reparse(@Param('id') id: string, @CurrentPrincipal() holder: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const story = await this.store.stories.findKey(uuid(id, 'story'));
    if (story === null) throw new DatelineError('not_found', 'There is no such story.');
    const page = await this.store.submissions.latestPage(id);
    if (page === null) throw new DatelineError('invalid_content', 'No page was ever sent for this story: there is nothing to read again.');
    const { publisher, contentType, raw } = page;
    const params = { ...page.params, story: id, keyName: holder.keyName };
    const fingerprint = createHash('sha256').update(JSON.stringify(['reparse', id])).update(raw).digest();
    const kept = await this.store.submissions.accept({ id: uuidv7(), publisher, intent: 'reparse', contentType, raw, params, storyKey: story.key, idempotencyKey: null, fingerprint });
    await this.audit.record(holder, request, { action: 'story.reparsed', target: id });
    this.jobs?.enqueue(kept.id);
    void reply.header('location', `/ops/submissions/${kept.id}`);
  }

  /** A node that died for good is missed no more. */
  @Post('nodes/:name/forget')
  @HttpCode(303)
  async forget(@Param('name') name: string, @CurrentPrincipal() holder: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (!(await this.store.nodes.forget(name))) throw new DatelineError('not_found', 'There is no such node.');
    await this.audit.record(holder, request, { action: 'node.forgotten', target: name });
    void reply.header('location', '/ops');
  }

  /** What a webhook did not take within a day is sent once more. */
  @Post('webhooks/:id/replay')
  @HttpCode(303)
  async replay(@Param('id') id: string, @CurrentPrincipal() holder: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if ((await this.store.webhooks.replayDead(uuid(id, 'webhook'))) === null) throw new DatelineError('not_found', 'There is no such webhook.');
    await this.audit.record(holder, request, { action: 'webhook.replayed', target: id });
    void reply.header('location', '/ops#webhooks');
  }

  /** One that was turned off goes on from where it stood. */
  @Post('webhooks/:id/resume')
  @HttpCode(303)
  async resume(@Param('id') id: string, @CurrentPrincipal() holder: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if ((await this.store.webhooks.change(uuid(id, 'webhook'), { paused: false, oldSecretUntil: new Date() })) === null) throw new DatelineError('not_found', 'There is no such webhook.');
    await this.audit.record(holder, request, { action: 'webhook.resumed', target: id });
    void reply.header('location', '/ops#webhooks');
  }
}
