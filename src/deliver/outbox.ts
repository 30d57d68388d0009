// What one connection still has to send is bounded: a reader that stops reading costs a little memory and then its connection,
// and comes back by its cursor.

/** Over this, a replay waits for the reader. */
export const WAIT_ABOVE = 256 * 1024;
/** Over this, the connection is closed. */
export const CLOSE_ABOVE = 1024 * 1024;
/** So long may a replay wait for a reader. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 20;

/** How to write to a connection, how many bytes it has not sent yet, and how to end it. */
export type Wire = { write(text: string): void; unsent(): number; close(reason: string): void };

export class Outbox {
  private gone = false;

  constructor(private readonly wire: Wire) {}

  send(text: string): void {
    if (this.gone) return;
    this.wire.write(text);
    if (this.wire.unsent() > CLOSE_ABOVE) this.end('too slow');
  }

  /** Resolves once little is unsent; a reader that takes longer than ten seconds for it is closed. */
  async drained(): Promise<void> {
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
