import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { maskUrlsInJson } from '../../core/text/masked-url.js';
import type { AuditedAction, Actor } from '../../store/access/audit-log.js';
import type { Tx } from '../../store/database/database.js';
import { Store } from '../../store/store.js';
import type { Principal } from '../key/key-ring.js';

/** The principal and address that an entry names. */
export const actorOf = ({ keyId, keyName }: Principal, request: Pick<FastifyRequest, 'ip'>): Actor => ({
  keyId,
  keyName,
  address: request.ip,
});

/** Writes administrative actions to the audit log: after they are done, or in their transaction. */
@Injectable()
export class Audit {
  constructor(private readonly store: Store) {}

  /**
   * `action` is a noun and a verb (`key.made`); `target` is the id of its object. `detail` must hold no
   * secret and no content.
   */
  async record(
    principal: Principal,
    request: Pick<FastifyRequest, 'ip'>,
    action: AuditedAction,
    tx?: Tx,
  ): Promise<void> {
    await this.store.auditLog.add(actorOf(principal, request), maskUrlsInJson(action), tx);
  }
}
