import { maskUrl, maskUrlsInJson } from '../../core/text/masked-url.js';
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
const SHOWN = 20;

export type QueueState = { counts: Record<string, number>; paused: boolean; oldestSeconds: number };

/** What an operator's page is made of. `at` is when this node asked. */
export type Facts = {
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
const shownHook = (hook: WebhookDetails): WebhookDetails => ({ ...hook, url: maskUrl(hook.url), last: maskUrlsInJson(hook.last) });
const shownSource = (source: Source): Source => ({ ...source, url: maskUrl(source.url), address: maskUrl(source.address), last_error: maskUrlsInJson(source.last_error) });

/** So long may the queue take to answer: the page is there to say that it is away. */
const QUEUE_PATIENCE_MS = 1_500;

/** Asks for all of it anew each time. Throws where Postgres doesn't answer. */
export class Overview {
  constructor(
    private readonly store: Store,
    private readonly jobs: SubmissionQueue | undefined,
  ) {}

  async now(): Promise<Facts> {
    const { opsQueries, nodes, sources, submissions, corruptRows, updateLog, webhooks } = this.store;
    const at = new Date();
    const [log, known, undone, late, failed, failedCount, undelivered, hooks, broken, brokenCount, troubled, figures, queue] = await Promise.all([
      updateLog.head(),
      nodes.list(),
      submissions.countPending(),
      opsQueries.overdue(LATE_SECONDS, SHOWN),
      opsQueries.failed(FAILED_HOURS, SHOWN),
      opsQueries.countFailed(FAILED_HOURS),
      opsQueries.undelivered(SILENT_SECONDS),
      webhooks.list(null),
      corruptRows.list(SHOWN),
      corruptRows.count(),
      sources.listFailingFirst(SHOWN),
      sources.metrics(),
      this.queue(),
    ]);
    return { at, ...log, nodes: known, undone, late, failed, failedCount, undelivered, webhooks: hooks.map(shownHook), unreadable: broken, unreadableCount: brokenCount, sources: troubled.map(shownSource), sourceCount: figures.sources, queue, unwritable: this.store.writeBreaker.outage };
  }

  private async queue(): Promise<Facts['queue']> {
    const { jobs } = this;
    if (jobs === undefined) return null;
    const away = new Promise<'away'>((resolve) => setTimeout(resolve, QUEUE_PATIENCE_MS, 'away').unref());
    const state = Promise.all([jobs.states(), jobs.queue.isPaused(), jobs.oldestWaitingSeconds()]).then(
      ([counts, paused, oldestSeconds]) => ({ counts, paused, oldestSeconds }),
      () => 'away' as const,
    );
    return Promise.race([state, away]);
  }
}
