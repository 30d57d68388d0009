// Which webhooks this process sends for. A gateway does it, since it follows the log as it is: a new update wakes a webhook without
// a question to the store. Each is held by one process; whoever has not been heard of for the length of the lease loses its
// webhooks to the others. Retries need no queue: a webhook has one timer at most, and what it waits for stands in its row.
import { performance } from 'node:perf_hooks';
import type { WebhookLeases } from '../../store/webhook/webhook-leases.js';
import { Semaphore } from '../../concurrency/semaphore.js';
import { WebhookRunner, type Runners } from './webhook-sender.js';

const LOOK_MS = 1_000;
const LEASE_MS = 6_000;
const MOST = 5_000;
/** The reviser and the readers use the same pool of connections. */
const QUESTIONS = { atOnce: 3, mayWait: MOST * 2 };

export type RunnersSettings = Omit<Runners, 'gate' | 'holds' | 'lines'> & { lines: Runners['lines'] & Pick<WebhookLeases, 'acquire' | 'release'> };

export class WebhookRunners {
  private readonly runners = new Map<string, WebhookRunner>();
  private readonly shared: Runners;
  private heldUntil = 0;
  private looking: Promise<void> | null = null;
  private again = false;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly settings: RunnersSettings) {
    this.shared = { ...settings, gate: new Semaphore(QUESTIONS.atOnce, QUESTIONS.mayWait), holds: () => performance.now() < this.heldUntil };
  }

  /** Looks for webhooks to send for, now and again and again. */
  look(): void {
    if (this.closed) return;
    if (this.looking !== null) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.looking = this.hold()
      .catch((error: unknown) => this.settings.log.warn({ err: error }, 'the webhooks could not be looked at; the next look is soon'))
      .finally(() => {
        this.looking = null;
        if (this.closed) return;
        this.timer = setTimeout(() => this.look(), this.again ? 0 : LOOK_MS);
        this.again = false;
      });
  }

  /** Something was changed by hand: nothing more is sent on what was known before. */
  changed(): void {
    for (const runner of this.runners.values()) runner.doubt();
    this.look();
  }

  /** Ends all, and lets others have the webhooks at once. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.looking;
    await Promise.all([...this.runners.values()].map((runner) => runner.close()));
    await this.settings.lines.release(this.settings.node).catch((error: unknown) => this.settings.log.warn({ err: error }, 'the webhooks were not let go of; others wait for the end of the lease'));
  }

  private async hold(): Promise<void> {
    const { lines, node } = this.settings;
    const asked = performance.now();
    const held = await lines.acquire(node, LEASE_MS, MOST);
    this.heldUntil = asked + LEASE_MS;
    const ids = new Set(held.map(({ id }) => id));
    for (const [id, runner] of this.runners) {
      if (ids.has(id)) continue;
      this.runners.delete(id);
      // What it has under way may take a while; nobody need wait for that.
      void runner.close();
    }
    for (const line of held) {
      const runner = this.runners.get(line.id);
      if (runner !== undefined) runner.refresh(line);
      else this.begin(new WebhookRunner(line, this.shared), line.id);
    }
  }

  private begin(runner: WebhookRunner, id: string): void {
    this.runners.set(id, runner);
    runner.wake();
  }
}
