// A BullMQ worker that outlives every failure of its backend.
// BullMQ keeps the error of a failed first connection for ever, and its loop then asks again at once, without a turn of the event loop
// between two attempts: the whole process stands still. So the loop starts only once the backend is ready, and an error is followed by a pause.
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

  /** Takes no more jobs, and resolves once the current ones are finished. */
  async close(): Promise<void> {
    this.stopping.abort();
    // A worker that is closed while it connects would leave a connection open; whether it connected, `start` says.
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
        // Also where `close` was given up before it was ready.
        await (signal.aborted ? worker.close() : worker.run());
        return;
      } catch (error) {
        if (!signal.aborted) this.log.warn({ err: error }, 'a worker could not start; it is tried again');
        await worker.close(true).catch((fault: unknown) => this.log.warn({ err: fault }, 'a worker that could not start did not close'));
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
