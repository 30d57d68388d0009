// Checks that the bus delivers: a node sends itself a token at a fixed interval. A connection can be open and
// answer PING, and still deliver nothing.

export type HeartbeatTiming = { intervalMs: number; timeoutMs: number };
export const HEARTBEAT_TIMING: HeartbeatTiming = { intervalMs: 2_000, timeoutMs: 6_000 };

export class BusHeartbeat {
  private timer: NodeJS.Timeout | undefined;
  private count = 0;
  /** When a token last came back, or the subscription started, in `performance.now()` ms. */
  private receivedAt = 0;
  private readonly id = Math.random().toString(36).slice(2);

  /** `send` publishes a token on the bus; `onTimeout` runs once per `timeoutMs` without a token. */
  constructor(
    private readonly timing: HeartbeatTiming,
    private readonly send: (token: string) => Promise<unknown>,
    private readonly onTimeout: () => void,
  ) {}

  /** Call on each (re)subscription. */
  start(): void {
    this.receivedAt = performance.now();
    this.timer ??= setInterval(() => this.tick(), this.timing.intervalMs).unref();
    this.tick();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** True if the message is a heartbeat of any node, and no hint. */
  receive(message: string): boolean {
    if (!message.startsWith('canary ')) return false;
    if (message.startsWith(`canary ${this.id} `)) this.receivedAt = performance.now();
    return true;
  }

  get isAlive(): boolean {
    return performance.now() - this.receivedAt < this.timing.timeoutMs;
  }

  private tick(): void {
    if (!this.isAlive) {
      this.receivedAt = performance.now() - this.timing.timeoutMs / 2; // time for a token after the reconnect
      this.onTimeout();
    }
    // A token that can't be sent does not come back either.
    this.send(`canary ${this.id} ${++this.count}`).catch(() => undefined);
  }
}
