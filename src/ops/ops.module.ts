import { Module, type DynamicModule } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import type { Role } from '../config.js';
import { DeliverCounters } from '../deliver/counters.js';
import { Jobs } from '../queue/jobs.js';
import { QueueModule } from '../queue/queue.module.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { Health } from './health.js';
import { HealthController } from './health.controller.js';
import { Metrics, MetricsController } from './metrics.controller.js';

const optional = (token: typeof Jobs | typeof DeliverCounters) => ({ token, optional: true });

@Module({})
export class OpsModule {
  /** Watches the parts that a process of these roles has. */
  static of(roles: ReadonlySet<Role>): DynamicModule {
    const queue = roles.has('api') || roles.has('worker') ? [QueueModule] : [];
    const inject = [Store, optional(Jobs), optional(DeliverCounters)];
    return {
      module: OpsModule,
      imports: [StoreModule, AccessModule, ...queue],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: Health, inject, useFactory: (store: Store, jobs?: Jobs, counters?: DeliverCounters) => new Health(store, jobs, counters) },
        { provide: Metrics, inject, useFactory: (store: Store, jobs?: Jobs, counters?: DeliverCounters) => new Metrics(store, jobs, counters) },
      ],
    };
  }
}
