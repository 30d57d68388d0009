import { randomBytes } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { Audit } from '../../access/audit/audit.js';
import { validate } from '../../access/request/validation.js';
import { ChannelAccess } from '../../access/principal/channel-access.js';
import type { Principal } from '../../access/key/key-ring.js';
import { OutboundClient } from '../../access/outbound/outbound-client.js';
import { rightsOf } from '../../access/principal/reader-authenticator.js';
import { CurrentPrincipal, NeedsScope } from '../../access/principal/scope.guard.js';
import { parseChannel } from '../../core/log/channel.js';
import { parseCursor, resetReason } from '../../core/log/cursor.js';
import { DatelineError } from '../../core/errors.js';
import { maskAddress, maskAll } from '../../core/text/masked-address.js';
import { replayInput, webhookInput, webhookPatch, type ReplayInput, type WebhookInput, type WebhookPatch } from '../../core/webhook/webhook.js';
import { Store } from '../../store/store.js';
import type { WebhookStanding } from '../../store/webhook/webhooks.js';

const MAX_PER_PUBLISHER = 100;
/** So long the secret before a new one signs too. */
const SECRET_OVERLAP_MS = 24 * 60 * 60 * 1_000;

const deadLettersQuery = z.object({ after: z.string({ error: 'must be one cursor' }).optional(), limit: z.coerce.number({ error: 'must be a number' }).int().min(1).max(500).default(100) });

const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
const schemaOf = (schema: z.ZodType): object => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });

