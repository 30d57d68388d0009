import { maskAddress, maskAll } from '../../core/text/masked-address.js';
import type { SubmissionQueue } from '../../queue/submission-queue.js';
import type { KnownNode } from '../../store/ops/nodes.js';
import type { SubmissionListItem, Undelivered } from '../../store/ops/ops-queries.js';
import type { Source } from '../../store/source/sources.js';
import type { Store } from '../../store/store.js';
import type { ReportedCorruptRevision } from '../../store/database/corrupt-rows.js';
import type { WebhookDetails } from '../../store/webhook/webhooks.js';
import { SILENT_SECONDS } from './node-heartbeat.js';

/** Undone for longer than this is late. */
export const LATE_SECONDS = 5;
/** What failed is shown for so long. */
export const FAILED_HOURS = 24;
const MAX_ROWS = 20;

export type QueueState = { counts: Record<string, number>; paused: boolean; oldestSeconds: number };

/** What an operator's page is made of. `at` is when this node asked. */
export type OverviewData = {
  at: Date;
  head: number;
  epoch: string;
  pruned?: number;
  nodes: KnownNode[];
  undone: { count: number; oldestSeconds: number };
  late: SubmissionListItem[];
  failed: SubmissionListItem[];
  failedCount: number;
  undelivered: Undelivered | null;
  webhooks: WebhookDetails[];
  /** Revisions that can't be read, the last found first, and how many there are. */
  unreadable: ReportedCorruptRevision[];
  unreadableCount: number;
  /** Those in trouble first, and how many there are. */
  sources: Source[];
  sourceCount: number;
  /** Null where this process has no queue; 'away' where it doesn't answer. */
  queue: QueueState | 'away' | null;
  /** Why nothing can be written, as this node knows it. */
  unwritable?: string | null;
};

/** Without the secrets of their addresses, which whoever answers them may repeat. */
const maskWebhook = (hook: WebhookDetails): WebhookDetails => ({ ...hook, url: maskAddress(hook.url), last: maskAll(hook.last) });
const maskSource = (source: Source): Source => ({ ...source, url: maskAddress(source.url), address: maskAddress(source.address), last_error: maskAll(source.last_error) });

/** So long may the queue take to answer: the page is there to say that it is away. */
const QUEUE_TIMEOUT_MS = 1_500;

/** Asks for all of it anew each time. Throws where Postgres doesn't answer. */
export class OverviewQuery {
  constructor(
    private readonly store: Store,
    private readonly jobs: SubmissionQueue | undefined,
  ) {}

  async load(): Promise<OverviewData> {
    const { opsQueries, nodes, sources, submissions, corruptRows, updateLog, webhooks } = this.store;
    const at = new Date();
    const [log, known, undone, late, failed, failedCount, undelivered, hooks, broken, brokenCount, troubled, figures, queue] = await Promise.all([
      updateLog.head(),
      nodes.list(),
      submissions.countPending(),
      opsQueries.overdue(LATE_SECONDS, MAX_ROWS),
      opsQueries.failed(FAILED_HOURS, MAX_ROWS),
      opsQueries.countFailed(FAILED_HOURS),
      opsQueries.undelivered(SILENT_SECONDS),
      webhooks.list(null),
      corruptRows.list(MAX_ROWS),
      corruptRows.count(),
      sources.listFailingFirst(MAX_ROWS),
      sources.metrics(),
      this.queueState(),
    ]);
    return { at, ...log, nodes: known, undone, late, failed, failedCount, undelivered, webhooks: hooks.map(maskWebhook), unreadable: broken, unreadableCount: brokenCount, sources: troubled.map(maskSource), sourceCount: figures.sources, queue, unwritable: this.store.writeBreaker.outage };
  }

  private async queueState(): Promise<OverviewData['queue']> {
    const { jobs } = this;
    if (jobs === undefined) return null;
    const away = new Promise<'away'>((resolve) => setTimeout(resolve, QUEUE_TIMEOUT_MS, 'away').unref());
    const state = Promise.all([jobs.states(), jobs.queue.isPaused(), jobs.oldestWaitingSeconds()]).then(
      ([counts, paused, oldestSeconds]) => ({ counts, paused, oldestSeconds }),
      () => 'away' as const,
    );
    return Promise.race([state, away]);
  }
}
