import { DeliverCounters } from '../../deliver/counters.js';
import { SubmissionQueue } from '../../queue/submission-queue.js';
import { ping } from '../../store/database/database.js';
import type { Store } from '../../store/store.js';

/** A part may be silent for so long before this node calls itself not ready. */
const CHECK_TIMEOUT_MS = 2_000;
const MAX_LAG_MS = 10_000;

export type Check = { ok: boolean; why?: string };

const checkWithin = async (work: Promise<boolean>): Promise<Check> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, why: `no answer within ${CHECK_TIMEOUT_MS} ms` }), CHECK_TIMEOUT_MS);
  });
  const done = work.then(
    (ok): Check => ({ ok }),
    (): Check => ({ ok: false, why: 'it refuses or is away' }),
  );
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
};

/** Asks each part of this node whether it does its work. */
export class Health {
  /** True from the moment that this node was told to stop. */
  isStopping = false;

  constructor(
    private readonly store: Store,
    private readonly jobs: SubmissionQueue | undefined,
    private readonly counters: DeliverCounters | undefined,
  ) {}

  /** Where this node keeps what is published. */
  private writes(): Check {
    const { outage } = this.store.writeBreaker;
    return outage === null ? { ok: true } : { ok: false, why: outage };
  }

  async checks(): Promise<Record<string, Check>> {
    // Its parts may be gone already: they are not asked.
    if (this.isStopping) return { process: { ok: false, why: 'it is being stopped' } };
    const [postgres, queue] = await Promise.all([checkWithin(ping(this.store.db)), this.jobs === undefined ? null : checkWithin(this.jobs.ping())]);
    const deliver = this.counters?.state?.();
    return {
      postgres,
      ...(this.jobs === undefined ? {} : { writes: this.writes() }),
      ...(queue === null ? {} : { queue }),
      ...(deliver === undefined
        ? {}
        : {
            bus: deliver.busConnected ? { ok: true } : { ok: false, why: 'it does not hear' },
            tail: deliver.lagMs < MAX_LAG_MS ? { ok: true } : { ok: false, why: `not at the head for ${Math.round(deliver.lagMs)} ms` },
          }),
    };
  }
}
