import { Body, Controller, HttpCode, Param, Post, Req, Res, type RawBodyRequest } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Audit } from '../../access/audit/audit.js';
import type { Principal } from '../../access/key/key-ring.js';
import { CurrentPrincipal, NeedsScope } from '../../access/principal/scope.guard.js';
import { DatelineError } from '../../core/errors.js';
import { mergeInput, splitInput, type MergeInput, type SplitInput } from '../../core/story/story.js';
import { Store } from '../../store/store.js';
import { auditedActionOf } from './audited-actions.js';
import { Intake, type PublishRequest } from './intake.js';
import { requireOwnership } from './story-ownership.js';
import { idempotencyKey, waitPreference } from './request-headers.js';
import { outcomeBody, DEFAULT_WAIT_MS, outcomeError, type OutcomeBody } from './publish.controller.js';

type RawRequest = RawBodyRequest<FastifyRequest>;

@ApiTags('publish')
@ApiBearerAuth()
@NeedsScope('publish')
@Controller('v1/stories/:id')
export class MergeSplitController {
  constructor(
    private readonly intake: Intake,
    private readonly store: Store,
    private readonly audit: Audit,
  ) {}

  @Post('merge')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Merge this story into another',
    description:
      'Later submissions for either go to the other story, and this story’s addresses redirect there (308). Readers of this story get an update; its history stays readable. Both must be visible stories of the same publisher and kind, and no live blogs.',
  })
  @ApiResponse({
    status: 200,
    description: 'Merged, or unchanged where it was merged before; 202 where that takes longer',
  })
  async merge(
    @Param('id') id: string,
    @Body({ schema: mergeInput }) _merge: MergeInput,
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.submit('merge', id, request, reply, principal);
  }

  @Post('split')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Split a story’s revisions from one on into another story',
    description:
      'They become a new story, named by `change.splitInto`, with `uri` where given. This story returns to the revision before them, and keeps its uri and address.',
  })
  @ApiResponse({ status: 200, description: 'Split; 202 where that takes longer' })
  async split(
    @Param('id') id: string,
    @Body({ schema: splitInput }) _split: SplitInput,
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.submit('split', id, request, reply, principal);
  }

  private async submit(
    intent: 'merge' | 'split',
    id: string,
    request: RawRequest,
    reply: FastifyReply,
    principal: Principal,
  ): Promise<OutcomeBody | { submission: string; status: string }> {
    const story = await this.store.stories.findKey(id);
    if (story === null) throw new DatelineError('not_found', 'There is no such story.');
    await requireOwnership(this.store, id, story, principal);
    const publishRequest: PublishRequest = {
      publisher: story.publisher,
      intent,
      contentType: 'application/json',
      raw: request.rawBody ?? Buffer.alloc(0),
      params: { story: id, keyName: principal.keyName },
      storyKey: story.key,
      idempotencyKey: idempotencyKey(request.headers['idempotency-key']),
    };
    const submission = await this.intake.accept(publishRequest);
    const action = submission.replayed ? null : auditedActionOf(publishRequest, submission.id);
    if (action !== null) await this.audit.record(principal, request, action);
    void reply.header('location', `/v1/submissions/${submission.id}`);
    if (submission.replayed) void reply.header('idempotent-replayed', 'true');
    const outcome = await this.intake.outcome(submission.id, waitPreference(request.headers.prefer) ?? DEFAULT_WAIT_MS);
    if (outcome.status === 'failed') throw outcomeError(outcome);
    if (outcome.status !== 'queued') return outcomeBody(outcome);
    void reply.status(202);
    return { submission: submission.id, status: outcome.status };
  }
}
