import pTimeout from 'p-timeout';
import { DeliverCounters } from '../../deliver/counters.js';
import { SubmissionQueue } from '../../queue/submission-queue.js';
import { ping } from '../../store/database/database.js';
import type { Store } from '../../store/store.js';

/** How long a dependency may take to answer. */
const CHECK_TIMEOUT_MS = 2_000;
const MAX_LAG_MS = 10_000;

export type Check = { ok: boolean; why?: string };

/** Checks a dependency: it must answer in time. */
const checkWithin = (answer: Promise<boolean>): Promise<Check> =>
  pTimeout(
    answer.then(
      (ok): Check => ({ ok }),
      (): Check => ({ ok: false, why: 'the connection fails' }),
    ),
    {
      milliseconds: CHECK_TIMEOUT_MS,
      fallback: (): Check => ({ ok: false, why: `no answer within ${CHECK_TIMEOUT_MS} ms` }),
    },
  );

/** Checks every part of this node. */
export class Health {
  /** Set when the node begins to stop. */
  isStopping = false;

  constructor(
    private readonly store: Store,
    private readonly jobs: SubmissionQueue | undefined,
    private readonly counters: DeliverCounters | undefined,
  ) {}

  /** The result of each check by name. A process has only the parts of its roles. */
  async checks(): Promise<Record<string, Check>> {
    // The parts may be closed already, so they are not checked.
    if (this.isStopping) return { process: { ok: false, why: 'the process is stopping' } };
    const [postgres, queue] = await Promise.all([
      checkWithin(ping(this.store.db)),
      this.jobs === undefined ? null : checkWithin(this.jobs.ping()),
    ]);
    return {
      postgres,
      ...(this.jobs === undefined ? {} : { writes: this.writeCheck() }),
      ...(queue === null ? {} : { queue }),
      ...this.deliveryChecks(),
    };
  }

  /** Whether Postgres accepts writes. */
  private writeCheck(): Check {
    const { outage } = this.store.writeBreaker;
    return outage === null ? { ok: true } : { ok: false, why: outage };
  }

  private deliveryChecks(): Record<string, Check> {
    const state = this.counters?.state?.();
    if (state === undefined) return {};
    const { busConnected, lagMs } = state;
    return {
      bus: busConnected ? { ok: true } : { ok: false, why: 'it delivers nothing' },
      tail:
        lagMs < MAX_LAG_MS
          ? { ok: true }
          : { ok: false, why: `not at the head of the log for ${Math.round(lagMs)} ms` },
    };
  }
}
