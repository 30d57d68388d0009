import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Health } from './health.js';

@ApiTags('operate')
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get('live')
  @ApiOperation({ summary: 'The process is running' })
  @Header('cache-control', 'no-store')
  live() {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'All parts of this node work; else 503, with the failed checks' })
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const checks = await this.health.checks();
    const ready = Object.values(checks).every((check) => check.ok);
    await reply
      .status(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ready ? 'ready' : 'not ready', checks });
  }
}
