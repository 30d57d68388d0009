import {
  Body,
  Controller,
  Delete,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
  type RawBodyRequest,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AcceptsBody } from '../../access/request/body-rules.js';
import { validate } from '../../access/request/validation.js';
import { Audit } from '../../access/audit/audit.js';
import type { Principal } from '../../access/key/key-ring.js';
import { problemOf } from '../../access/request/problem.filter.js';
import { CurrentPrincipal, NeedsScope } from '../../access/principal/scope.guard.js';
import { DatelineError, ERRORS, type ErrorCode } from '../../core/errors.js';
import { identityKey } from '../../core/story/identity.js';
import { isNinjs, NINJS } from '../../core/format/ninjs.js';
import {
  killInput,
  pageQuery,
  storyInput,
  storyPatch,
  type KillInput,
  type StoryPatch,
} from '../../core/story/story.js';
import type { KilledContentCount } from '../../store/story/killed-content.js';
import { Store } from '../../store/store.js';
import type { Outcome } from '../../store/submission/submission.js';
import { auditedActionOf } from './audited-actions.js';
import { STORY_BODY } from '../accepted-bodies.js';
import { answerImport } from './import.controller.js';
import { ImportParser } from './import-parser.js';
import type { ImportItem } from './import-worker.js';
import { Importer } from './importer.js';
import { Intake, type PublishRequest } from './intake.js';
import { requireOwnership } from './story-ownership.js';
import { idempotencyKey, ifMatchRevision, waitPreference } from './request-headers.js';

type RawRequest = RawBodyRequest<FastifyRequest>;
export type OutcomeBody = Omit<Outcome, 'error' | 'receivedAt'> & { purged?: KilledContentCount[] };

/**
 * PATCH, DELETE, merge and split wait this long by default: only a finished change is known to have met its
 * If-Match revision.
 */
export const DEFAULT_WAIT_MS = 10_000;

export const outcomeBody = ({
  submission,
  status,
  story,
  revision,
  update,
  change,
  matched,
}: Outcome): OutcomeBody => ({
  submission,
  status,
  story,
  revision,
  update,
  change,
  ...(matched === undefined ? {} : { matched }),
});

/** The error of a failed submission. */
export function outcomeError(outcome: Outcome): DatelineError {
  const code = outcome.error !== null && outcome.error.code in ERRORS ? (outcome.error.code as ErrorCode) : 'internal';
  const detail = outcome.error?.errors === undefined ? {} : { errors: outcome.error.errors };
  return new DatelineError(code, outcome.error?.reason ?? 'The submission failed.', detail);
}

@ApiTags('publish')
@ApiBearerAuth()
@NeedsScope('publish')
@Controller('v1/stories')
export class PublishController {
  constructor(
    private readonly intake: Intake,
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly importer: Importer,
    private readonly importParser: ImportParser,
  ) {}

