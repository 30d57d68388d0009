import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { StoredKey } from '../store/keys.js';
import { KeyRing, keyInput, type KeyInput } from './key-ring.js';
import { NeedsScope } from './scope.guard.js';

const shown = ({ createdAt, expiresAt, ...key }: StoredKey) => ({ ...key, createdAt: createdAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null });

@ApiTags('keys')
@ApiBearerAuth()
@NeedsScope('admin')
@Controller('v1/keys')
export class KeysController {
  constructor(private readonly keyRing: KeyRing) {}

  @Post()
  async add(@Body({ schema: keyInput }) input: KeyInput) {
    const { key, ...stored } = await this.keyRing.add(input);
    return { ...shown(stored), key };
  }

  @Get()
  async list() {
    return { keys: (await this.keyRing.list()).map(shown) };
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string): Promise<void> {
    await this.keyRing.remove(id);
  }
}
