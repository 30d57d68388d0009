import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { StoredKey } from '../../store/access/keys.js';
import { Store } from '../../store/store.js';
import { Audit } from '../audit/audit.js';
import { KeyRing, keyInput, rotateInput, type KeyInput, type Principal, type RotateInput } from '../key/key-ring.js';
import { CurrentPrincipal, NeedsScope } from '../principal/scope.guard.js';
import { formatTimestamp } from '../../core/instant.js';

/** A key without its secret; times are RFC 3339. */
const keyView = ({ createdAt, expiresAt, lastUsedAt, previousUntil, ...key }: StoredKey) => ({
  ...key,
  createdAt: formatTimestamp(createdAt),
  expiresAt: expiresAt === null ? null : formatTimestamp(expiresAt),
  lastUsedAt: lastUsedAt === null ? null : formatTimestamp(lastUsedAt),
  ...(previousUntil === null ? {} : { previousUntil: formatTimestamp(previousUntil) }),
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
  @ApiOperation({ summary: 'Create a key', description: 'Only this response contains the key itself.' })
  async add(
    @Body({ schema: keyInput }) input: KeyInput,
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
  ) {
    const { key, ...stored } = await this.store.transaction(async (tx) => {
      const added = await this.keyRing.add(tx, input);
      const { name, scopes, publisher, expiresAt } = added;
      await this.audit.record(
        principal,
        request,
        { action: 'key.made', target: added.id, detail: { name, scopes, publisher, expiresAt } },
        tx,
      );
      return added;
    });
    return { ...keyView(stored), key };
  }

  @Get()
  @ApiOperation({
    summary: 'List all keys',
    description:
      '`lastUsedAt` is written every two seconds; `previousUntil` is when the secret before a rotation ends.',
  })
  async list() {
    return { keys: (await this.keyRing.list()).map(keyView) };
  }

  @Post(':id/rotate')
  @ApiOperation({
    summary: 'Replace the secret of a key',
    description:
      'The old secret ends at once, or after `overlapSeconds` (30 days at most). Only this response contains the new one.',
  })
  async rotate(
    @Param('id') id: string,
    @Body({ schema: rotateInput.optional() }) input: RotateInput | undefined,
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
  ) {
    const { key, ...stored } = await this.store.transaction(async (tx) => {
      const rotated = await this.keyRing.rotate(tx, id, input ?? { overlapSeconds: 0 });
      const { name, previousUntil } = rotated;
      await this.audit.record(
        principal,
        request,
        { action: 'key.rotated', target: id, detail: { name, previousUntil } },
        tx,
      );
      return rotated;
    });
    await this.keyRing.invalidate();
    return { ...keyView(stored), key };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke a key',
    description:
      'Requests with it are refused from now on. Its open connections, on every node, close within a second.',
  })
  async remove(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.store.transaction(async (tx) => {
      const name = await this.keyRing.remove(tx, id);
      await this.audit.record(principal, request, { action: 'key.revoked', target: id, detail: { name } }, tx);
    });
    await this.keyRing.invalidate();
  }
}
