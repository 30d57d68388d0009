import type { Logger } from '../logger.js';
import type { Sweep } from '../queue/sweeps.js';
import type { Store } from '../store/store.js';

const DAY_SECONDS = 86_400;
const SWEEP_MS = 5_000;
/** Small batches keep transactions short for publishers; the rest waits for the next sweep. */
const BATCH_SIZE = 1_000;
const BATCHES_PER_SWEEP = 10;

/** Prunes updates older than `days`. */
export const retentionSweep = (days: number, store: Pick<Store, 'retention'>, log: Logger): Sweep => ({
  name: 'update retention',
  everyMs: SWEEP_MS,
  run: async () => {
    let total = 0;
    for (let batch = 0; batch < BATCHES_PER_SWEEP; batch += 1) {
      const pruned = await store.retention.pruneUpdates(days * DAY_SECONDS, BATCH_SIZE);
      total += pruned;
      if (pruned < BATCH_SIZE) break;
    }
    if (total > 0) log.info({ pruned: total }, 'updates were pruned');
  },
});