  @Post()
  @HttpCode(202)
  @AcceptsBody(STORY_BODY)
  @ApiOperation({
    summary: 'Publish a story or a new version of one',
    description:
      'The body is JSON, an HTML page, the plain text of a page or a ninjs 3 item; a list of ninjs items is an import. With `Prefer: wait=<seconds>` the response has the outcome.',
  })
  @ApiConsumes('application/json', 'text/html', 'text/plain', NINJS)
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @ApiHeader({ name: 'Prefer', required: false, description: 'wait=<seconds>, 30 at most' })
  @ApiBody({ schema: z.toJSONSchema(storyInput, { io: 'input', unrepresentable: 'any' }) as object })
  @ApiQuery({ name: 'uri', required: false })
  @ApiQuery({ name: 'url', required: false })
  @ApiQuery({ name: 'zone', required: false, example: 'Asia/Kolkata' })
  @ApiQuery({ name: 'language', required: false })
  @ApiQuery({ name: 'topics', required: false, description: 'comma-separated' })
  @ApiResponse({ status: 201, description: 'Created (with Prefer: wait)' })
  @ApiResponse({ status: 200, description: 'Revised, unchanged or stale (with Prefer: wait)' })
  @ApiResponse({ status: 202, description: 'Stored and queued; Location is the submission' })
  @ApiResponse({
    status: 422,
    description: 'A field is invalid, or no story could be parsed (application/problem+json)',
  })
  async publish(
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() query: Record<string, string>,
    @CurrentPrincipal() principal: Principal,
  ) {
    const contentType = request.headers['content-type'] ?? '';
    const bytes = request.rawBody ?? Buffer.alloc(0);
    const parsed = isNinjs(contentType) ? await this.importParser.parse({ form: 'ninjs', contentType, bytes }) : null;
    if (parsed !== null && (parsed.items.length > 1 || parsed.isList))
      return answerImport(this.importer, parsed, principal, request, reply);
    const publishRequest = await this.publishRequestOf(request, query, principal, parsed?.items[0]);
    return this.answer(publishRequest, request, reply, principal, waitPreference(request.headers.prefer));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change fields of a story',
    description: 'With `If-Match: "<revision>"`, 412 where the story has a later revision.',
  })
  @ApiHeader({ name: 'If-Match', required: false })
  async patch(
    @Param('id') id: string,
    @Body({ schema: storyPatch }) _patch: StoryPatch,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.changeStory('patch', id, ifMatchRevision(ifMatch), request, reply, principal);
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Kill a story: remove its content from everything that Dateline serves',
    description:
      'A live blog’s posts are killed with it. `purged` counts what is no longer served: stories, revisions, updates, submissions, and links to other publishers’ stories. A kill hides content and can be reversed. With `erase: true` (scope `admin`) the hidden content is deleted for good; a story that was never killed is killed first.',
  })
  async kill(
    @Param('id') id: string,
    @Body({ schema: killInput }) { erase }: KillInput,
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
  ) {
    if (erase !== true) return this.changeStory('kill', id, undefined, request, reply, principal);
    if (!principal.scopes.has('admin')) {
      throw new DatelineError(
        'forbidden',
        'The field erase needs a key with the scope "admin". Without erase, the story is killed, which hides it everywhere.',
      );
    }
    if (!(await this.store.stories.wasKilled(id))) {
      const killed = await this.changeStory('kill', id, undefined, request, reply, principal);
      // Nothing to erase until the kill is done; the client repeats the call.
      if (reply.statusCode !== 200) return killed;
    }
    return this.changeStory('erase', id, undefined, request, reply, principal);
  }

  @Post(':id/reparse')
  @NeedsScope('admin')
  @ApiOperation({
    summary: 'Parse the story’s latest page again with the current parser',
    description: 'A different result becomes a revision; fields that were set by PATCH are kept.',
  })
  async reparse(
    @Param('id') id: string,
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
  ) {
    const story = await this.store.stories.findKey(id);
    if (story === null) throw new DatelineError('not_found', 'There is no such story.');
    const page = await this.store.submissions.latestPage(id);
    if (page === null) {
      throw new DatelineError(
        'invalid_content',
        'The story has no page to parse again: its latest version was no page, or a kill removed it.',
      );
    }
    const { publisher, contentType, raw, params } = page;
    const publishRequest: PublishRequest = {
      publisher,
      intent: 'reparse',
      contentType,
      raw,
      params: { ...params, story: id, keyName: principal.keyName },
      storyKey: story.key,
      idempotencyKey: null,
    };
    return this.answer(
      publishRequest,
      request,
      reply,
      principal,
      waitPreference(request.headers.prefer) ?? DEFAULT_WAIT_MS,
    );
  }

  private async publishRequestOf(
    request: RawRequest,
    query: Record<string, string>,
    { publisher, keyName }: Principal,
    item?: ImportItem,
  ): Promise<PublishRequest> {
    const contentType = request.headers['content-type'] ?? '';
    const raw = request.rawBody;
    if (raw === undefined || raw.length === 0)
      throw new DatelineError('bad_request', 'The body is empty: send a story as JSON, an HTML page or plain text.');
    const key = idempotencyKey(request.headers['idempotency-key']);
    const common = { publisher, intent: 'publish' as const, contentType, raw, idempotencyKey: key };
    if (/^application\/json\b/i.test(contentType)) {
      const { uri, url } = validate(storyInput, request.body);
      return { ...common, params: { uri, url, keyName }, storyKey: identityKey({ publisher, uri, url }) };
    }
    if (isNinjs(contentType)) {
      if (item === undefined) throw new DatelineError('invalid_content', 'The body contains no ninjs item.');
      const story = await this.importer.identify(item, publisher);
      return { ...common, params: { ...story.params, keyName }, storyKey: story.key };
    }
    const params = validate(pageQuery, query);
    // An HTML page may have a canonical URL other than `url`, known only once it is parsed.
    const mayHaveCanonical = /^text\/html\b/i.test(contentType) && params.uri === undefined;
    const storyKey = mayHaveCanonical ? null : identityKey({ publisher, uri: params.uri, url: params.url });
    return { ...common, params: { ...params, keyName }, storyKey };
  }

  private async changeStory(
    intent: 'patch' | 'kill' | 'erase',
    id: string,
    ifMatch: number | undefined,
    request: RawRequest,
    reply: FastifyReply,
    principal: Principal,
  ) {
    const story = await this.store.stories.findKey(id);
    if (story === null) throw new DatelineError('not_found', 'There is no such story.');
    await requireOwnership(this.store, id, story, principal);
    // A merged story can still be killed and erased; other changes go to the story it was merged into.
    if (story.mergedInto !== null && intent === 'patch') {
      throw new DatelineError('merged', `The story was merged into ${story.mergedInto}.`, { into: story.mergedInto });
    }
    const key = idempotencyKey(request.headers['idempotency-key']);
    const publishRequest: PublishRequest = {
      publisher: story.publisher,
      intent,
      contentType: 'application/json',
      raw: request.rawBody ?? Buffer.alloc(0),
      params: { story: id, keyName: principal.keyName, ...(ifMatch === undefined ? {} : { ifMatch }) },
      storyKey: story.key,
      // A call that kills and erases creates two submissions.
      idempotencyKey: key === null || intent !== 'erase' ? key : `${key} erase`,
    };
    return this.answer(
      publishRequest,
      request,
      reply,
      principal,
      waitPreference(request.headers.prefer) ?? DEFAULT_WAIT_MS,
    );
  }

  /** `wait`: milliseconds to wait for the outcome; null answers 202 at once. */
  private async answer(
    publishRequest: PublishRequest,
    request: RawRequest,
    reply: FastifyReply,
    principal: Principal,
    wait: number | null,
  ): Promise<OutcomeBody | { submission: string; status: string } | string> {
    const { intent } = publishRequest;
    const parent = request.headers['traceparent'];
    const { id, replayed, trace } = await this.intake.accept(
      publishRequest,
      typeof parent === 'string' ? parent : undefined,
    );
    if (trace !== undefined) void reply.header('traceresponse', trace);
    const action = replayed ? null : auditedActionOf(publishRequest, id);
    if (action !== null) await this.audit.record(principal, request, action);
    void reply.header('location', `/v1/submissions/${id}`);
    if (replayed) void reply.header('idempotent-replayed', 'true');
    if (request.headers.prefer !== undefined && wait !== null)
      void reply.header('preference-applied', `wait=${wait / 1000}`);
    if (wait === null && !replayed) {
      void reply.status(202);
      return { submission: id, status: 'queued' };
    }
    const outcome = await this.intake.outcome(id, wait ?? 0);
    if (outcome.status === 'failed' && wait !== null) {
      const problem = problemOf(outcomeError(outcome));
      void reply.status(intent === 'publish' ? 422 : problem.status).type('application/problem+json; charset=utf-8');
      // The `status` member is the outcome's, not the problem's.
      return JSON.stringify({ ...problem, ...outcomeBody(outcome) });
    }
    if (outcome.status === 'queued' || wait === null) {
      void reply.status(202);
      return { submission: id, status: outcome.status };
    }
    void reply.status(outcome.status === 'created' ? 201 : 200);
    const isKill = intent === 'kill' || intent === 'erase';
    if (!isKill || outcome.story === null) return outcomeBody(outcome);
    return { ...outcomeBody(outcome), purged: await this.store.killedContent.count(outcome.story) };
  }
}
