// Batches concurrent calls: items that arrive while one batch runs go into the next. Under load, one round
// trip or disk flush serves many items; a single item never waits.

type Waiting<In, Out> = { item: In; weight: number; done: (out: Out) => void; failed: (error: unknown) => void };

/** Limits of one batch, and how many batches run at a time. A single item may exceed `maxWeight`. */
export type BatchBounds = { maxItems: number; maxWeight: number; concurrency: number };

export class Batcher<In, Out> {
  private readonly waiting: Waiting<In, Out>[] = [];
  private running = 0;

  /**
   * `work` returns one `Out` per item, in the same order; if it throws, every item of the batch fails with
   * that error.
   */
  constructor(
    private readonly bounds: BatchBounds,
    private readonly work: (items: In[]) => Promise<Out[]>,
  ) {}

  /** Number of items that are waiting for a batch. */
  get size(): number {
    return this.waiting.length;
  }

  add(item: In, weight = 1): Promise<Out> {
    return new Promise((done, failed) => {
      this.waiting.push({ item, weight, done, failed });
      this.next();
    });
  }

  private next(): void {
    while (this.running < this.bounds.concurrency && this.waiting.length > 0) void this.run(this.take());
  }

  private take(): Waiting<In, Out>[] {
    let count = 0;
    for (let weight = 0; count < Math.min(this.waiting.length, this.bounds.maxItems); count++) {
      weight += this.waiting[count]?.weight ?? 0;
      if (count > 0 && weight > this.bounds.maxWeight) break;
    }
    return this.waiting.splice(0, count);
  }

  private async run(batch: Waiting<In, Out>[]): Promise<void> {
    this.running += 1;
    try {
      const outs = await this.work(batch.map(({ item }) => item));
      if (outs.length !== batch.length)
        throw new Error(`a batch of ${batch.length} items returned ${outs.length} results`);
      batch.forEach(({ done }, at) => done(outs[at] as Out));
    } catch (error) {
      for (const { failed } of batch) failed(error);
    } finally {
      this.running -= 1;
      this.next();
    }
  }
}
