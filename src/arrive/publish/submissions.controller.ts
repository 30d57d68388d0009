import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../../access/key/key-ring.js';
import { CurrentPrincipal, NeedsScope } from '../../access/principal/scope.guard.js';
import { DatelineError } from '../../core/errors.js';
import { Store } from '../../store/store.js';

const mayRead = (holder: Principal, publisher: string): boolean => holder.publisher === publisher || holder.scopes.has('admin');

/** Another publisher's submission is as absent as one that never was. */
function own<T extends { publisher: string }>(found: T | null, holder: Principal): T {
  if (found === null || !mayRead(holder, found.publisher)) throw new DatelineError('not_found', 'There is no such submission.');
  return found;
}

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
  @ApiOperation({ summary: 'What became of a submission' })
  @Header('cache-control', 'private, no-store')
  async outcome(@Param('id') id: string, @CurrentPrincipal() holder: Principal) {
    const { publisher: _publisher, ...outcome } = own(await this.store.submissions.outcome(requireUuid(id)), holder);
    return outcome;
  }

  @Get(':id/raw')
  @ApiOperation({ summary: 'The bytes as they were sent, also of a submission that failed', description: '410 once its story is killed, for its publisher too.' })
  @Header('cache-control', 'private, no-store')
  async raw(@Param('id') id: string, @CurrentPrincipal() holder: Principal, @Res() reply: FastifyReply): Promise<void> {
    const { raw, contentType } = own(await this.store.submissions.raw(requireUuid(id)), holder);
    if (raw === null) throw new DatelineError('killed', 'The story that this was sent for was killed.');
    // A publisher's markup must not run here: it comes as a download, whatever its type.
    await reply.header('content-disposition', 'attachment; filename="submission"').header('x-submission-type', contentType.replace(/[^\x20-\x7e]/g, '')).type('application/octet-stream').send(raw);
  }
}