@ApiTags('webhooks')
@ApiBearerAuth()
@NeedsScope('publish')
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly outbound: OutboundClient,
    private readonly closed: ChannelAccess,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Send a channel’s updates to an address',
    description:
      'From now on, each in a request of its own, in the log’s order, signed as Standard Webhooks says; `secret` (`whsec_` and base64) is made where none is sent, and shown here only. A delivery is answered with 2xx within 15 s, or tried again for a day; what comes behind it waits. `webhook-id` is the same at each attempt. 410 turns the webhook off.',
  })
  @ApiBody({ schema: schemaOf(webhookInput) })
  @ApiResponse({ status: 201, description: 'The webhook and its secret' })
  async add(@Body({ schema: webhookInput }) input: WebhookInput, @Req() request: FastifyRequest, @CurrentPrincipal() holder: Principal): Promise<WebhookStanding & { secret: string }> {
    this.assertDeliverable(input.url);
    const channel = parseChannel(input.channel);
    await this.closed.authorize(channel, rightsOf(holder));
    const secret = input.secret ?? newSecret();
    const added = await this.store.webhooks.add({ id: uuidv7(), publisher: holder.publisher, url: input.url, channel, format: input.format, secret }, MAX_PER_PUBLISHER);
    if (added === null) throw new DatelineError('too_many', `A publisher has ${MAX_PER_PUBLISHER} webhooks at most.`);
    // An address may hold a token: its host says enough.
    await this.audit.record(holder, request, { action: 'webhook.made', target: added.id, detail: { channel: added.channel, host: new URL(added.url).host } });
    return { ...added, secret };
  }

  @Get()
  @ApiOperation({
    summary: 'Your webhooks, and how each fares',
    description: 'The admin key sees all. `cursor` is what was acknowledged, `lag` how many updates are behind it, `oldest` since when the first of them waits; `successRate` is that of the last hundred attempts or so; `state` is active, paused, or disabled with a `reason` (`gone`: it answered 410; `failing`: no success in three days).',
  })
  async list(@CurrentPrincipal() holder: Principal): Promise<{ webhooks: WebhookStanding[] }> {
    const hooks = await this.store.webhooks.list(holder.scopes.has('admin') ? null : holder.publisher);
    return { webhooks: hooks.map((hook) => viewFor(holder, hook)) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A webhook, and how it fares' })
  async show(@Param('id') id: string, @CurrentPrincipal() holder: Principal): Promise<WebhookStanding> {
    return viewFor(holder, await this.own(id, holder));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change, pause or resume a webhook, or give it a new secret',
    description: '`paused: false` also turns a disabled one on again; it goes on from where it stood. With `secret`, or `rotateSecret: true` for one that is made and shown here only, both secrets sign for a day.',
  })
  @ApiBody({ schema: schemaOf(webhookPatch) })
  async change(@Param('id') id: string, @Body({ schema: webhookPatch }) patch: WebhookPatch, @Req() request: FastifyRequest, @CurrentPrincipal() holder: Principal): Promise<WebhookStanding & { secret?: string }> {
    await this.own(id, holder);
    if (patch.url !== undefined) this.assertDeliverable(patch.url);
    const secret = patch.rotateSecret === true ? newSecret() : patch.secret;
    const channel = patch.channel === undefined ? undefined : parseChannel(patch.channel);
    if (channel !== undefined) await this.closed.authorize(channel, rightsOf(holder));
    const changed = await this.store.webhooks.change(id, { url: patch.url, channel, format: patch.format, paused: patch.paused, secret, oldSecretUntil: new Date(Date.now() + SECRET_OVERLAP_MS) });
    await this.audit.record(holder, request, { action: 'webhook.changed', target: id, detail: { fields: Object.keys(patch), ...(patch.paused === undefined ? {} : { paused: patch.paused }) } });
    return { ...viewFor(holder, orNotFound(changed)), ...(secret === undefined ? {} : { secret }) };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a webhook and its dead letters' })
  async remove(@Param('id') id: string, @Req() request: FastifyRequest, @CurrentPrincipal() holder: Principal): Promise<void> {
    const { channel, url } = await this.own(id, holder);
    await this.store.webhooks.remove(id);
    await this.audit.record(holder, request, { action: 'webhook.deleted', target: id, detail: { channel, host: new URL(url).host } });
  }

  @Post(':id/replay')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send updates again',
    description: 'All after a cursor (`after`), in order; or one (`only`, its cursor); or all dead letters, each once (`deadLetters: true`). A `webhook-id` is what it was before. `after` the head skips what waits.',
  })
  @ApiBody({ schema: schemaOf(replayInput) })
  async replay(@Param('id') id: string, @Body({ schema: replayInput }) asked: ReplayInput, @Req() request: FastifyRequest, @CurrentPrincipal() holder: Principal): Promise<WebhookStanding> {
    await this.own(id, holder);
    const hook = await this.enqueueReplay(id, asked);
    await this.audit.record(holder, request, { action: 'webhook.replayed', target: id, detail: asked });
    return viewFor(holder, hook);
  }

  @Get(':id/dead-letters')
  @ApiOperation({ summary: 'What did not get through within a day', description: 'In the log’s order; go on with the last `cursor` as `after`. Only the place in the log is kept: the content is read there when it is sent again.' })
  @ApiQuery({ name: 'after', required: false, description: 'a cursor' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 500, 100 unless said' })
  async deadLetters(@Param('id') id: string, @Query() query: Record<string, string>, @CurrentPrincipal() holder: Principal) {
    const { after, limit } = validate(deadLettersQuery, query);
    await this.own(id, holder);
    return { deadLetters: await this.store.webhooks.deadLetters(id, after === undefined ? 0 : parseCursor(after).seq, limit) };
  }

  private async enqueueReplay(id: string, { after, only }: ReplayInput): Promise<WebhookStanding> {
    const { webhooks } = this.store;
    if (after !== undefined) {
      const { epoch, seq } = await this.parseLogCursor(after);
      return orNotFound(await webhooks.replayAfter(id, epoch, seq));
    }
    if (only === undefined) return orNotFound(await webhooks.replayDead(id));
    const { epoch, seq } = await this.parseLogCursor(only);
    const hook = await webhooks.replayOnly(id, epoch, seq);
    if (hook === null) throw new DatelineError('not_found', 'The webhook’s channel has no such update.');
    return hook;
  }

  /** What can be told of an address before anything is sent there; a name is looked up at each delivery. */
  private assertDeliverable(address: string): void {
    const unfit = this.outbound.refusalReason(address);
    if (unfit !== null) throw new DatelineError('invalid_field', `url: ${unfit}`, { errors: [{ field: 'url', reason: unfit }] });
  }

  private async own(id: string, holder: Principal): Promise<WebhookStanding> {
    const hook = z.uuid().safeParse(id).success ? await this.store.webhooks.find(id) : null;
    // Whose it is else is nobody's to learn.
    if (hook === null || (hook.publisher !== holder.publisher && !holder.scopes.has('admin'))) throw new DatelineError('not_found', 'There is no such webhook.');
    return hook;
  }

  /** A place in this log; throws `reset` for one of another life or ahead of the head. */
  private async parseLogCursor(text: string): Promise<{ epoch: string; seq: number }> {
    const cursor = parseCursor(text);
    const log = await this.store.updateLog.head();
    const reason = resetReason(cursor, log);
    if (reason !== null) throw new DatelineError('reset', 'The log has no such place.', { cursor: `${log.epoch}.${log.head}`, reason });
    return cursor;
  }
}

/** Whole to its publisher alone; what a receiver answered may repeat the address, and is shown without its secrets to anybody. */
const viewFor = ({ publisher }: Principal, hook: WebhookStanding): WebhookStanding => ({ ...hook, url: publisher === hook.publisher ? hook.url : maskAddress(hook.url), last: maskAll(hook.last) });

/** It may have been removed a moment ago. */
function orNotFound(hook: WebhookStanding | null): WebhookStanding {
  if (hook === null) throw new DatelineError('not_found', 'There is no such webhook.');
  return hook;
}
