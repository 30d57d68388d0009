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
    summary: 'Say that this story and another are one',
    description: 'What comes for either goes to the other from now on, and this one’s addresses lead there (308). Its readers get an update that says so; its history stays readable. Both are the publisher’s own, of one kind, no live blogs, and visible.',
  })
  @ApiResponse({ status: 200, description: 'Merged, or unchanged where it was before; 202 where that takes longer' })
  async merge(@Param('id') id: string, @Body({ schema: mergeInput }) _merge: MergeInput, @Req() request: RawRequest, @Res({ passthrough: true }) reply: FastifyReply, @CurrentPrincipal() holder: Principal) {
    return this.regroup('merge', id, request, reply, holder);
  }

  @Post('split')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Say that a story’s revisions from one on are another story',
    description: 'They become a story of their own, which `change.splitInto` names, with `uri` where it is given. This one goes back to what it said before them, and keeps its uri and address.',
  })
  @ApiResponse({ status: 200, description: 'Split; 202 where that takes longer' })
  async split(@Param('id') id: string, @Body({ schema: splitInput }) _split: SplitInput, @Req() request: RawRequest, @Res({ passthrough: true }) reply: FastifyReply, @CurrentPrincipal() holder: Principal) {
    return this.regroup('split', id, request, reply, holder);
  }

  private async regroup(intent: 'merge' | 'split', id: string, request: RawRequest, reply: FastifyReply, holder: Principal): Promise<OutcomeBody | { submission: string; status: string }> {
    const story = await this.store.stories.keyOf(id);
    if (story === null) throw new DatelineError('not_found', 'There is no such story.');
    await requireOwnership(this.store, id, story, holder);
    const arrival: PublishRequest = {
      publisher: story.publisher,
      intent,
      contentType: 'application/json',
      raw: request.rawBody ?? Buffer.alloc(0),
      params: { story: id, keyName: holder.keyName },
      storyKey: story.key,
      idempotencyKey: idempotencyKey(request.headers['idempotency-key']),
    };
    const submission = await this.intake.accept(arrival);
    const act = submission.replayed ? null : auditedActionOf(arrival, submission.id);
    if (act !== null) await this.audit.record(holder, request, act);
    void reply.header('location', `/v1/submissions/${submission.id}`);
    if (submission.replayed) void reply.header('idempotent-replayed', 'true');
    const outcome = await this.intake.outcome(submission.id, waitPreference(request.headers.prefer) ?? DEFAULT_WAIT_MS);
    if (outcome.status === 'failed') throw outcomeError(outcome);
    if (outcome.status !== 'queued') return outcomeBody(outcome);
    void reply.status(202);
    return { submission: submission.id, status: outcome.status };
  }
}
