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
import { maskUrl, maskUrlsInJson } from '../../core/text/masked-url.js';
import {
  replayInput,
  webhookInput,
  webhookPatch,
  type ReplayInput,
  type WebhookInput,
  type WebhookPatch,
} from '../../core/webhook/webhook.js';
import { Store } from '../../store/store.js';
import type { WebhookDetails } from '../../store/webhook/webhooks.js';

const MAX_PER_PUBLISHER = 100;
/** How long the old secret signs too after a rotation. */
const SECRET_OVERLAP_MS = 24 * 60 * 60 * 1_000;

const deadLettersQuery = z.object({
  after: z.string({ error: 'must be one cursor' }).optional(),
  limit: z.coerce.number({ error: 'must be a number' }).int().min(1).max(500).default(100),
});

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
    private readonly channelAccess: ChannelAccess,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Create a webhook for a channel’s updates',
    description:
      'From now on each update is sent in its own request, in log order, signed by the Standard Webhooks specification. Without a `secret` (`whsec_` and base64) one is generated; only this response contains it. A delivery must be answered with 2xx within 15 s, else it is retried for a day; later updates wait. `webhook-id` is the same at each attempt. A 410 disables the webhook.',
  })
  @ApiBody({ schema: schemaOf(webhookInput) })
  @ApiResponse({ status: 201, description: 'The webhook and its secret' })
  async add(
    @Body({ schema: webhookInput }) input: WebhookInput,
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<WebhookDetails & { secret: string }> {
    this.assertDeliverable(input.url);
    const channel = parseChannel(input.channel);
    await this.channelAccess.authorize(channel, rightsOf(principal));
    const secret = input.secret ?? newSecret();
    const added = await this.store.webhooks.add(
      { id: uuidv7(), publisher: principal.publisher, url: input.url, channel, format: input.format, secret },
      MAX_PER_PUBLISHER,
    );
    if (added === null)
      throw new DatelineError('too_many', `A publisher has at most ${MAX_PER_PUBLISHER} webhooks. Delete one first.`);
    // The URL may contain a token, so only its host is logged.
    const detail = { channel: added.channel, host: new URL(added.url).host };
    await this.audit.record(principal, request, { action: 'webhook.made', target: added.id, detail });
    return { ...added, secret };
  }

  @Get()
  @ApiOperation({
    summary: 'List the publisher’s webhooks, and their state',
    description:
      'The admin key gets all. `cursor`: the last acknowledged update; `lag`: the number of updates after it; `oldest`: since when the first of them waits; `successRate`: of about the last hundred attempts; `state`: active, paused, or disabled with a `reason` (`gone`: it answered 410; `failing`: no success in three days).',
  })
  async list(@CurrentPrincipal() principal: Principal): Promise<{ webhooks: WebhookDetails[] }> {
    const hooks = await this.store.webhooks.list(principal.scopes.has('admin') ? null : principal.publisher);
    return { webhooks: hooks.map((hook) => viewFor(principal, hook)) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show a webhook and its state' })
  async show(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<WebhookDetails> {
    return viewFor(principal, await this.requireOwn(id, principal));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change, pause or resume a webhook, or give it a new secret',
    description:
      '`paused: false` also enables a disabled webhook; it continues after the last acknowledged update. With `secret`, or `rotateSecret: true` for a generated one that only this response contains, both secrets sign for a day.',
  })
  @ApiBody({ schema: schemaOf(webhookPatch) })
  async change(
    @Param('id') id: string,
    @Body({ schema: webhookPatch }) patch: WebhookPatch,
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<WebhookDetails & { secret?: string }> {
    await this.requireOwn(id, principal);
    if (patch.url !== undefined) this.assertDeliverable(patch.url);
    const secret = patch.rotateSecret === true ? newSecret() : patch.secret;
    const channel = patch.channel === undefined ? undefined : parseChannel(patch.channel);
    if (channel !== undefined) await this.channelAccess.authorize(channel, rightsOf(principal));
    const { url, format, paused } = patch;
    const oldSecretUntil = new Date(Date.now() + SECRET_OVERLAP_MS);
    const changed = await this.store.webhooks.change(id, { url, channel, format, paused, secret, oldSecretUntil });
    const detail = { fields: Object.keys(patch), ...(paused === undefined ? {} : { paused }) };
    await this.audit.record(principal, request, { action: 'webhook.changed', target: id, detail });
    return { ...viewFor(principal, orNotFound(changed)), ...(secret === undefined ? {} : { secret }) };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a webhook and its dead letters' })
  async remove(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    const { channel, url } = await this.requireOwn(id, principal);
    await this.store.webhooks.remove(id);
    const detail = { channel, host: new URL(url).host };
    await this.audit.record(principal, request, { action: 'webhook.deleted', target: id, detail });
  }

  @Post(':id/replay')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send updates again',
    description:
      'All after a cursor (`after`), in order; or one (`only`, its cursor); or all dead letters, each once (`deadLetters: true`). Each keeps its `webhook-id`. With the head as `after`, waiting updates are skipped.',
  })
  @ApiBody({ schema: schemaOf(replayInput) })
  async replay(
    @Param('id') id: string,
    @Body({ schema: replayInput }) input: ReplayInput,
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<WebhookDetails> {
    await this.requireOwn(id, principal);
    const hook = await this.enqueueReplay(id, input);
    await this.audit.record(principal, request, { action: 'webhook.replayed', target: id, detail: input });
    return viewFor(principal, hook);
  }

  @Get(':id/dead-letters')
  @ApiOperation({
    summary: 'List the updates that could not be delivered within a day',
    description:
      'In log order; continue with the last `cursor` as `after`. Only the position in the log is stored; a replay reads the content from the log.',
  })
  @ApiQuery({ name: 'after', required: false, description: 'a cursor' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 500, default 100' })
  async deadLetters(
    @Param('id') id: string,
    @Query() query: Record<string, string>,
    @CurrentPrincipal() principal: Principal,
  ) {
    const { after, limit } = validate(deadLettersQuery, query);
    await this.requireOwn(id, principal);
    return {
      deadLetters: await this.store.webhooks.deadLetters(id, after === undefined ? 0 : parseCursor(after).seq, limit),
    };
  }

  private async enqueueReplay(id: string, { after, only }: ReplayInput): Promise<WebhookDetails> {
    const { webhooks } = this.store;
    if (after !== undefined) {
      const { epoch, seq } = await this.parseLogCursor(after);
      return orNotFound(await webhooks.replayAfter(id, epoch, seq));
    }
    if (only === undefined) return orNotFound(await webhooks.replayDead(id));
    const { epoch, seq } = await this.parseLogCursor(only);
    const hook = await webhooks.replayOnly(id, epoch, seq);
    if (hook === null) throw new DatelineError('not_found', 'The webhook’s channel has no update at this cursor.');
    return hook;
  }

  /**
   * Throws `invalid_field` for an address that is always refused. A name is resolved at each delivery only.
   */
  private assertDeliverable(address: string): void {
    const reason = this.outbound.refusalReason(address);
    if (reason !== null)
      throw new DatelineError('invalid_field', `url: ${reason}`, { errors: [{ field: 'url', reason }] });
  }

  private async requireOwn(id: string, principal: Principal): Promise<WebhookDetails> {
    const hook = z.uuid().safeParse(id).success ? await this.store.webhooks.find(id) : null;
    // `not_found` for another publisher's webhook too, so that its existence isn't revealed.
    if (hook === null || (hook.publisher !== principal.publisher && !principal.scopes.has('admin')))
      throw noSuchWebhook();
    return hook;
  }

  /** Throws `bad_cursor`; `reset` for a cursor of another epoch or ahead of the head. */
  private async parseLogCursor(text: string): Promise<{ epoch: string; seq: number }> {
    const cursor = parseCursor(text);
    const log = await this.store.updateLog.head();
    const reason = resetReason(cursor, log);
    if (reason !== null)
      throw new DatelineError('reset', 'The cursor is not of this log.', {
        cursor: `${log.epoch}.${log.head}`,
        reason,
      });
    return cursor;
  }
}

/**
 * Only its publisher sees the URL's secrets. The receiver's last response may repeat them, and is masked for
 * everybody.
 */
const viewFor = ({ publisher }: Principal, hook: WebhookDetails): WebhookDetails => ({
  ...hook,
  url: publisher === hook.publisher ? hook.url : maskUrl(hook.url),
  last: maskUrlsInJson(hook.last),
});

const noSuchWebhook = (): DatelineError => new DatelineError('not_found', 'There is no such webhook.');

/** Throws `not_found` where the webhook was deleted in the meantime. */
function orNotFound(hook: WebhookDetails | null): WebhookDetails {
  if (hook === null) throw noSuchWebhook();
  return hook;
}
