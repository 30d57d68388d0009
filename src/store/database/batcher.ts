// What comes while one batch is under way goes together in the next: under load, work that costs one round trip or one disk
// flush each costs one for many, and alone it waits for nothing.

type Waiting<In, Out> = { item: In; weight: number; done: (out: Out) => void; failed: (error: unknown) => void };

/** `most` items and `heaviest` weight a batch, `atOnce` batches under way. */
export type BatchBounds = { maxItems: number; maxWeight: number; concurrency: number };

export class Batcher<In, Out> {
  private readonly waiting: Waiting<In, Out>[] = [];
  private running = 0;

  /** `work` answers one `Out` for each item, in their order; where it throws, each item of the batch fails with that. */
  constructor(
    private readonly bounds: BatchBounds,
    private readonly work: (items: In[]) => Promise<Out[]>,
  ) {}

  /** How many wait that are not under way. */
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
      if (outs.length !== batch.length) throw new Error(`a batch of ${batch.length} was answered by ${outs.length}`);
      batch.forEach(({ done }, at) => done(outs[at] as Out));
    } catch (error) {
      for (const { failed } of batch) failed(error);
    } finally {
      this.running -= 1;
      this.next();
    }
  }
}
