import { Inject, Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Stages } from '../core/log/pipeline-stages.js';
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
/** A submission that is undone for longer than this may have lost its job. */
const OVERDUE_MS = 5_000;
const SWEEP_LIMIT = 500;
/** What is among the oldest undone in so many sweeps on end is waiting for nothing in turn: the queue has it, and nobody takes it. */
const LEFT_SWEEPS = 5;
const EMBARGO_MS = 1_000;
/** An older version that still serves leaves embargoes without their time. */
const ADOPT_MS = 60_000;
const LINKS_MS = 500;

@Module({
  imports: [StoreModule, QueueModule],
  providers: [
    { provide: PageReader, useFactory: () => new PageReader() },
    { provide: Comparisons, useFactory: () => new Comparisons() },
    { provide: Reviser, inject: [Store, PageReader, Comparisons, LOGGER, Stages], useFactory: (store: Store, pages: PageReader, comparisons: Comparisons, log: Logger, stages: Stages) => new Reviser(store, pages, comparisons, { now: () => new Date(), newId: () => uuidv7(), log, stages }) },
  ],
})
export class ReviseModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** In how many sweeps on end each was undone. */
  private left = new Map<string, number>();

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
    this.sweeps.start({ name: 'undone submissions', everyMs: SWEEP_MS, run: () => this.addUndone() });
    // What was left by whoever ran before need not wait to be overdue.
    void this.addUndone(0).catch((error: unknown) => this.log.warn({ err: error }, 'what was left undone waits for the sweep'));
    const outside = { now: () => new Date(), newId: () => uuidv7(), log: this.log };
    const release = new EmbargoRelease(this.store, new MergeSplit(this.store, outside), outside);
    this.sweeps.start({ name: 'ended embargoes', everyMs: EMBARGO_MS, run: () => release.run() });
    this.sweeps.start({ name: 'embargoes without a time', everyMs: ADOPT_MS, run: () => backfillEmbargoTimes(this.store.db) });
    const linker = new RelatedStoryLinker(this.store, this.comparisons, this.log);
    this.sweeps.start({ name: 'links to other publishers', everyMs: LINKS_MS, run: () => linker.run() });
  }

  /** After `onModuleDestroy` of the other rooms: whoever waits for a submission is answered before the reviser ends, which may take long. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeps.close();
    await this.jobs.stopWorker();
    await this.pages.close();
    await this.comparisons.close();
  }

  private async addUndone(olderThanMs = OVERDUE_MS): Promise<void> {
    const undone = await this.store.submissions.findPending(olderThanMs, SWEEP_LIMIT);
    this.left = new Map(undone.map((id) => [id, (this.left.get(id) ?? 0) + 1]));
    // A job is how it is done; that it is done must not hang on one.
    for (const [id, sweeps] of this.left) if (sweeps >= LEFT_SWEEPS) this.jobs.runNow(id);
    for (const id of undone) {
      if (!(await this.jobs.add(id))) return; // the queue is away; next time
    }
  }
}
