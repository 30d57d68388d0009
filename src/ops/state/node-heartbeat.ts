import type { Role } from '../../config.js';
import type { DeliverCounters } from '../../deliver/counters.js';
import type { Logger } from '../../logger.js';
import type { SubmissionQueue } from '../../queue/submission-queue.js';
import type { NodeMetrics } from '../../store/ops/nodes.js';
import type { Store } from '../../store/store.js';

const BEAT_MS = 5_000;
/** Three beats that did not come. */
export const SILENT_SECONDS = 15;
/** Longer than any page may take to be read. */
export const STUCK_SECONDS = 30;
/** So long is a silent node remembered, unless somebody forgets it before. */
const FORGET_AFTER_SECONDS = 15 * 60;

/** Says every few seconds that this process is there, and how it does: who can't is seen by the others. */
export class NodeHeartbeat {
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;

  constructor(
    private readonly node: { name: string; seat: string; roles: readonly Role[] },
    private readonly store: Pick<Store, 'nodes' | 'writeBreaker'>,
    private readonly jobs: SubmissionQueue | undefined,
    private readonly counters: DeliverCounters | undefined,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.beat(), BEAT_MS);
    this.beat();
  }

  /** Leaves in good order: nobody is to miss it. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    await this.store.nodes.forget(this.node.name).catch((error: unknown) => this.log.warn({ err: error }, 'this node could not say that it leaves'));
  }

  private beat(): void {
    this.beating ??= this.report()
      .catch((error: unknown) => {
        this.store.writeBreaker.recordFailure(error);
        this.log.warn({ err: error }, 'a beat of this node was lost');
      })
      .finally(() => (this.beating = undefined));
  }

  private async report(): Promise<void> {
    const { name, seat, roles } = this.node;
    await this.store.nodes.recordHeartbeat({ name, seat, roles: [...roles], figures: this.figures() });
    await this.store.nodes.forgetSilent(FORGET_AFTER_SECONDS);
  }

  private figures(): NodeMetrics {
    const [state, load] = [this.counters?.state?.(), this.jobs?.load ?? null];
    return {
      ...(state === undefined ? {} : { gateway: { position: state.position, lagMs: Math.round(state.lagMs), hears: state.busConnected, readers: (this.counters?.sockets ?? 0) + (this.counters?.streams ?? 0) } }),
      ...(load === null ? {} : { work: { ...load, oldestMs: Math.round(load.oldestMs) } }),
    };
  }
}
