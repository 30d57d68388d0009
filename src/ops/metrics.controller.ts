import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { NeedsScope } from '../access/scope.guard.js';
import type { DeliverCounters } from '../deliver/counters.js';
import type { Jobs } from '../queue/jobs.js';
import type { Store } from '../store/store.js';

/** This node's figures in Prometheus's text form, asked for at the moment they are read. */
export class Metrics {
  readonly registry = new Registry();

  constructor(store: Store, jobs: Jobs | undefined, counters: DeliverCounters | undefined) {
    const registers = [this.registry];
    const gauge = (name: string, help: string, read: () => number | Promise<number>): void => {
      const made: Gauge = new Gauge({ name, help, registers, collect: async () => made.set(await read()) });
    };
    collectDefaultMetrics({ register: this.registry });
    gauge('dateline_log_head', 'seq of the newest update', async () => (await store.updateLog.head()).head);
    gauge('dateline_submissions_undone', 'submissions that are not done yet', async () => (await store.submissions.countUndone()).count);
    gauge('dateline_submissions_oldest_seconds', 'age of the oldest submission that is not done', async () => (await store.submissions.countUndone()).oldestSeconds);
    if (jobs !== undefined) gauge('dateline_queue_jobs', 'jobs that wait or are at work', () => jobs.count());
    if (counters === undefined) return;
    for (const [name, read] of Object.entries({
      sockets: () => counters.sockets,
      streams: () => counters.streams,
      subscriptions: () => counters.subscriptions,
      updates_sent_total: () => counters.updatesSent,
      slow_closed_total: () => counters.slowClosed,
      resets_total: () => counters.resets,
      tail_position: () => counters.state?.().position ?? 0,
    })) {
      gauge(`dateline_${name}`, `delivery: ${name.replaceAll('_', ' ')}`, read);
    }
  }
}

@ApiExcludeController()
@NeedsScope('ops')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('cache-control', 'no-store')
  async read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
