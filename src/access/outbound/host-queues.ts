import PQueue from 'p-queue';
import { OutboundError } from './outbound-error.js';

/** Requests that may wait for one host. */
const MAX_WAITING = 500;

/** One request at a time per host, in order of arrival. */
export class HostQueues {
  private readonly queues = new Map<string, PQueue>();

  /**
   * Runs `work` once the host is free. Throws `busy` where too many requests wait, and the reason of the
   * signal where it aborts.
   */
  async run<T>(host: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const queue = this.queueOf(host);
    if (queue.size >= MAX_WAITING) throw new OutboundError('busy');
    return queue.add(work, { signal });
  }

  private queueOf(host: string): PQueue {
    const known = this.queues.get(host);
    if (known !== undefined) return known;
    const queue = new PQueue({ concurrency: 1 });
    this.queues.set(host, queue);
    queue.on('idle', () => this.queues.delete(host));
    return queue;
  }
}
