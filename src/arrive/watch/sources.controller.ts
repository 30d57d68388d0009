import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Principal } from '../../access/key/key-ring.js';
import { Audit } from '../../access/audit/audit.js';
import { OutboundClient } from '../../access/outbound/outbound-client.js';
import { CurrentPrincipal, NeedsScope } from '../../access/principal/scope.guard.js';
import { DatelineError } from '../../core/errors.js';
import { sourceInput, sourcePatch, type SourceInput, type SourcePatch } from '../../core/source/source.js';
import { SourceSchedule } from '../../queue/source-schedule.js';
import type { Source } from '../../store/source/sources.js';
import { Store } from '../../store/store.js';
import { sourceView } from './source-view.js';

/** Sources per publisher, and per response. */
const MAX_SOURCES = 5_000;

const invalidField = (field: string, reason: string): DatelineError =>
  new DatelineError('invalid_field', `${field} ${reason}`, { errors: [{ field, reason }] });

@ApiTags('sources')
@ApiBearerAuth()
@NeedsScope('publish')
@Controller('v1/sources')
export class SourcesController {
  constructor(
    private readonly store: Store,
    private readonly schedules: SourceSchedule,
    private readonly outbound: OutboundClient,
    private readonly audit: Audit,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Watch a feed, a sitemap or a page',
    description:
      'An RSS, Atom or JSON Feed, a (news) sitemap, or one page. Without `kind` the first response decides; a page that links a feed is watched by that feed, unless `kind` is `page` or it is a live blog. A live blog’s page becomes a live blog, and its entries become posts. The first poll creates stories with their own dates, the oldest first; from then on each change is a revision. With `follow`, the items of a feed are fetched from their own pages, which are then polled too.',
  })
  @ApiResponse({ status: 201, description: 'The source was created; Location is its address' })
  @ApiResponse({ status: 422, description: 'A field is invalid, or the address can not be fetched' })
  async add(
    @Body({ schema: sourceInput }) input: SourceInput,
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const url = new URL(input.url);
    url.hash = '';
    const refusal = this.outbound.refusalReason(url.href);
    if (refusal !== null) throw invalidField('url', `can not be watched: ${refusal}`);
    if ((await this.store.sources.count(principal.publisher)) >= MAX_SOURCES) {
      throw new DatelineError('too_many', `A publisher has at most ${MAX_SOURCES} sources. Delete one first.`);
    }
    const source = await this.store.sources.add({
      id: uuidv7(),
      publisher: principal.publisher,
      key_name: principal.keyName,
      url: url.href,
      address: url.href,
      host: url.host,
      kind: input.kind ?? null,
      follow: input.follow ?? false,
      topics: [...new Set(input.topics)],
      zone: input.zone ?? null,
      language: input.language ?? null,
      min_seconds: input.minSeconds,
      max_seconds: input.maxSeconds,
      every_ms: input.minSeconds * 1000,
    });
    if (source === null) throw invalidField('url', 'is watched already');
    await this.audit.record(principal, request, {
      action: 'source.added',
      target: source.id,
      detail: { url: source.url },
    });
    await this.schedules.set({ id: source.id, next: source.next_at, everyMs: source.every_ms });
    void reply.header('location', `/v1/sources/${source.id}`);
    return sourceView(source, principal.publisher);
  }

  @Get()
  @ApiOperation({
    summary: 'List the publisher’s sources, and their state',
    description: 'With the scope `admin`, all sources.',
  })
  @Header('cache-control', 'private, no-store')
  async list(@CurrentPrincipal() principal: Principal) {
    const sources = await this.store.sources.list(
      principal.scopes.has('admin') ? null : principal.publisher,
      MAX_SOURCES,
    );
    return { sources: sources.map((source) => sourceView(source, principal.publisher)) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show a source and its state' })
  @Header('cache-control', 'private, no-store')
  async read(@Param('id') id: string, @CurrentPrincipal() principal: Principal) {
    return sourceView(await this.requireOwn(id, principal), principal.publisher);
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change fields of a source',
    description: 'The source is polled at once, without the validators of the last poll.',
  })
  async change(
    @Param('id') id: string,
    @Body({ schema: sourcePatch }) patch: SourcePatch,
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
  ) {
    const before = await this.requireOwn(id, principal);
    const [min, max] = [patch.minSeconds ?? before.min_seconds, patch.maxSeconds ?? before.max_seconds];
    if (min > max)
      throw invalidField(
        patch.minSeconds === undefined ? 'maxSeconds' : 'minSeconds',
        'would make minSeconds greater than maxSeconds',
      );
    const source = await this.store.sources.change(id, {
      ...(patch.topics === undefined ? {} : { topics: [...new Set(patch.topics)] }),
      ...(patch.zone === undefined ? {} : { zone: patch.zone }),
      ...(patch.language === undefined ? {} : { language: patch.language }),
      ...(patch.follow === undefined ? {} : { follow: patch.follow }),
      min_seconds: min,
      max_seconds: max,
      // Without validators the next poll parses the response again, with the changed fields.
      etag: null,
      last_modified: null,
      digest: null,
    });
    if (source === null) throw new DatelineError('not_found', 'There is no such source.');
    await this.audit.record(principal, request, {
      action: 'source.changed',
      target: id,
      detail: { fields: Object.keys(patch) },
    });
    await this.pollNow(id);
    return sourceView(await this.requireOwn(id, principal), principal.publisher);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a source', description: 'Its stories stay. Its WebSub subscription ends.' })
  async remove(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.requireOwn(id, principal);
    await this.store.transaction(async (tx) => {
      const removed = await this.store.sources.remove(tx, id);
      if (removed === null) return;
      await this.store.hubUnsubscriptions.add(tx, removed);
      await this.audit.record(
        principal,
        request,
        { action: 'source.deleted', target: id, detail: { url: removed.url } },
        tx,
      );
    });
    await this.schedules.remove(id);
  }

  @Post(':id/poll')
  @HttpCode(202)
  @ApiOperation({ summary: 'Poll a source now' })
  async poll(@Param('id') id: string, @CurrentPrincipal() principal: Principal) {
    await this.requireOwn(id, principal);
    await this.pollNow(id);
    return { id, status: 'queued' };
  }

  private async pollNow(id: string): Promise<void> {
    const schedule = await this.store.sources.makeDue(id, false);
    if (schedule === null) throw new DatelineError('not_found', 'There is no such source.');
    await this.schedules.set(schedule);
  }

  /** Another publisher's source is `not_found`, so that its existence isn't revealed. */
  private async requireOwn(id: string, principal: Principal): Promise<Source> {
    const source = z.uuid().safeParse(id).success ? await this.store.sources.find(id) : null;
    if (source === null || (source.publisher !== principal.publisher && !principal.scopes.has('admin'))) {
      throw new DatelineError('not_found', 'There is no such source.');
    }
    return source;
  }
}
