import { Controller, Get, Headers, Param, Post, Query, Req, Res, type RawBodyRequest } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SourceSchedule } from '../../queue/source-schedule.js';
import { Store } from '../../store/store.js';
import { CALLBACK_PATH, HubSubscriber } from './hub-subscriber.js';

const one = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What hubs say to us. They hold no key: the address that they were given is their secret, and what they push is signed. */
@ApiTags('sources')
@Controller(CALLBACK_PATH)
export class WebsubController {
  constructor(
    private readonly hubs: HubSubscriber,
    private readonly store: Store,
    private readonly schedules: SourceSchedule,
  ) {}

  @Get(':token')
  @ApiOperation({ summary: 'A hub asks whether its pushes are wanted (WebSub 5.3), or refuses them (5.2)' })
  async confirm(@Param('token') token: string, @Query() query: Record<string, unknown>, @Res() reply: FastifyReply): Promise<void> {
    const lease = one(query['hub.lease_seconds']);
    const said = { mode: one(query['hub.mode']), topic: one(query['hub.topic']), challenge: one(query['hub.challenge']), lease: /^\d{1,9}$/.test(lease) ? Number(lease) : null };
    const challenge = await this.hubs.confirm(token, said);
    // Plain text and no other: what a stranger sends must not run where Dateline's pages do.
    await reply.status(challenge === null ? 404 : 200).header('cache-control', 'no-store').type('text/plain; charset=utf-8').send(challenge ?? '');
  }

  @Post(':token')
  @ApiOperation({ summary: 'A hub pushes (WebSub 7): the source is looked at at once' })
  async push(@Param('token') token: string, @Headers('x-hub-signature') signature: string | undefined, @Req() request: RawBodyRequest<FastifyRequest>, @Res() reply: FastifyReply): Promise<void> {
    const source = await this.hubs.verifyPush(token, signature, request.rawBody ?? Buffer.alloc(0));
    // WebSub 8.2: a push with a wrong signature may be acknowledged, and must be ignored. 410 ends a subscription that nobody wants.
    if (source !== null && source !== 'forged') {
      const schedule = await this.store.sources.hurry(source.id, true);
      if (schedule !== null) await this.schedules.set(schedule);
    }
    await reply.status(source === null ? 410 : 202).header('cache-control', 'no-store').send();
  }
}
