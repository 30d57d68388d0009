import { fileURLToPath } from 'node:url';
import { hostname } from 'node:os';
import fastifyStatic from '@fastify/static';
import { Inject, Module, Optional, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { AccessModule } from '../access/access.module.js';
import { Audit } from '../access/audit/audit.js';
import { KeyAuthenticator } from '../access/principal/key-authenticator.js';
import { SETTINGS, type Role, type Settings } from '../config.js';
import { PipelineStages } from '../core/log/pipeline-stages.js';
import { DeliverCounters } from '../deliver/counters.js';
import { LOGGER, type Logger } from '../logger.js';
import { SubmissionQueue } from '../queue/submission-queue.js';
import { QueueModule } from '../queue/queue.module.js';
import { Sweeps } from '../queue/sweeps.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { OperatorController } from './page/operator.controller.js';
import { Health } from './state/health.js';
import { HealthController } from './state/health.controller.js';
import { retentionSweep } from './retention.js';
import { NodeHeartbeat } from './state/node-heartbeat.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { attachQueueBoard } from './page/queue-board.js';
import { SignInController } from './page/sign-in.controller.js';
import { Tracing } from './metrics/tracing.js';

/** The page's own script and style: no secrets, and on every node, since each has an operator's page. */
const ASSETS = fileURLToPath(new URL('../../dist/client/ops', import.meta.url));

const optional = (token: typeof SubmissionQueue | typeof DeliverCounters) => ({ token, optional: true });

@Module({})
export class OpsModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private tracing: Tracing | undefined;

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>,
    @Inject(KeyAuthenticator) private readonly holders: KeyAuthenticator,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(NodeHeartbeat) private readonly heartbeat: NodeHeartbeat,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(PipelineStages) private readonly stages: PipelineStages,
    @Inject(Store) private readonly store: Store,
    @Optional() @Inject(SubmissionQueue) private readonly jobs: SubmissionQueue | undefined,
    @Optional() @Inject(Sweeps) private readonly sweeps: Sweeps | undefined,
  ) {}

  async onModuleInit(): Promise<void> {
    const { tracing, node } = this.settings;
    if (tracing !== undefined) this.tracing = await Tracing.start(tracing, node, this.stages, this.log);
    const fastify = this.host.httpAdapter.getInstance();
    await fastify.register(fastifyStatic, { root: ASSETS, prefix: '/ops/assets/', decorateReply: false, maxAge: 0 });
    if (this.jobs !== undefined) await attachQueueBoard(fastify, this.jobs, this.holders, this.audit, this.log);
  }

  onApplicationBootstrap(): void {
    this.heartbeat.start();
    const { keepUpdatesDays: days, roles } = this.settings;
    if (days !== undefined && roles.has('worker')) this.sweeps?.start(retentionSweep(days, this.store, this.log));
  }

  async onModuleDestroy(): Promise<void> {
    await this.heartbeat.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tracing?.close();
  }

  /** Watches the parts that a process of these roles has. */
  static of(roles: ReadonlySet<Role>): DynamicModule {
    const queue = roles.has('api') || roles.has('worker') ? [QueueModule] : [];
    const inject = [Store, optional(SubmissionQueue), optional(DeliverCounters)];
    return {
      module: OpsModule,
      imports: [StoreModule, AccessModule, ...queue],
      controllers: [HealthController, MetricsController, SignInController, OperatorController],
      providers: [
        { provide: Health, inject, useFactory: (store: Store, jobs?: SubmissionQueue, counters?: DeliverCounters) => new Health(store, jobs, counters) },
        {
          provide: Metrics,
          inject: [PipelineStages, ...inject],
          useFactory: (stages: PipelineStages, store: Store, jobs?: SubmissionQueue, counters?: DeliverCounters) => new Metrics(store, stages, jobs, roles.has('gateway') ? counters : undefined),
        },
        {
          provide: NodeHeartbeat,
          inject: [SETTINGS, LOGGER, ...inject],
          useFactory: (settings: Settings, log: Logger, store: Store, jobs?: SubmissionQueue, counters?: DeliverCounters) =>
            new NodeHeartbeat({ name: settings.node, seat: settings.port === 0 ? settings.node : `${hostname()}:${settings.port}`, roles: [...roles] }, store, jobs, counters, log),
        },
      ],
    };
  }
}
