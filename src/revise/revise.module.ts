import { Inject, Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { PipelineStages } from '../core/log/pipeline-stages.js';
import { LOGGER, type Logger } from '../logger.js';
import { SubmissionQueue } from '../queue/submission-queue.js';
import { QueueModule } from '../queue/queue.module.js';
import { Sweeps } from '../queue/sweeps.js';
import { Store } from '../store/store.js';
import { backfillEmbargoTimes } from '../store/database/embargo-backfill.js';
import { StoreModule } from '../store/store.module.js';
import { Comparisons } from './comparisons.js';
import { EmbargoRelease } from './embargo-release.js';
import { RelatedStoryLinker } from './related-story-linker.js';
import { PageReader } from './page-reader.js';
import { MergeSplit } from './merge-split.js';
import { Reviser } from './reviser.js';

const SWEEP_MS = 2_000;
/** A submission that is pending for longer than this may have lost its job. */
const OVERDUE_MS = 5_000;
const SWEEP_LIMIT = 500;
/**
 * Submissions among the oldest pending in this many consecutive sweeps are processed without a job: their job
 * is stuck.
 */
const STUCK_SWEEPS = 5;
const EMBARGO_MS = 1_000;
/** Older versions that run during an upgrade store embargoes without `due_at`. */
const BACKFILL_MS = 60_000;
const LINKS_MS = 500;

@Module({
  imports: [StoreModule, QueueModule],
  providers: [
    { provide: PageReader, useFactory: () => new PageReader() },
    { provide: Comparisons, useFactory: () => new Comparisons() },
    {
      provide: Reviser,
      inject: [Store, PageReader, Comparisons, LOGGER, PipelineStages],
      useFactory: (store: Store, pages: PageReader, comparisons: Comparisons, log: Logger, stages: PipelineStages) =>
        new Reviser(store, pages, comparisons, { now: () => new Date(), newId: () => uuidv7(), log, stages }),
    },
  ],
})
export class ReviseModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** In how many consecutive sweeps each submission was pending. */
  private pendingSweeps = new Map<string, number>();

  constructor(
    @Inject(Reviser) private readonly reviser: Reviser,
    @Inject(PageReader) private readonly pages: PageReader,
    @Inject(Comparisons) private readonly comparisons: Comparisons,
    @Inject(SubmissionQueue) private readonly jobs: SubmissionQueue,
    @Inject(Sweeps) private readonly sweeps: Sweeps,
    @Inject(Store) private readonly store: Store,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.startWorker((id) => this.reviser.revise(id));
    this.sweeps.start({ name: 'pending submissions', everyMs: SWEEP_MS, run: () => this.addPending() });
    // Submissions of a previous run need not wait until they are overdue.
    void this.addPending(0).catch((error: unknown) =>
      this.log.warn({ err: error }, 'pending submissions wait for the next sweep'),
    );
    const deps = { now: () => new Date(), newId: () => uuidv7(), log: this.log };
    const release = new EmbargoRelease(this.store, new MergeSplit(this.store, deps), deps);
    this.sweeps.start({ name: 'ended embargoes', everyMs: EMBARGO_MS, run: () => release.run() });
    this.sweeps.start({
      name: 'embargoes without a time',
      everyMs: BACKFILL_MS,
      run: () => backfillEmbargoTimes(this.store.db),
    });
    const linker = new RelatedStoryLinker(this.store, this.comparisons, this.log);
    this.sweeps.start({ name: 'links to other publishers', everyMs: LINKS_MS, run: () => linker.run() });
  }

  /**
   * Runs after `onModuleDestroy` of the other modules, so that waiting publish calls are answered before this
   * may take long.
   */
  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeps.close();
    await this.jobs.stopWorker();
    await this.pages.close();
    await this.comparisons.close();
  }

  private async addPending(olderThanMs = OVERDUE_MS): Promise<void> {
    const pending = await this.store.submissions.findPending(olderThanMs, SWEEP_LIMIT);
    this.pendingSweeps = new Map(pending.map((id) => [id, (this.pendingSweeps.get(id) ?? 0) + 1]));
    // Processing must not depend on a job that may be stuck.
    for (const [id, sweeps] of this.pendingSweeps) if (sweeps >= STUCK_SWEEPS) this.jobs.runNow(id);
    for (const id of pending) {
      if (!(await this.jobs.add(id))) return; // the queue is unreachable; the next sweep retries
    }
  }
}
