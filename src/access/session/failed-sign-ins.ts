// Audit entries of failed sign-ins. The audit log keeps every entry for ever, so what strangers can add is
// bounded: the next entry counts those that were skipped.
import type { FastifyRequest } from 'fastify';
import type { AuditLog } from '../../store/access/audit-log.js';
import { actorOf } from '../audit/audit.js';
import type { Principal } from '../key/key-ring.js';

/** Entries per process and window. */
const MAX_ENTRIES = 60;
const WINDOW_MS = 60_000;

export class FailedSignIns {
  private windowStart = 0;
  private written = 0;
  private skipped = 0;

  constructor(private readonly auditLog: Pick<AuditLog, 'add'>) {}

  /** `principal` is null where the key is unknown. */
  async record(
    principal: Principal | null,
    request: Pick<FastifyRequest, 'ip'>,
    { page, why }: { page: string; why: 'unknown key' | 'scope' },
  ): Promise<void> {
    if (Date.now() - this.windowStart > WINDOW_MS) [this.windowStart, this.written] = [Date.now(), 0];
    if (this.written >= MAX_ENTRIES) {
      this.skipped += 1;
      return;
    }
    this.written += 1;
    const unsaidBefore = this.skipped;
    this.skipped = 0;
    const actor =
      principal === null ? { keyId: null, keyName: 'nobody', address: request.ip } : actorOf(principal, request);
    await this.auditLog.add(actor, {
      action: 'session.refused',
      target: page,
      detail: { why, ...(unsaidBefore === 0 ? {} : { unsaidBefore }) },
    });
  }
}
