import { OutboundError } from './outbound-error.js';

/** So many may wait for one host. */
const MAX_WAITING = 500;

/** One at a time for each host, in the order in which they came. */
export class HostQueues {
  private readonly hosts = new Map<string, (() => void)[]>();

  /** How many hosts have somebody at work. */
  get busy(): number {
    return this.hosts.size;
  }

  /** Runs `work` once the host is free. Throws `busy` where too many wait, and what the signal was aborted with while it waits. */
  async run<T>(host: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const waiting = this.hosts.get(host);
    if (waiting === undefined) this.hosts.set(host, []);
    else await this.wait(waiting, signal);
    try {
      return await work();
    } finally {
      const next = this.hosts.get(host)?.shift();
      if (next === undefined) this.hosts.delete(host);
      else next();
    }
  }

  private wait(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (waiting.length >= MAX_WAITING) throw new OutboundError('busy');
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(enter), 1);
        reject(signal.reason as Error);
      };
      waiting.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
