import pTimeout from 'p-timeout';
import { maskUrl, maskUrlsInJson } from '../../core/text/masked-url.js';
import type { SubmissionQueue } from '../../queue/submission-queue.js';
import type { ReportedCorruptRevision } from '../../store/database/corrupt-rows.js';
import type { KnownNode } from '../../store/ops/nodes.js';
import type { SubmissionListItem, Undelivered } from '../../store/ops/ops-queries.js';
import type { Source } from '../../store/source/sources.js';
import type { Store } from '../../store/store.js';
import type { WebhookDetails } from '../../store/webhook/webhooks.js';
import { SILENT_SECONDS } from './node-heartbeat.js';

/** A submission is late if it is pending for longer than this. */
export const LATE_SECONDS = 5;
/** How long failed submissions are listed. */
export const FAILED_HOURS = 24;
const MAX_ROWS = 20;
/** The page must load even if the queue does not answer. */
const QUEUE_TIMEOUT_MS = 1_500;

type QueueState = { counts: Record<string, number>; paused: boolean; oldestSeconds: number };

/** The data of the operator page, as of `at`. Lists hold `MAX_ROWS` rows at most; counts are complete. */
export type OverviewData = {
  at: Date;
  head: number;
  epoch: string;
  pruned?: number;
  nodes: KnownNode[];
  pending: { count: number; oldestSeconds: number };
  late: SubmissionListItem[];
  failed: SubmissionListItem[];
  failedCount: number;
  undelivered: Undelivered | null;
  webhooks: WebhookDetails[];
  /** Revisions that can't be read, the last found first. */
  unreadable: ReportedCorruptRevision[];
  unreadableCount: number;
  /** Failing sources first. */
  sources: Source[];
  sourceCount: number;
  /** Null if this process has no queue; 'away' if it does not answer. */
  queue: QueueState | 'away' | null;
  /** Why this node can't write to Postgres, if it can't. */
  unwritable?: string | null;
};

/** Masks secrets in the URL, and in the error text, where the receiver may have repeated them. */
const maskWebhook = (hook: WebhookDetails): WebhookDetails => ({
  ...hook,
  url: maskUrl(hook.url),
  last: maskUrlsInJson(hook.last),
});
const maskSource = (source: Source): Source => ({
  ...source,
  url: maskUrl(source.url),
  address: maskUrl(source.address),
  last_error: maskUrlsInJson(source.last_error),
});

/** Queries the operator page's data on each call. */
export class OverviewQuery {
  constructor(
    private readonly store: Store,
    private readonly jobs: SubmissionQueue | undefined,
  ) {}

  /** Throws if Postgres does not answer. */
  async load(): Promise<OverviewData> {
    const { opsQueries, nodes, sources, submissions, corruptRows, updateLog, webhooks, writeBreaker } = this.store;
    const at = new Date();
    const [
      log,
      nodeList,
      pending,
      late,
      failed,
      failedCount,
      undelivered,
      webhookList,
      unreadable,
      unreadableCount,
      sourceList,
      sourceMetrics,
      queue,
    ] = await Promise.all([
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
    return {
      at,
      ...log,
      nodes: nodeList,
      pending,
      late,
      failed,
      failedCount,
      undelivered,
      webhooks: webhookList.map(maskWebhook),
      unreadable,
      unreadableCount,
      sources: sourceList.map(maskSource),
      sourceCount: sourceMetrics.sources,
      queue,
      unwritable: writeBreaker.outage,
    };
  }

  private async queueState(): Promise<OverviewData['queue']> {
    const { jobs } = this;
    if (jobs === undefined) return null;
    const state = Promise.all([jobs.states(), jobs.queue.isPaused(), jobs.oldestWaitingSeconds()]).then(
      ([counts, paused, oldestSeconds]) => ({ counts, paused, oldestSeconds }),
      () => 'away' as const,
    );
    return pTimeout(state, { milliseconds: QUEUE_TIMEOUT_MS, fallback: () => 'away' as const });
  }
}
