// Ends connections when their key ends: by revocation, rotation or expiry. Invariant: no open connection
// outlives its key by a second. One query twice a second polls all keys that are open here, so that no lost
// notification matters.
import type { Logger } from '../../logger.js';
import { hashKey, type Keys } from '../../store/access/keys.js';

const POLL_MS = 400;

type Watched = { hash: Buffer; endsAt: number | null; listeners: Set<() => void> };

export class KeyWatch {
  private readonly watched = new Map<string, Watched>();
  private timer: NodeJS.Timeout | undefined;
  private polling: Promise<void> | null = null;
  private failing = false;

  constructor(
    private readonly keys: Pick<Keys, 'findLive'>,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  /**
   * Calls `ended` once, soon after the key has ended (`endsAt` in ms since the epoch); returns a function
   * that stops watching.
   */
  watch(key: string, endsAt: number | null, ended: () => void): () => void {
    const hash = hashKey(key);
    const name = hash.toString('base64');
    let watched = this.watched.get(name);
    if (watched === undefined) this.watched.set(name, (watched = { hash, endsAt, listeners: new Set() }));
    const { listeners } = watched;
    listeners.add(ended);
    this.timer ??= setInterval(() => void this.poll(), POLL_MS).unref();
    return () => {
      if (!listeners.delete(ended) || listeners.size > 0 || this.watched.get(name)?.listeners !== listeners) return;
      this.watched.delete(name);
      if (this.watched.size === 0) this.close();
    };
  }

  /** Polls now, as after a revocation by this process. */
  async poll(): Promise<void> {
    await (this.polling ??= this.pollOnce().finally(() => (this.polling = null)));
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async pollOnce(): Promise<void> {
    const polled = [...this.watched];
    // Expiry is known here, and holds while Postgres is unreachable.
    for (const [name, { endsAt }] of polled) if (endsAt !== null && endsAt <= Date.now()) this.end(name);
    try {
      const found = await this.keys.findLive(polled.map(([, { hash }]) => hash));
      const live = new Map(found.map(({ hash, key }) => [hash.toString('base64'), key]));
      for (const [name, watched] of polled) {
        const key = live.get(name);
        if (key === undefined) this.end(name);
        else watched.endsAt = key.endsAt;
      }
      this.failing = false;
    } catch (error) {
      if (!this.failing)
        this.log.warn({ err: error }, 'open keys could not be polled; their connections stay open until they can');
      this.failing = true;
    }
  }

  private end(name: string): void {
    const watched = this.watched.get(name);
    this.watched.delete(name);
    for (const ended of watched?.listeners ?? []) ended();
  }
}
