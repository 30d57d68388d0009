import { Body, Controller, Get, Header, Put, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { name } from '../../core/text/field.js';
import { Store } from '../../store/store.js';
import { Audit } from '../audit/audit.js';
import { ChannelAccess } from '../principal/channel-access.js';
import type { Principal } from '../key/key-ring.js';
import { CurrentPrincipal, NeedsScope } from '../principal/scope.guard.js';

const pattern = name(300).pipe(z.string().regex(/^(topic|publisher)\/[^/\s]+$/, 'must be topic/<name> or publisher/<name>, where * stands for anything'));
const channelsInput = z.strictObject({ channels: z.array(pattern).max(100).transform((channels) => [...new Set(channels)].sort()) });
type ChannelsInput = z.output<typeof channelsInput>;

@ApiTags('keys')
@ApiBearerAuth()
@NeedsScope('admin')
@Controller('v1/private-channels')
export class PrivateChannelsController {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly closed: ChannelAccess,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The channels that are read by right only' })
  @Header('cache-control', 'private, no-store')
  async list(): Promise<{ channels: string[] }> {
    return { channels: await this.store.privateChannels.patterns() };
  }

  @Put()
  @ApiOperation({
    summary: 'Say which channels are read by right only',
    description:
      '`{channels: ["publisher/acme", "topic/members-*"]}`, in the place of those before. A story with such a publisher or topic, and the posts of such a live blog, are on their private channels and their own alone, and on no page, feed or sitemap. Where stories become private or public by it, all readers are told `reset`. Once on a private channel a story stays private, whatever its topics become.',
  })
  async replace(@Body({ schema: channelsInput }) { channels }: ChannelsInput, @Req() request: FastifyRequest, @CurrentPrincipal() holder: Principal): Promise<{ channels: string[]; changed: number }> {
    const changed = await this.store.transaction(async (tx) => {
      const stories = await this.store.privateChannels.replace(tx, channels);
      await this.audit.record(holder, request, { action: 'private_channels.replaced', target: null, detail: { channels, changed: stories } }, tx);
      return stories;
    });
    await this.closed.refresh();
    return { channels, changed };
  }
}
