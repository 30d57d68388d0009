import { Inject, Module, Optional, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { AccessModule } from '../access/access.module.js';
import { Audit } from '../access/audit.js';
import { KeyRing } from '../access/key-ring.js';
import type { Role } from '../config.js';
import { Stages } from '../core/stages.js';
import { DeliverCounters } from '../deliver/counters.js';
import { Jobs } from '../queue/jobs.js';
import { QueueModule } from '../queue/queue.module.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { Health } from './health.js';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { attachQueueBoard } from './queue-board.js';

const optional = (token: typeof Jobs | typeof DeliverCounters) => ({ token, optional: true });

@Module({})
export class OpsModule implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>,
    @Inject(KeyRing) private readonly keyRing: KeyRing,
    @Inject(Audit) private readonly audit: Audit,
    @Optional() @Inject(Jobs) private readonly jobs: Jobs | undefined,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.jobs !== undefined) await attachQueueBoard(this.host.httpAdapter.getInstance(), this.jobs, this.keyRing, this.audit);
  }

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
        { provide: Metrics, inject: [Stages, ...inject], useFactory: (stages: Stages, store: Store, jobs?: Jobs, counters?: DeliverCounters) => new Metrics(store, stages, jobs, roles.has('gateway') ? counters : undefined) },
      ],
    };
  }
}
