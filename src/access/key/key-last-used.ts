// When each key was last used: noted in memory with each request, written for all together.
import type { Logger } from '../../logger.js';
import type { Keys } from '../../store/access/keys.js';

const WRITE_MS = 2_000;
/** More keys than this are not in use between two writes; what is over is noted with their next use. */
const MAX_KEYS = 10_000;

export class KeyLastUsed {
  private uses = new Map<string, Date>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly keys: Pick<Keys, 'used'>,
    private readonly log: Pick<Logger, 'warn'>,
  ) {
    this.timer = setInterval(() => void this.write(), WRITE_MS).unref();
  }

  record(keyId: string): void {
    if (this.uses.size < MAX_KEYS || this.uses.has(keyId)) this.uses.set(keyId, new Date());
  }

  /** Writes what was noted, and notes no more. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    const { uses } = this;
    if (uses.size === 0) return;
    this.uses = new Map();
    try {
      await this.keys.used(uses);
    } catch (error) {
      this.log.warn({ err: error }, 'the last uses of keys were not noted; their next ones will be');
    }
  }
}
