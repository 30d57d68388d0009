// Sign-ins that failed, in the audit log. That keeps every line for ever, so what strangers can add to it is bounded: a line says how many
// went before it unsaid.
import type { FastifyRequest } from 'fastify';
import type { AuditLog } from '../../store/access/audit-log.js';
import { actorOf } from '../audit/audit.js';
import type { Principal } from '../key/key-ring.js';

/** So many lines a process writes in so long. */
const MAX_ENTRIES = 60;
const WINDOW_MS = 60_000;

export class FailedSignIns {
  private windowStart = 0;
  private written = 0;
  private skipped = 0;

  constructor(private readonly auditLog: Pick<AuditLog, 'add'>) {}

  /** `holder` is null where the key is not known. */
  async record(holder: Principal | null, request: Pick<FastifyRequest, 'ip'>, { page, why }: { page: string; why: 'unknown key' | 'scope' }): Promise<void> {
    if (Date.now() - this.windowStart > WINDOW_MS) [this.windowStart, this.written] = [Date.now(), 0];
    if (this.written >= MAX_ENTRIES) {
      this.skipped += 1;
      return;
    }
    this.written += 1;
    const before = this.skipped;
    this.skipped = 0;
    const actor = holder === null ? { keyId: null, keyName: 'nobody', address: request.ip } : actorOf(holder, request);
    await this.auditLog.add(actor, { action: 'session.refused', target: page, detail: { why, ...(before === 0 ? {} : { unsaidBefore: before }) } });
  }
}
