/**
 * Carries hints that the log has grown. A hint may be lost, doubled or reordered: the tail looks for itself every two seconds.
 */
export type Bus = {
  readonly kind: 'postgres' | 'redis';
  /** Hears hints, and of every (re)connection, when some may have been missed. Resolves once listening; heals by itself. */
  listen(on: { hint: (seq: number) => void; connected: () => void }): Promise<void>;
  /** Tells all nodes that the log has reached `seq`. Never throws and never waits: a lost hint costs two seconds at most. */
  hint(seq: number): void;
  /** False while the bus can't hear, or does not carry what it is given. */
  readonly hears: boolean;
  close(): Promise<void>;
};

export const HINTS = 'dateline_hints';

/** What waits to be sent: only the newest hint counts, so a flood of updates is one hint at a time. */
export class NewestHint {
  private waiting: number | null = null;
  private sending = false;

  constructor(
    private readonly send: (seq: number) => Promise<unknown>,
    private readonly failed: (error: unknown) => void,
  ) {}

  put(seq: number): void {
    this.waiting = Math.max(seq, this.waiting ?? 0);
    if (!this.sending) void this.flush();
  }

  private async flush(): Promise<void> {
    this.sending = true;
    while (this.waiting !== null) {
      const seq = this.waiting;
      this.waiting = null;
      try {
        await this.send(seq);
      } catch (error) {
        this.failed(error);
      }
    }
    this.sending = false;
  }
}
