import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { StoredKey } from '../../store/access/keys.js';
import { Store } from '../../store/store.js';
import { Audit } from '../audit/audit.js';
import { KeyRing, keyInput, rotateInput, type KeyInput, type Principal, type RotateInput } from '../key/key-ring.js';
import { CurrentPrincipal, NeedsScope } from '../principal/scope.guard.js';

const shown = ({ createdAt, expiresAt, lastUsedAt, previousUntil, ...key }: StoredKey) => ({
  ...key,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  ...(previousUntil === null ? {} : { previousUntil: previousUntil.toISOString() }),
});

@ApiTags('keys')
@ApiBearerAuth()
@NeedsScope('admin')
@Controller('v1/keys')
export class KeysController {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly store: Store,
    private readonly audit: Audit,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Make a key', description: 'The key itself is in this answer and in no other.' })
  async add(@Body({ schema: keyInput }) input: KeyInput, @Req() request: FastifyRequest, @CurrentPrincipal() holder: Principal) {
    const { key, ...stored } = await this.store.transaction(async (tx) => {
      const made = await this.keyRing.add(tx, input);
      await this.audit.record(holder, request, { action: 'key.made', target: made.id, detail: { name: made.name, scopes: made.scopes, publisher: made.publisher, expiresAt: made.expiresAt } }, tx);
      return made;
    });
    return { ...shown(stored), key };
  }

  @Get()
  @ApiOperation({ summary: 'All keys, and when each was last used', description: '`lastUsedAt` is written every two seconds; `previousUntil` says how long the secret before a rotation lives on.' })
  async list() {
    return { keys: (await this.keyRing.list()).map(shown) };
  }

  @Post(':id/rotate')
  @ApiOperation({ summary: 'Give a key another secret', description: 'The one before ends at once, or after `overlapSeconds` (30 days at most). The new one is in this answer and in no other.' })
  async rotate(@Param('id') id: string, @Body({ schema: rotateInput.optional() }) input: RotateInput | undefined, @Req() request: FastifyRequest, @CurrentPrincipal() holder: Principal) {
    const { key, ...stored } = await this.store.transaction(async (tx) => {
      const rotated = await this.keyRing.rotate(tx, id, input ?? { overlapSeconds: 0 });
      await this.audit.record(holder, request, { action: 'key.rotated', target: id, detail: { name: rotated.name, previousUntil: rotated.previousUntil } }, tx);
      return rotated;
    });
    await this.keyRing.invalidate();
    return { ...shown(stored), key };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a key', description: 'It is refused from now on, and what is open with it, on every node, is closed within a second.' })
  async remove(@Param('id') id: string, @Req() request: FastifyRequest, @CurrentPrincipal() holder: Principal): Promise<void> {
    await this.store.transaction(async (tx) => {
      const name = await this.keyRing.remove(tx, id);
      await this.audit.record(holder, request, { action: 'key.revoked', target: id, detail: { name } }, tx);
    });
    await this.keyRing.invalidate();
  }
}
