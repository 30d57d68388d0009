import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { maskAll } from '../../core/text/masked-address.js';
import type { AuditedAction, Actor } from '../../store/access/audit-log.js';
import type { Tx } from '../../store/database/database.js';
import { Store } from '../../store/store.js';
import type { Principal } from '../key/key-ring.js';

/** Who acts, and from where. */
export const actorOf = ({ keyId, keyName }: Principal, request: Pick<FastifyRequest, 'ip'>): Actor => ({ keyId, keyName, address: request.ip });

/** Writes down administrative acts: each once it is done, or in its transaction. */
@Injectable()
export class Audit {
  constructor(private readonly store: Store) {}

  /** `action` is a noun and a verb (`key.made`), `target` what it was done to. No secret and no content may be in `detail`. */
  async record(holder: Principal, request: Pick<FastifyRequest, 'ip'>, act: AuditedAction, tx?: Tx): Promise<void> {
    await this.store.auditLog.add(actorOf(holder, request), maskAll(act), tx);
  }
}
