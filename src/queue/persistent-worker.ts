// A BullMQ worker that survives every failure of its backend.
// BullMQ 6.7 memoises the error of a failed first connection, and its loop then retries without yielding to the
// event loop: the process freezes. So the loop starts once the backend is ready, and pauses after an error.
import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'bullmq';
import type { Logger } from '../logger.js';

/** The pause after a failed connection, and after a failed attempt to fetch a job. */
const RETRY_MS = 500;

export class PersistentWorker<Data> {
  private worker: Worker<Data> | undefined;
  private ready: Promise<unknown> = Promise.resolve();
  private readonly stopping = new AbortController();

  /** `create` makes a worker with `autorun: false`; it is called again after each failed connection. */
  constructor(
    private readonly create: () => Worker<Data>,
    private readonly log: Logger,
  ) {
    void this.start();
  }

  /** Stops taking jobs; resolves once the current ones are finished. */
  async close(): Promise<void> {
    this.stopping.abort();
    // A worker that is closed while it connects would leak a connection. `start` handles a failed one.
    await this.ready.catch(() => undefined);
    await this.worker?.close();
  }

  private async start(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const worker = this.create();
      this.worker = worker;
      this.pauseAfterErrors(worker);
      try {
        this.ready = worker.waitUntilReady();
        await this.ready;
        // The caller of `close` may have stopped waiting before the worker was ready.
        await (signal.aborted ? worker.close() : worker.run());
        return;
      } catch (error) {
        if (!signal.aborted) this.log.warn({ err: error }, 'worker did not start; retrying');
        await worker
          .close(true)
          .catch((fault: unknown) => this.log.warn({ err: fault }, 'worker that did not start did not close either'));
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
      }
    }
  }

  private pauseAfterErrors({ backend }: Worker<Data>): void {
    const fetch = backend.moveToActive.bind(backend);
    backend.moveToActive = async (...args) => {
      try {
        return await fetch(...args);
      } catch (error) {
        await delay(RETRY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        throw error;
      }
    };
  }
}
