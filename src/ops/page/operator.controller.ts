// The operator page and its actions, on every node, for signed-in browsers and for API clients with a key.
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

/** Throws `not_found` unless `id` is a UUID, which Postgres would reject otherwise. */
function uuid(id: string, what: string): string {
  if (!z.uuid().safeParse(id).success) throw new DatelineError('not_found', `There is no such ${what}.`);
  return id;
}

@ApiExcludeController()
@NeedsScope('ops')
@UseFilters(SignInFilter)
@Controller('ops')
export class OperatorController {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(OverviewQuery) private readonly overview: OverviewQuery,
    @Optional() @Inject(SubmissionQueue) private readonly jobs: SubmissionQueue | undefined,
  ) {}

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
    const submission = await this.store.opsQueries.submission(uuid(id, 'submission'), MAX_RAW_BYTES);
    if (submission === null) throw new DatelineError('not_found', 'There is no such submission.');
    return submissionPage(submission, authenticationOf(request));
  }

  /** Processes a failed submission again. */
  @Post('submissions/:id/retry')
  @HttpCode(303)
  async retry(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const retried = await this.store.opsQueries.retry(uuid(id, 'submission'));
    if (retried === 'absent') throw new DatelineError('not_found', 'There is no such submission.');
    if (retried === 'killed') throw new DatelineError('killed', 'The story of this submission was killed.');
    if (retried === 'moved on')
      throw new DatelineError(
        'revision_conflict',
        'A later submission for this story was applied; a retry would replace new text with old.',
      );
    if (retried === 'retried')
      await this.audit.record(principal, request, { action: 'submission.retried', target: id });
    this.jobs?.enqueue(id);
    void reply.header('location', `/ops/submissions/${id}`);
  }

  /** Parses the latest page of a story again, with the current parser. */
  @Post('stories/:id/reparse')
  @HttpCode(303)
  async reparse(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const story = await this.store.stories.findKey(uuid(id, 'story'));
    if (story === null) throw new DatelineError('not_found', 'There is no such story.');
    const page = await this.store.submissions.latestPage(id);
    if (page === null)
      throw new DatelineError('invalid_content', 'No page was sent for this story, so there is nothing to parse.');
    const { publisher, contentType, raw } = page;
    const params = { ...page.params, story: id, keyName: principal.keyName };
    const fingerprint = createHash('sha256')
      .update(JSON.stringify(['reparse', id]))
      .update(raw)
      .digest();
    const accepted = await this.store.submissions.accept({
      id: uuidv7(),
      publisher,
      intent: 'reparse',
      contentType,
      raw,
      params,
      storyKey: story.key,
      idempotencyKey: null,
      fingerprint,
    });
    await this.audit.record(principal, request, { action: 'story.reparsed', target: id });
    this.jobs?.enqueue(accepted.id);
    void reply.header('location', `/ops/submissions/${accepted.id}`);
  }

  /** Removes a node that will not come back. */
  @Post('nodes/:name/forget')
  @HttpCode(303)
  async forget(
    @Param('name') name: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (!(await this.store.nodes.forget(name))) throw new DatelineError('not_found', 'There is no such node.');
    await this.audit.record(principal, request, { action: 'node.forgotten', target: name });
    void reply.header('location', '/ops');
  }

  /** Sends the dead letters of a webhook again. */
  @Post('webhooks/:id/replay')
  @HttpCode(303)
  async replay(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const replayed = await this.store.webhooks.replayDead(uuid(id, 'webhook'));
    if (replayed === null) throw new DatelineError('not_found', 'There is no such webhook.');
    await this.audit.record(principal, request, { action: 'webhook.replayed', target: id });
    void reply.header('location', '/ops#webhooks');
  }

  /** Resumes a paused or disabled webhook from its position. */
  @Post('webhooks/:id/resume')
  @HttpCode(303)
  async resume(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const resumed = await this.store.webhooks.change(uuid(id, 'webhook'), {
      paused: false,
      oldSecretUntil: new Date(),
    });
    if (resumed === null) throw new DatelineError('not_found', 'There is no such webhook.');
    await this.audit.record(principal, request, { action: 'webhook.resumed', target: id });
    void reply.header('location', '/ops#webhooks');
  }
}
