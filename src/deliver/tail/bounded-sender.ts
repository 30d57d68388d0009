// What one connection still has to send is bounded: a reader that stops reading costs a little memory and then its connection,
// and comes back by its cursor.

/** Over this, a reader is given nothing live, and a replay waits for it. */
export const WAIT_ABOVE = 256 * 1024;
/** Over this, the connection is closed. */
export const CLOSE_ABOVE = 1024 * 1024;
/** So long may a replay wait for a reader. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 20;

/** How to write to a connection, how many bytes it has not sent yet, and how to end it. */
export type Wire<T = string> = { write(item: T): void; unsent(): number; close(reason: string): void };

export class Outbox<T = string> {
  private gone = false;

  constructor(private readonly wire: Wire<T>) {}

  send(item: T): void {
    if (this.gone) return;
    this.wire.write(item);
    if (this.wire.unsent() > CLOSE_ABOVE) this.end('too slow');
  }

  /** True while a live reader has too much unsent to be given more. */
  get full(): boolean {
    return !this.gone && this.wire.unsent() > WAIT_ABOVE;
  }

  /** Resolves once what was sent is flushed and little is unsent; a reader that takes longer than ten seconds for it is closed. */
  async drained(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const deadline = performance.now() + PATIENCE_MS;
    while (!this.gone && this.wire.unsent() > WAIT_ABOVE) {
      if (performance.now() > deadline) return this.end('too slow');
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** No more is sent from here on. */
  closed(): void {
    this.gone = true;
  }

  private end(reason: string): void {
    this.gone = true;
    this.wire.close(reason);
  }
}
