import { Body, Controller, Delete, Headers, HttpCode, Param, Patch, Post, Query, Req, Res, type RawBodyRequest } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { validate } from '../../access/request/validation.js';
import { Audit } from '../../access/audit/audit.js';
import type { Principal } from '../../access/key/key-ring.js';
import { problemOf } from '../../access/request/problem.filter.js';
import { CurrentPrincipal, NeedsScope } from '../../access/principal/scope.guard.js';
import { DatelineError, ERRORS, type ErrorCode } from '../../core/errors.js';
import { keyOf } from '../../core/story/identity.js';
import { isNinjs, NINJS } from '../../core/format/ninjs.js';
import { killInput, pageQuery, storyInput, storyPatch, type KillInput, type StoryPatch } from '../../core/story/story.js';
import type { Purged } from '../../store/story/purge.js';
import { Store } from '../../store/store.js';
import type { Outcome } from '../../store/submission/submissions.js';
import { auditedActionOf } from './audited-actions.js';
import { answerImport } from './import.controller.js';
import { ImportParser } from './import-parser.js';
import type { ImportItem } from './import-worker.js';
import { Importer } from './importer.js';
import { Intake, type PublishRequest } from './intake.js';
import { requireOwnership } from './story-ownership.js';
import { idempotencyKey, ifMatchRevision, waitPreference } from './request-headers.js';

type RawRequest = RawBodyRequest<FastifyRequest>;
export type OutcomeBody = Omit<Outcome, 'error' | 'receivedAt'> & { purged?: Purged[] };

/** A change by hand answers once it is done, since only then is it known whether it met the revision that it was made for. */
export const DEFAULT_WAIT_MS = 10_000;

export const outcomeBody = ({ submission, status, story, revision, update, change, matched }: Outcome): OutcomeBody => ({ submission, status, story, revision, update, change, ...(matched === undefined ? {} : { matched }) });

