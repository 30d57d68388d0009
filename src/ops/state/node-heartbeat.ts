import type { Role } from '../../config.js';
import type { DeliverCounters } from '../../deliver/counters.js';
import type { Logger } from '../../logger.js';
import type { SubmissionQueue } from '../../queue/submission-queue.js';
import type { NodeMetrics } from '../../store/ops/nodes.js';
import type { Store } from '../../store/store.js';

const HEARTBEAT_MS = 5_000;
/** Three missed heartbeats: the node counts as stalled. */
export const SILENT_SECONDS = 15;
/** Longer than any submission may take: its worker counts as stuck. */
export const STUCK_SECONDS = 30;
/** A silent node is listed for this long, unless an operator forgets it before. */
const FORGET_AFTER_SECONDS = 15 * 60;

/**
 * Reports every five seconds that this process is alive, with its metrics. The other nodes notice if it
 * stops.
 */
export class NodeHeartbeat {
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;

  /** `seat`: host and port, which a restarted process takes over from its predecessor. */
  constructor(
    private readonly node: { name: string; seat: string; roles: readonly Role[] },
    private readonly store: Pick<Store, 'nodes' | 'writeBreaker'>,
    private readonly jobs: SubmissionQueue | undefined,
    private readonly counters: DeliverCounters | undefined,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.beat(), HEARTBEAT_MS);
    this.beat();
  }

  /** Removes the node from the list, so that it doesn't count as stalled. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    await this.store.nodes
      .forget(this.node.name)
      .catch((error: unknown) =>
        this.log.warn({ err: error }, 'this node could not remove itself from the list of nodes'),
      );
  }

  private beat(): void {
    this.beating ??= this.report()
      .catch((error: unknown) => {
        this.store.writeBreaker.recordFailure(error);
        this.log.warn({ err: error }, 'a heartbeat of this node failed');
      })
      .finally(() => (this.beating = undefined));
  }

  private async report(): Promise<void> {
    const { name, seat, roles } = this.node;
    await this.store.nodes.recordHeartbeat({ name, seat, roles: [...roles], figures: this.metrics() });
    await this.store.nodes.forgetSilent(FORGET_AFTER_SECONDS);
  }

  private metrics(): NodeMetrics {
    const [state, load] = [this.counters?.state?.(), this.jobs?.load ?? null];
    const readers = (this.counters?.sockets ?? 0) + (this.counters?.streams ?? 0);
    return {
      ...(state === undefined
        ? {}
        : {
            gateway: { position: state.position, lagMs: Math.round(state.lagMs), hears: state.busConnected, readers },
          }),
      ...(load === null ? {} : { work: { ...load, oldestMs: Math.round(load.oldestMs) } }),
    };
  }
}
