// A token bucket per socket, for messages of every kind. Beyond it requests are refused; a client that still
// goes on is disconnected, because each refusal costs something too.

/** Lets a flapping connection resubscribe to a hundred channels from cursors three times over. */
const CAPACITY = 2_000;
const REFILL_PER_SECOND = 30;
const BYTES_PER_TOKEN = 1_024;

/** The cost of a request on top of its message: a replay reads the log, a token is verified. */
export const EVENT_COSTS = { subscribe: 1, replay: 4, token: 9, unsubscribe: 0 } as const;

export class TokenBucket {
  private level: number = CAPACITY;
  private refilledAt: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.refilledAt = now();
  }

  /**
   * Counts a received message, valid or not. False once the debt reaches the capacity: close the socket then.
   */
  countMessage(bytes: number): boolean {
    const now = this.now();
    this.level = Math.min(CAPACITY, this.level + ((now - this.refilledAt) / 1_000) * REFILL_PER_SECOND);
    this.refilledAt = now;
    this.level -= 1 + Math.floor(bytes / BYTES_PER_TOKEN);
    return this.level > -CAPACITY;
  }

  /** Takes `cost` tokens; false, and none taken, if fewer are left. */
  tryTake(cost: number): boolean {
    if (this.level < cost) return false;
    this.level -= cost;
    return true;
  }

  /** Milliseconds until the bucket has a token again. */
  get retryAfterMs(): number {
    return Math.ceil(((1 + Math.max(0, -this.level)) / REFILL_PER_SECOND) * 1_000);
  }
}
