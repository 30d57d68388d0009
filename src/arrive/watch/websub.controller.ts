import { Controller, Get, Headers, Param, Post, Query, Req, Res, type RawBodyRequest } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AcceptsBody } from '../../access/request/body-rules.js';
import { SourceSchedule } from '../../queue/source-schedule.js';
import { Store } from '../../store/store.js';
import { FEED_BODY } from '../accepted-bodies.js';
import { CALLBACK_PATH, HubSubscriber } from './hub-subscriber.js';

/** A query parameter that came once. */
const single = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * The callback of WebSub hubs. They have no key: the token in the address is secret, and pushes are signed.
 */
@ApiTags('sources')
@Controller(CALLBACK_PATH)
export class WebsubController {
  constructor(
    private readonly hubs: HubSubscriber,
    private readonly store: Store,
    private readonly schedules: SourceSchedule,
  ) {}

  @Get(':token')
  @ApiOperation({ summary: 'Verification of a hub’s intent (WebSub 5.3), or a denied subscription (5.2)' })
  async confirm(
    @Param('token') token: string,
    @Query() query: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const lease = single(query['hub.lease_seconds']);
    const challenge = await this.hubs.confirm(token, {
      mode: single(query['hub.mode']),
      topic: single(query['hub.topic']),
      challenge: single(query['hub.challenge']),
      lease: /^\d{1,9}$/.test(lease) ? Number(lease) : null,
    });
    // Reflected XSS: the challenge is plain text only.
    await reply
      .status(challenge === null ? 404 : 200)
      .header('cache-control', 'no-store')
      .type('text/plain; charset=utf-8')
      .send(challenge ?? '');
  }

  @Post(':token')
  @AcceptsBody(FEED_BODY)
  @ApiOperation({ summary: 'A hub’s push (WebSub 7): the source is polled at once' })
  async push(
    @Param('token') token: string,
    @Headers('x-hub-signature') signature: string | undefined,
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const source = await this.hubs.verifyPush(token, signature, request.rawBody ?? Buffer.alloc(0));
    // WebSub 8.2: a push with an invalid signature may be acknowledged, and must be ignored. 410 ends a
    // subscription.
    if (source !== null && source !== 'forged') {
      const schedule = await this.store.sources.makeDue(source.id, true);
      if (schedule !== null) await this.schedules.set(schedule);
    }
    await reply
      .status(source === null ? 410 : 202)
      .header('cache-control', 'no-store')
      .send();
  }
}
