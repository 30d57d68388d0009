import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../../access/key/key-ring.js';
import { CurrentPrincipal, NeedsScope } from '../../access/principal/scope.guard.js';
import { DatelineError } from '../../core/errors.js';
import { Store } from '../../store/store.js';

const mayRead = (principal: Principal, publisher: string): boolean =>
  principal.publisher === publisher || principal.scopes.has('admin');

/** Another publisher's submission is `not_found`, so that its existence isn't revealed. */
function requireOwn<T extends { publisher: string }>(found: T | null, principal: Principal): T {
  if (found === null || !mayRead(principal, found.publisher))
    throw new DatelineError('not_found', 'There is no such submission.');
  return found;
}

/** Throws `not_found` for what is no id. */
const requireUuid = (id: string): string => {
  if (!z.uuid().safeParse(id).success) throw new DatelineError('not_found', 'There is no such submission.');
  return id;
};

@ApiTags('publish')
@ApiBearerAuth()
@NeedsScope('publish')
@Controller('v1/submissions')
export class SubmissionsController {
  constructor(private readonly store: Store) {}

  @Get(':id')
  @ApiOperation({ summary: 'Show the outcome of a submission' })
  @Header('cache-control', 'private, no-store')
  async outcome(@Param('id') id: string, @CurrentPrincipal() principal: Principal) {
    const { publisher: _publisher, ...outcome } = requireOwn(
      await this.store.submissions.outcome(requireUuid(id)),
      principal,
    );
    return outcome;
  }

  @Get(':id/raw')
  @ApiOperation({
    summary: 'Download the body of a submission as it was sent',
    description: 'Failed submissions have it too. 410 once the story is killed, also for its publisher.',
  })
  @Header('cache-control', 'private, no-store')
  async raw(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { raw, contentType } = requireOwn(await this.store.submissions.raw(requireUuid(id)), principal);
    if (raw === null) throw new DatelineError('killed', 'The story of this submission was killed.');
    // Stored XSS: a publisher's markup must not run on our origin, so it is a download of an opaque type.
    await reply
      .header('content-disposition', 'attachment; filename="submission"')
      .header('x-submission-type', contentType.replace(/[^\x20-\x7e]/g, ''))
      .type('application/octet-stream')
      .send(raw);
  }
}
