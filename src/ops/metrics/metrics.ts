// This node's figures for Prometheus. Each is asked for at the moment it is read, or counted where it happens: none is kept and grows old.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { CHANNEL_KINDS } from '../../core/log/channel.js';
import type { Stages } from '../../core/log/pipeline-stages.js';
import type { DeliverCounters } from '../../deliver/counters.js';
import type { SubmissionQueue } from '../../queue/submission-queue.js';
import type { Store } from '../../store/store.js';
import { sourceMetrics } from './source-metrics.js';
import { webhookMetrics } from './webhook-metrics.js';
import { SILENT_SECONDS } from '../state/node-heartbeat.js';
import { FAILED_HOURS } from '../state/overview.js';
import { stuckSeconds } from '../state/problems.js';

/** From a memory copy to a page that is given up. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

type Read = () => number | Promise<number>;
/** Several values of one figure, told apart by one label. */
type ReadBy = () => Iterable<readonly [label: string, value: number]> | Promise<Iterable<readonly [label: string, value: number]>>;

export class Metrics {
  readonly registry = new Registry();
  private readonly registers = [this.registry];

  constructor(
    private readonly store: Store,
    stages: Stages,
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

  /** In Prometheus's text form, as of now. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  private addStageMetrics(stages: Stages): void {
    const stage = new Histogram({ name: 'dateline_stage_seconds', help: 'how long each stage from publish to socket took; hinted and sent by this gateway', labelNames: ['stage'], buckets: SECONDS, registers: this.registers });
    const screen = new Histogram({ name: 'dateline_publish_to_screen_seconds', help: 'from the receipt of a submission until this gateway’s readers had its update in their sockets', buckets: SECONDS, registers: this.registers });
    stages.listen((name, seconds) => (name === 'screen' ? screen.observe(seconds) : stage.observe({ stage: name }, seconds)));
  }

  private addStoreMetrics(): void {
    const { submissions, corruptRows, updateLog } = this.store;
    this.gauge('dateline_unreadable_revisions', 'stored revisions that can not be read; /ops names them', () => corruptRows.count());
    this.gauge('dateline_log_head', 'seq of the newest update', async () => (await updateLog.head()).head);
    this.gauge('dateline_submissions_undone', 'submissions that are not done yet', async () => (await submissions.countPending()).count);
    this.gauge('dateline_submissions_oldest_seconds', 'age of the oldest submission that is not done', async () => (await submissions.countPending()).oldestSeconds);
  }

  /** Of all processes, on each: one that is stalled can not speak for itself. */
  private addNodeMetrics(): void {
    const { nodes, opsQueries } = this.store;
    this.gaugeBy('dateline_node_silent_seconds', 'for how long a process has not said that it is there', 'node', async () => (await nodes.list()).map((node) => [node.name, node.silentSeconds] as const));
    this.gaugeBy('dateline_worker_stuck_seconds', 'for how long a worker has been at its oldest submission', 'node', async () => (await nodes.list()).filter(({ roles }) => roles.includes('worker')).map((node) => [node.name, stuckSeconds(node)] as const));
    this.gauge('dateline_workers', 'workers that say that they are there', async () => (await nodes.list()).filter(({ roles, silentSeconds }) => roles.includes('worker') && silentSeconds <= SILENT_SECONDS).length);
    this.gauge('dateline_submissions_failed', 'submissions that failed in the last day', () => opsQueries.countFailed(FAILED_HOURS));
    this.gauge('dateline_correction_undelivered_seconds', 'age of the oldest correction or kill that a gateway has not given out', async () => (await opsQueries.undelivered(SILENT_SECONDS))?.ageSeconds ?? 0);
  }

  private addQueueMetrics(jobs: SubmissionQueue): void {
    this.gauge('dateline_queue_jobs', 'jobs that wait or are at work', () => jobs.count());
    this.gaugeBy('dateline_queue_jobs_by_state', 'jobs by state', 'state', async () => Object.entries(await jobs.states()));
    this.gauge('dateline_queue_oldest_seconds', 'age of the job that has waited longest', () => jobs.oldestWaitingSeconds());
    this.gauge('dateline_queue_paused', '1 while an operator has paused the queue', async () => Number(await jobs.queue.isPaused()));
  }

  private addReaderMetrics(counters: DeliverCounters): void {
    this.gauge('dateline_sockets', 'readers on sockets', () => counters.sockets);
    this.gauge('dateline_streams', 'readers on event streams', () => counters.streams);
    this.gauge('dateline_subscriptions', 'channels that sockets follow', () => counters.subscriptions);
    this.gaugeBy('dateline_subscribers', 'who follows live, by kind of channel', 'kind', () => CHANNEL_KINDS.map((kind) => [kind, counters.state?.().subscribersByKind[kind] ?? 0] as const));
    this.counter('dateline_updates_sent_total', 'updates given to sockets and streams', () => counters.updatesSent);
    this.counter('dateline_greedy_closed_total', 'sockets that were closed since they asked too much', () => counters.greedyClosed);
    this.counter('dateline_slow_closed_total', 'readers that were closed since they did not read', () => counters.slowClosed);
    this.counterBy('dateline_resets_total', 'readers that were told to load anew, by why', 'reason', () => counters.resets);
    this.counterBy('dateline_log_reads_total', 'questions of this gateway to Postgres for the log: to follow it (tail), and for readers who came back (replay)', 'for', () => Object.entries(counters.logReads));
    this.gauge('dateline_tail_position', 'seq of the newest update that this gateway has given out', () => counters.state?.().position ?? 0);
    this.gauge('dateline_gateway_lag_updates', 'updates of the log that this gateway has not given out yet', async () => {
      const before = counters.state?.().position ?? 0;
      return Math.max(0, (await this.store.updateLog.head()).head - before);
    });
    this.gauge('dateline_gateway_lag_seconds', 'for how long this gateway has not known itself to be at the head', () => (counters.state?.().lagMs ?? 0) / 1000);
    this.gauge('dateline_gateway_hears', '1 while the bus carries what it is given', () => Number(counters.state?.().busConnected ?? false));
  }

  private gauge(name: string, help: string, read: Read): void {
    const made: Gauge = new Gauge({ name, help, registers: this.registers, collect: async () => made.set(await read()) });
  }

  private gaugeBy(name: string, help: string, label: string, read: ReadBy): void {
    const made: Gauge = new Gauge({
      name,
      help,
      labelNames: [label],
      registers: this.registers,
      collect: async () => {
        const values = await read();
        made.reset();
        for (const [value, count] of values) made.set({ [label]: value }, count);
      },
    });
  }

  private counter(name: string, help: string, read: () => number): void {
    const made: Counter = new Counter({
      name,
      help,
      registers: this.registers,
      collect: () => {
        made.reset();
        made.inc(read());
      },
    });
  }

  private counterBy(name: string, help: string, label: string, read: () => Iterable<readonly [string, number]>): void {
    const made: Counter = new Counter({
      name,
      help,
      labelNames: [label],
      registers: this.registers,
      collect: () => {
        made.reset();
        for (const [value, count] of read()) made.inc({ [label]: value }, count);
      },
    });
  }
}
