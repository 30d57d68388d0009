// Ends what was opened with a key once the key ends: by revocation, rotation or its time. Invariant: no open connection outlives its
// key by a second. Postgres is asked twice a second, by one question for all keys that are open here, so that no lost hint matters.
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
    private readonly keys: Pick<Keys, 'live'>,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  /** Calls `ended`, once, soon after the key has ended; answers how to stop watching. */
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

  /** Looks at once, as after a revocation here. */
  async poll(): Promise<void> {
    await (this.polling ??= this.pollOnce().finally(() => (this.polling = null)));
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async pollOnce(): Promise<void> {
    const asked = [...this.watched];
    // By its time a key ends also while Postgres is away.
    for (const [name, { endsAt }] of asked) if (endsAt !== null && endsAt <= Date.now()) this.end(name);
    try {
      const live = new Map((await this.keys.live(asked.map(([, { hash }]) => hash))).map(({ hash, key }) => [hash.toString('base64'), key]));
      for (const [name, watched] of asked) {
        const key = live.get(name);
        if (key === undefined) this.end(name);
        else watched.endsAt = key.endsAt;
      }
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.log.warn({ err: error }, 'whether open keys still live can not be asked; they stay open meanwhile');
      this.failing = true;
    }
  }

  private end(name: string): void {
    const watched = this.watched.get(name);
    this.watched.delete(name);
    for (const ended of watched?.listeners ?? []) ended();
  }
}
