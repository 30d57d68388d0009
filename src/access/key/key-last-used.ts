// When each key was last used: collected in memory, written in batches.
import type { Logger } from '../../logger.js';
import type { Keys } from '../../store/access/keys.js';

const WRITE_MS = 2_000;
/** Keys per batch. A key beyond that is recorded at its next use. */
const MAX_KEYS = 10_000;

export class KeyLastUsed {
  private lastUsed = new Map<string, Date>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly keys: Pick<Keys, 'markUsed'>,
    private readonly log: Pick<Logger, 'warn'>,
  ) {
    this.timer = setInterval(() => void this.write(), WRITE_MS).unref();
  }

  record(keyId: string): void {
    if (this.lastUsed.size < MAX_KEYS || this.lastUsed.has(keyId)) this.lastUsed.set(keyId, new Date());
  }

  /** Writes the last batch. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    const batch = this.lastUsed;
    if (batch.size === 0) return;
    this.lastUsed = new Map();
    try {
      await this.keys.markUsed(batch);
    } catch (error) {
      this.log.warn({ err: error }, 'the last use of keys could not be written; their next use will be');
    }
  }
}
