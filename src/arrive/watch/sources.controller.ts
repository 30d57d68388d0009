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

/** Sources of one publisher; and of one list. */
const MAX_SOURCES = 5_000;

const invalidField = (field: string, reason: string): DatelineError => new DatelineError('invalid_field', `${field} ${reason}`, { errors: [{ field, reason }] });

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
      'RSS, Atom or JSON Feed, a (news) sitemap, or one page. Without `kind` the first answer says which; a page that names a feed is watched by that, unless it is `page` or a live blog’s. A live blog’s page becomes a live blog, and its entries posts. What is there at the first look becomes stories with their own dates, the oldest first; from then on each change is a revision. With `follow` a feed’s items are read on their own pages, which are then watched too.',
  })
  @ApiResponse({ status: 201, description: 'Watched; Location names it' })
  @ApiResponse({ status: 422, description: 'A field is wrong, or the address can not be watched' })
  async add(@Body({ schema: sourceInput }) input: SourceInput, @Req() request: FastifyRequest, @CurrentPrincipal() holder: Principal, @Res({ passthrough: true }) reply: FastifyReply) {
    const url = new URL(input.url);
    url.hash = '';
    const unfit = this.outbound.refusalReason(url.href);
    if (unfit !== null) throw invalidField('url', `can not be watched: ${unfit}`);
    if ((await this.store.sources.count(holder.publisher)) >= MAX_SOURCES) throw new DatelineError('too_many', `A publisher watches ${MAX_SOURCES} sources at most.`);
    const source = await this.store.sources.add({
      id: uuidv7(),
      publisher: holder.publisher,
      key_name: holder.keyName,
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
    await this.audit.record(holder, request, { action: 'source.added', target: source.id, detail: { url: source.url } });
    await this.schedules.set({ id: source.id, next: source.next_at, everyMs: source.every_ms });
    void reply.header('location', `/v1/sources/${source.id}`);
    return sourceView(source, holder.publisher);
  }

  @Get()
  @ApiOperation({ summary: 'The sources that are watched, and how each does', description: 'A publisher’s own; with the scope `admin`, all.' })
  @Header('cache-control', 'private, no-store')
  async list(@CurrentPrincipal() holder: Principal) {
    return { sources: (await this.store.sources.list(holder.scopes.has('admin') ? null : holder.publisher, MAX_SOURCES)).map((source) => sourceView(source, holder.publisher)) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One source, and how it does' })
  @Header('cache-control', 'private, no-store')
  async read(@Param('id') id: string, @CurrentPrincipal() holder: Principal) {
    return sourceView(await this.own(id, holder), holder.publisher);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change named fields of a source', description: 'It is looked at anew at once, as if for the first time.' })
  async change(@Param('id') id: string, @Body({ schema: sourcePatch }) patch: SourcePatch, @Req() request: FastifyRequest, @CurrentPrincipal() holder: Principal) {
    const before = await this.own(id, holder);
    const [min, max] = [patch.minSeconds ?? before.min_seconds, patch.maxSeconds ?? before.max_seconds];
    if (min > max) throw invalidField(patch.minSeconds === undefined ? 'maxSeconds' : 'minSeconds', 'would put minSeconds over maxSeconds');
    const source = await this.store.sources.change(id, {
      ...(patch.topics === undefined ? {} : { topics: [...new Set(patch.topics)] }),
      ...(patch.zone === undefined ? {} : { zone: patch.zone }),
      ...(patch.language === undefined ? {} : { language: patch.language }),
      ...(patch.follow === undefined ? {} : { follow: patch.follow }),
      min_seconds: min,
      max_seconds: max,
      // What was read under other terms is read again.
      etag: null,
      last_modified: null,
      digest: null,
    });
    if (source === null) throw new DatelineError('not_found', 'There is no such source.');
    await this.audit.record(holder, request, { action: 'source.changed', target: id, detail: { fields: Object.keys(patch) } });
    await this.pollNow(id);
    return sourceView(await this.own(id, holder), holder.publisher);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Watch it no more', description: 'Its stories stay. A hub that pushes for it is unsubscribed from.' })
  async remove(@Param('id') id: string, @Req() request: FastifyRequest, @CurrentPrincipal() holder: Principal): Promise<void> {
    await this.own(id, holder);
    await this.store.transaction(async (tx) => {
      const removed = await this.store.sources.remove(tx, id);
      if (removed === null) return;
      await this.store.hubEndings.add(tx, removed);
      await this.audit.record(holder, request, { action: 'source.deleted', target: id, detail: { url: removed.url } }, tx);
    });
    await this.schedules.remove(id);
  }

  @Post(':id/poll')
  @HttpCode(202)
  @ApiOperation({ summary: 'Look at a source now' })
  async poll(@Param('id') id: string, @CurrentPrincipal() holder: Principal) {
    await this.own(id, holder);
    await this.pollNow(id);
    return { id, status: 'queued' };
  }

  private async pollNow(id: string): Promise<void> {
    const schedule = await this.store.sources.hurry(id, false);
    if (schedule === null) throw new DatelineError('not_found', 'There is no such source.');
    await this.schedules.set(schedule);
  }

  /** Another publisher's source is as absent as one that never was. */
  private async own(id: string, holder: Principal): Promise<Source> {
    const source = z.uuid().safeParse(id).success ? await this.store.sources.find(id) : null;
    if (source === null || (source.publisher !== holder.publisher && !holder.scopes.has('admin'))) throw new DatelineError('not_found', 'There is no such source.');
    return source;
  }
}
