import { Body, Controller, Get, Header, Put, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { nameField } from '../../core/text/schema-field.js';
import { Store } from '../../store/store.js';
import { Audit } from '../audit/audit.js';
import { ChannelAccess } from '../principal/channel-access.js';
import type { Principal } from '../key/key-ring.js';
import { CurrentPrincipal, NeedsScope } from '../principal/scope.guard.js';

const pattern = nameField(300).pipe(
  z
    .string()
    .regex(/^(topic|publisher)\/[^/\s]+$/, 'must be topic/<name> or publisher/<name>; * matches any characters'),
);
const channelsInput = z.strictObject({
  channels: z
    .array(pattern)
    .max(100)
    .transform((channels) => [...new Set(channels)].sort()),
});
type ChannelsInput = z.output<typeof channelsInput>;

@ApiTags('keys')
@ApiBearerAuth()
@NeedsScope('admin')
@Controller('v1/private-channels')
export class PrivateChannelsController {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly channelAccess: ChannelAccess,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the private channels' })
  @Header('cache-control', 'private, no-store')
  async list(): Promise<{ channels: string[] }> {
    return { channels: await this.store.privateChannels.patterns() };
  }

  @Put()
  @ApiOperation({
    summary: 'Replace the list of private channels',
    description:
      '`{channels: ["publisher/acme", "topic/members-*"]}` replaces the previous list. A story with a matching publisher or topic, and the posts of such a live blog, appear on their private channels and their own only, and on no page, feed or sitemap. Where stories become private or public, all readers get a `reset`. A story that was on a private channel stays private, whatever its topics become.',
  })
  async replace(
    @Body({ schema: channelsInput }) { channels }: ChannelsInput,
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ channels: string[]; changed: number }> {
    const changed = await this.store.transaction(async (tx) => {
      const stories = await this.store.privateChannels.replace(tx, channels);
      const detail = { channels, changed: stories };
      await this.audit.record(principal, request, { action: 'private_channels.replaced', target: null, detail }, tx);
      return stories;
    });
    await this.channelAccess.refresh();
    return { channels, changed };
  }
}
