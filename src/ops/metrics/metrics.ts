// This node's metrics for Prometheus. Gauges are read at scrape time; counters count where the event happens.
// Nothing is cached.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { CHANNEL_KINDS } from '../../core/log/channel.js';
import { stageLabel, type PipelineStages } from '../../core/log/pipeline-stages.js';
import type { DeliverCounters } from '../../deliver/counters.js';
import type { SubmissionQueue } from '../../queue/submission-queue.js';
import type { Store } from '../../store/store.js';
import { sourceMetrics } from './source-metrics.js';
import { webhookMetrics } from './webhook-metrics.js';
import { SILENT_SECONDS } from '../state/node-heartbeat.js';
import { FAILED_HOURS } from '../state/overview.js';
import { stuckSeconds } from '../state/problems.js';

/** Histogram buckets in seconds: from a memory copy to a parse timeout. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

type Read = () => number | Promise<number>;
/** The values of a metric by its label. */
type ReadBy = () =>
  Iterable<readonly [label: string, value: number]> | Promise<Iterable<readonly [label: string, value: number]>>;

export class Metrics {
  readonly registry = new Registry();
  private readonly registers = [this.registry];

  constructor(
    private readonly store: Store,
    stages: PipelineStages,
    jobs: SubmissionQueue | undefined,
    counters: DeliverCounters | undefined,
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.addStageMetrics(stages);
    this.addStoreMetrics();
    webhookMetrics(this.registry, store.webhooks);
    sourceMetrics(this.registry, store.sources);
    this.addNodeMetrics();
    if (jobs !== undefined) this.addQueueMetrics(jobs);
    if (counters !== undefined) this.addReaderMetrics(counters);
  }

  /** All metrics in Prometheus's text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  private addStageMetrics(stages: PipelineStages): void {
    const stageSeconds = new Histogram({
      name: 'dateline_stage_seconds',
      help: 'duration of each stage from publish to socket; hinted and sent as seen by this gateway',
      labelNames: ['stage'],
      buckets: BUCKETS,
      registers: this.registers,
    });
    const screenSeconds = new Histogram({
      name: 'dateline_publish_to_screen_seconds',
      help: 'time from the receipt of a submission until its update is in the sockets of this gateway’s readers',
      buckets: BUCKETS,
      registers: this.registers,
    });
    stages.setListener((stage, seconds) => {
      if (stage === 'screen') screenSeconds.observe(seconds);
      else stageSeconds.observe({ stage: stageLabel(stage) }, seconds);
    });
  }

  private addStoreMetrics(): void {
    const { submissions, corruptRows, updateLog } = this.store;
    const pending = () => submissions.countPending();
    this.gauge('dateline_unreadable_revisions', 'stored revisions that can not be read; /ops lists them', () =>
      corruptRows.count(),
    );
    this.gauge('dateline_log_head', 'seq of the newest update', async () => (await updateLog.head()).head);
    this.gauge('dateline_submissions_undone', 'pending submissions', async () => (await pending()).count);
    this.gauge(
      'dateline_submissions_oldest_seconds',
      'age of the oldest pending submission',
      async () => (await pending()).oldestSeconds,
    );
  }

  /** Every node reports all nodes, because a stalled one can't report itself. */
  private addNodeMetrics(): void {
    const { nodes, opsQueries } = this.store;
    const workers = async () => (await nodes.list()).filter(({ roles }) => roles.includes('worker'));
    this.gaugeBy('dateline_node_silent_seconds', 'time since the last heartbeat of a process', 'node', async () =>
      (await nodes.list()).map((node) => [node.name, node.silentSeconds] as const),
    );
    this.gaugeBy(
      'dateline_worker_stuck_seconds',
      'how long a worker has been processing its oldest submission',
      'node',
      async () => (await workers()).map((node) => [node.name, stuckSeconds(node)] as const),
    );
    this.gauge(
      'dateline_workers',
      'workers with a recent heartbeat',
      async () => (await workers()).filter(({ silentSeconds }) => silentSeconds <= SILENT_SECONDS).length,
    );
    this.gauge('dateline_submissions_failed', 'submissions that failed in the last day', () =>
      opsQueries.countFailed(FAILED_HOURS),
    );
    this.gauge(
      'dateline_correction_undelivered_seconds',
      'age of the oldest correction or kill that a gateway has not delivered',
      async () => (await opsQueries.undelivered(SILENT_SECONDS))?.ageSeconds ?? 0,
    );
  }

