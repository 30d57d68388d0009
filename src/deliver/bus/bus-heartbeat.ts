// Says whether the bus carries: a token goes out on it at a steady beat and must come back. A connection may be open, and answer
// PING, and still deliver nothing.

export type Beat = { everyMs: number; patienceMs: number };
export const BEAT: Beat = { everyMs: 2_000, patienceMs: 6_000 };

export class BusHeartbeat {
  private timer: NodeJS.Timeout | undefined;
  private count = 0;
  /** When a token last came back, or listening began, in ms of the process's clock. */
  private heardAt = 0;
  private readonly name = Math.random().toString(36).slice(2);

  /** `send` puts a token on the bus; `lost` is called when none came back for too long, and again after as long. */
  constructor(
    private readonly beat: Beat,
    private readonly send: (token: string) => Promise<unknown>,
    private readonly lost: () => void,
  ) {}

  /** Listening has begun, or begun anew. */
  start(): void {
    this.heardAt = performance.now();
    this.timer ??= setInterval(() => this.tick(), this.beat.everyMs).unref();
    this.tick();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** True where the message was a canary's, this node's or another's: it is no hint. */
  heard(message: string): boolean {
    if (!message.startsWith('canary ')) return false;
    if (message.startsWith(`canary ${this.name} `)) this.heardAt = performance.now();
    return true;
  }

  get sings(): boolean {
    return performance.now() - this.heardAt < this.beat.patienceMs;
  }

  private tick(): void {
    if (!this.sings) {
      this.heardAt = performance.now() - this.beat.patienceMs / 2; // time to come back before it is called lost again
      this.lost();
    }
    // One that can't be sent is one that doesn't come back.
    this.send(`canary ${this.name} ${++this.count}`).catch(() => undefined);
  }
}