/** How a failed submission reads: the outcome, and the problem document's members around it (its `status` is the outcome's). */
export function outcomeError(outcome: Outcome): DatelineError {
  const code = outcome.error !== null && outcome.error.code in ERRORS ? (outcome.error.code as ErrorCode) : 'internal';
  return new DatelineError(code, outcome.error?.reason ?? 'The submission failed.', outcome.error?.errors === undefined ? {} : { errors: outcome.error.errors });
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
    private readonly imports: ImportParser,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Publish a story, or a changed version of one', description: 'As JSON, an HTML page, the bare text of a page or a ninjs 3 item; a list of those is an import. With `Prefer: wait=<seconds>` it answers once done.' })
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
  @ApiResponse({ status: 202, description: 'Kept and queued; Location names the submission' })
  @ApiResponse({ status: 422, description: 'A field is wrong, or no story could be read (application/problem+json)' })
  async publish(@Req() request: RawRequest, @Res({ passthrough: true }) reply: FastifyReply, @Query() query: Record<string, string>, @CurrentPrincipal() holder: Principal) {
    const contentType = request.headers['content-type'] ?? '';
    const read = isNinjs(contentType) ? await this.imports.parse({ form: 'ninjs', contentType, bytes: request.rawBody ?? Buffer.alloc(0) }) : null;
    if (read !== null && (read.items.length > 1 || read.isList)) return answerImport(this.importer, read, holder, request, reply);
    return this.answer(await this.publishRequestOf(request, query, holder, read?.items[0]), request, reply, holder, waitPreference(request.headers.prefer));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change named fields of a story', description: 'With `If-Match: "<revision>"`, 412 where the story has moved on.' })
  @ApiHeader({ name: 'If-Match', required: false })
  async patch(
    @Param('id') id: string,
    @Body({ schema: storyPatch }) _patch: StoryPatch,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() holder: Principal,
  ) {
    return this.changeStory('patch', id, ifMatchRevision(ifMatch), request, reply, holder);
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Kill a story: its content leaves everything that Dateline serves',
    description: 'And a live blog’s posts with it. `purged` counts what is served no more: stories, revisions, updates, submissions, and links to others’ stories. A kill hides, and can be lifted. With `erase: true` (scope `admin`) what kills took from the story is destroyed for good; a story that was never killed is killed first.',
  })
  async kill(@Param('id') id: string, @Body({ schema: killInput }) { erase }: KillInput, @Req() request: RawRequest, @Res({ passthrough: true }) reply: FastifyReply, @CurrentPrincipal() holder: Principal) {
    if (erase !== true) return this.changeStory('kill', id, undefined, request, reply, holder);
    if (!holder.scopes.has('admin')) throw new DatelineError('forbidden', 'Erasing needs a key with the scope "admin". Without erase, the story is killed, which hides it everywhere.');
    if (!(await this.store.stories.wasKilled(id))) {
      const killed = await this.changeStory('kill', id, undefined, request, reply, holder);
      // Until it is killed there is nothing to erase: the call is made again.
      if (reply.statusCode !== 200) return killed;
    }
    return this.changeStory('erase', id, undefined, request, reply, holder);
  }

  @Post(':id/reparse')
  @NeedsScope('admin')
  @ApiOperation({ summary: 'Read the story’s latest page again with today’s parser', description: 'A better reading is a revision of its own; nothing that was set by hand is lost.' })
  async reparse(@Param('id') id: string, @Req() request: RawRequest, @Res({ passthrough: true }) reply: FastifyReply, @CurrentPrincipal() holder: Principal) {
    const story = await this.store.stories.keyOf(id);
    if (story === null) throw new DatelineError('not_found', 'There is no such story.');
    const page = await this.store.submissions.latestPageOf(id);
    if (page === null) throw new DatelineError('invalid_content', 'The story’s text is not of a page, or a kill took the page: there is nothing to read again.');
    const { publisher, contentType, raw, params } = page;
    const arrival: PublishRequest = { publisher, intent: 'reparse', contentType, raw, params: { ...params, story: id, keyName: holder.keyName }, storyKey: story.key, idempotencyKey: null };
    return this.answer(arrival, request, reply, holder, waitPreference(request.headers.prefer) ?? DEFAULT_WAIT_MS);
  }

  private async publishRequestOf(request: RawRequest, query: Record<string, string>, holder: Principal, item?: ImportItem): Promise<PublishRequest> {
    const contentType = request.headers['content-type'] ?? '';
    const raw = request.rawBody;
    if (raw === undefined || raw.length === 0) throw new DatelineError('bad_request', 'The body is empty: send a story as JSON, an HTML page or plain text.');
    const common = { publisher: holder.publisher, intent: 'publish' as const, contentType, raw, idempotencyKey: idempotencyKey(request.headers['idempotency-key']) };
    if (/^application\/json\b/i.test(contentType)) {
      const { uri, url } = validate(storyInput, request.body);
      return { ...common, params: { uri, url, keyName: holder.keyName }, storyKey: keyOf({ publisher: holder.publisher, uri, url }) };
    }
    if (isNinjs(contentType)) {
      if (item === undefined) throw new DatelineError('invalid_content', 'There is no item in it.');
      const { key, params } = await this.importer.identify(item, holder.publisher);
      return { ...common, params: { ...params, keyName: holder.keyName }, storyKey: key };
    }
    const params = validate(pageQuery, query);
    // Only a page can name its own address, and only once it is parsed: also one that was fetched from a twin of it.
    const mayNameItself = /^text\/html\b/i.test(contentType) && params.uri === undefined;
    return { ...common, params: { ...params, keyName: holder.keyName }, storyKey: mayNameItself ? null : keyOf({ publisher: holder.publisher, uri: params.uri, url: params.url }) };
  }

  private async changeStory(intent: 'patch' | 'kill' | 'erase', id: string, ifMatch: number | undefined, request: RawRequest, reply: FastifyReply, holder: Principal) {
    const story = await this.store.stories.keyOf(id);
    if (story === null) throw new DatelineError('not_found', 'There is no such story.');
    await requireOwnership(this.store, id, story, holder);
    // What a merged story said can be killed and erased by itself; all else is the survivor's.
    if (story.mergedInto !== null && intent === 'patch') throw new DatelineError('merged', `The story was merged into ${story.mergedInto}.`, { into: story.mergedInto });
    const key = idempotencyKey(request.headers['idempotency-key']);
    const arrival: PublishRequest = {
      publisher: story.publisher,
      intent,
      contentType: 'application/json',
      raw: request.rawBody ?? Buffer.alloc(0),
      params: { story: id, keyName: holder.keyName, ...(ifMatch === undefined ? {} : { ifMatch }) },
      storyKey: story.key,
      // A call that kills and erases makes two submissions.
      idempotencyKey: key === null || intent !== 'erase' ? key : `${key} erase`,
    };
    return this.answer(arrival, request, reply, holder, waitPreference(request.headers.prefer) ?? DEFAULT_WAIT_MS);
  }

  private async answer(arrival: PublishRequest, request: RawRequest, reply: FastifyReply, holder: Principal, wait: number | null): Promise<OutcomeBody | { submission: string; status: string } | string> {
    const parent = request.headers['traceparent'];
    const { id, replayed, trace } = await this.intake.accept(arrival, typeof parent === 'string' ? parent : undefined);
    if (trace !== undefined) void reply.header('traceresponse', trace);
    const act = replayed ? null : auditedActionOf(arrival, id);
    if (act !== null) await this.audit.record(holder, request, act);
    void reply.header('location', `/v1/submissions/${id}`);
    if (replayed) void reply.header('idempotent-replayed', 'true');
    if (request.headers.prefer !== undefined && wait !== null) void reply.header('preference-applied', `wait=${wait / 1000}`);
    if (wait === null && !replayed) {
      void reply.status(202);
      return { submission: id, status: 'queued' };
    }
    const outcome = await this.intake.outcome(id, wait ?? 0);
    if (outcome.status === 'failed' && wait !== null) {
      const problem = problemOf(outcomeError(outcome));
      const status = arrival.intent === 'publish' ? 422 : problem.status;
      void reply.status(status).type('application/problem+json; charset=utf-8');
      return JSON.stringify({ ...problem, ...outcomeBody(outcome) });
    }
    void reply.status(wait === null || outcome.status === 'queued' ? 202 : outcome.status === 'created' ? 201 : 200);
    if (outcome.status === 'queued' || wait === null) return { submission: id, status: outcome.status };
    return (arrival.intent === 'kill' || arrival.intent === 'erase') && outcome.story !== null ? { ...outcomeBody(outcome), purged: await this.store.purge.of(outcome.story) } : outcomeBody(outcome);
  }
}