  private addQueueMetrics(jobs: SubmissionQueue): void {
    this.gauge('dateline_queue_jobs', 'waiting and active jobs', () => jobs.count());
    this.gaugeBy('dateline_queue_jobs_by_state', 'jobs by state', 'state', async () =>
      Object.entries(await jobs.states()),
    );
    this.gauge('dateline_queue_oldest_seconds', 'age of the oldest waiting job', () => jobs.oldestWaitingSeconds());
    this.gauge('dateline_queue_paused', '1 while the queue is paused', async () => Number(await jobs.queue.isPaused()));
  }

  private addReaderMetrics(counters: DeliverCounters): void {
    const state = () => counters.state?.();
    this.gauge('dateline_sockets', 'open sockets', () => counters.sockets);
    this.gauge('dateline_streams', 'open event streams', () => counters.streams);
    this.gauge('dateline_subscriptions', 'subscriptions of sockets', () => counters.subscriptions);
    this.gaugeBy('dateline_subscribers', 'live subscriptions by kind of channel', 'kind', () =>
      CHANNEL_KINDS.map((kind) => [kind, state()?.subscribersByKind[kind] ?? 0] as const),
    );
    this.counter('dateline_updates_sent_total', 'updates sent to sockets and streams', () => counters.updatesSent);
    this.counter(
      'dateline_greedy_closed_total',
      'sockets closed for sending too many messages',
      () => counters.greedyClosed,
    );
    this.counter(
      'dateline_slow_closed_total',
      'connections closed because the reader was too slow',
      () => counters.slowClosed,
    );
    this.counterBy('dateline_resets_total', 'resets sent to readers, by reason', 'reason', () => counters.resets);
    this.counterBy(
      'dateline_log_reads_total',
      'queries of the log by this gateway: to follow it (tail), and for readers who resume (replay)',
      'for',
      () => Object.entries(counters.logReads),
    );
    this.gauge(
      'dateline_tail_position',
      'seq of the newest update that this gateway has delivered',
      () => state()?.position ?? 0,
    );
    this.gauge(
      'dateline_gateway_lag_updates',
      'updates of the log that this gateway has not delivered yet',
      async () => {
        // Read before the head: an update that arrives in between counts as lag, never as a negative one.
        const position = state()?.position ?? 0;
        return Math.max(0, (await this.store.updateLog.head()).head - position);
      },
    );
    this.gauge(
      'dateline_gateway_lag_seconds',
      'time since this gateway was last at the head of the log',
      () => (state()?.lagMs ?? 0) / 1000,
    );
    this.gauge('dateline_gateway_hears', '1 while hints on the bus reach this gateway', () =>
      Number(state()?.busConnected ?? false),
    );
  }

  private gauge(name: string, help: string, read: Read): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: this.registers,
      collect: async () => gauge.set(await read()),
    });
  }

  private gaugeBy(name: string, help: string, label: string, read: ReadBy): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: [label],
      registers: this.registers,
      collect: async () => {
        const values = await read();
        gauge.reset();
        for (const [value, count] of values) gauge.set({ [label]: value }, count);
      },
    });
  }

  private counter(name: string, help: string, read: () => number): void {
    const counter: Counter = new Counter({
      name,
      help,
      registers: this.registers,
      collect: () => {
        counter.reset();
        counter.inc(read());
      },
    });
  }

  private counterBy(name: string, help: string, label: string, read: () => Iterable<readonly [string, number]>): void {
    const counter: Counter = new Counter({
      name,
      help,
      labelNames: [label],
      registers: this.registers,
      collect: () => {
        counter.reset();
        for (const [value, count] of read()) counter.inc({ [label]: value }, count);
      },
    });
  }
}
