import type { Logger } from '../logger.js';
import type { Sweep } from '../queue/sweeps.js';
import type { Store } from '../store/store.js';

const DAY_SECONDS = 86_400;
const SWEEP_MS = 5_000;
/** So many at a time, and so often at a sweep: what is left waits for the next, and publishers for none. */
const TOGETHER = 1_000;
const TIMES = 10;

/** The duty to let go of updates that are older than this many days. */
export const retentionSweep = (days: number, store: Pick<Store, 'retention'>, log: Logger): Sweep => ({
  name: 'updates that are kept no longer',
  everyMs: SWEEP_MS,
  run: async () => {
    let pruned = 0;
    for (let time = 0; time < TIMES; time += 1) {
      const went = await store.retention.pruneUpdates(days * DAY_SECONDS, TOGETHER);
      pruned += went;
      if (went < TOGETHER) break;
    }
    if (pruned > 0) log.info({ pruned }, 'updates were pruned');
  },
});
