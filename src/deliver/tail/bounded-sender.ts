// Unsent data per connection is bounded. A slow reader first falls back to replay, then loses its connection,
// and resumes from its cursor.

/** Above this a reader gets no live updates, and a replay pauses. */
export const PAUSE_ABOVE_BYTES = 256 * 1024;
/** Above this the connection is closed. */
export const CLOSE_ABOVE_BYTES = 1024 * 1024;
/** How long a replay waits for a slow reader. */
const DRAIN_TIMEOUT_MS = 10_000;
const DRAIN_POLL_MS = 20;

/** A connection: `unsentBytes` are those that the peer's TCP window has not taken yet. */
export type BoundedTransport<T = string> = { write(item: T): void; unsentBytes(): number; close(reason: string): void };

export class BoundedSender<T = string> {
  private isClosed = false;

  constructor(private readonly transport: BoundedTransport<T>) {}

  /** Sends an item, and closes the connection if that exceeds the bound. */
  send(item: T): void {
    if (this.isClosed) return;
    this.transport.write(item);
    if (this.transport.unsentBytes() > CLOSE_ABOVE_BYTES) this.close('too slow');
  }

  /** True if a live reader can take no more. */
  get isFull(): boolean {
    return !this.isClosed && this.transport.unsentBytes() > PAUSE_ABOVE_BYTES;
  }

  /**
   * Resolves when writes are flushed and the sender isn't full, or when it is closed. Closes a reader that
   * takes over 10 s.
   */
  async drained(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const deadline = performance.now() + DRAIN_TIMEOUT_MS;
    while (!this.isClosed && this.transport.unsentBytes() > PAUSE_ABOVE_BYTES) {
      if (performance.now() > deadline) return this.close('too slow');
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    }
  }

  /** Drops everything from here on; the connection has ended. */
  markClosed(): void {
    this.isClosed = true;
  }

  private close(reason: string): void {
    this.isClosed = true;
    this.transport.close(reason);
  }
}
