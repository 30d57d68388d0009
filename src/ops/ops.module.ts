import { fileURLToPath } from 'node:url';
import { hostname } from 'node:os';
import fastifyStatic from '@fastify/static';
import {
  Inject,
  Module,
  Optional,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { AccessModule } from '../access/access.module.js';
import { Audit } from '../access/audit/audit.js';
import { KeyAuthenticator } from '../access/principal/key-authenticator.js';
import { SETTINGS, type Role, type Settings } from '../config.js';
import { PipelineStages } from '../core/log/pipeline-stages.js';
import { DeliverCounters } from '../deliver/counters.js';
import { LOGGER, type Logger } from '../logger.js';
import { QueueModule } from '../queue/queue.module.js';
import { SubmissionQueue } from '../queue/submission-queue.js';
import { Sweeps } from '../queue/sweeps.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { Tracing } from './metrics/tracing.js';
import { OperatorController } from './page/operator.controller.js';
import { attachQueueBoard } from './page/queue-board.js';
import { SignInController } from './page/sign-in.controller.js';
import { retentionSweep } from './retention.js';
import { HealthController } from './state/health.controller.js';
import { Health } from './state/health.js';
import { NodeHeartbeat } from './state/node-heartbeat.js';
import { OverviewQuery } from './state/overview.js';

/** Script and style of the operator page. They hold no secrets, and every node serves the page. */
const ASSETS = fileURLToPath(new URL('../../dist/client/ops', import.meta.url));

/** Present in processes with the roles that need it. */
const optional = (token: typeof SubmissionQueue | typeof DeliverCounters) => ({ token, optional: true });

/** A fixed port identifies a node across restarts. */
const seatOf = ({ port, node }: Settings): string => (port === 0 ? node : `${hostname()}:${port}`);

const providersFor = (roles: ReadonlySet<Role>): Provider[] => {
  const inject = [Store, optional(SubmissionQueue), optional(DeliverCounters)];
  return [
    {
      provide: Health,
      inject,
      useFactory: (store: Store, jobs?: SubmissionQueue, counters?: DeliverCounters) =>
        new Health(store, jobs, counters),
    },
    {
      provide: Metrics,
      inject: [PipelineStages, ...inject],
      useFactory: (stages: PipelineStages, store: Store, jobs?: SubmissionQueue, counters?: DeliverCounters) =>
        new Metrics(store, stages, jobs, counters),
    },
    {
      provide: NodeHeartbeat,
      inject: [SETTINGS, LOGGER, ...inject],
      useFactory: (settings: Settings, log: Logger, store: Store, jobs?: SubmissionQueue, counters?: DeliverCounters) =>
        new NodeHeartbeat(
          { name: settings.node, seat: seatOf(settings), roles: [...roles] },
          store,
          jobs,
          counters,
          log,
        ),
    },
    {
      provide: OverviewQuery,
      inject: [Store, optional(SubmissionQueue)],
      useFactory: (store: Store, jobs?: SubmissionQueue) => new OverviewQuery(store, jobs),
    },
    {
      provide: Tracing,
      inject: [SETTINGS, PipelineStages, LOGGER],
      useFactory: async ({ tracing, node }: Settings, stages: PipelineStages, log: Logger): Promise<Tracing | null> =>
        tracing === undefined ? null : Tracing.start(tracing, node, stages, log),
    },
  ];
};

/** Health, metrics, traces and the operator page, for the parts that a process of these roles has. */
@Module({})
export class OpsModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>,
    @Inject(KeyAuthenticator) private readonly keys: KeyAuthenticator,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(NodeHeartbeat) private readonly heartbeat: NodeHeartbeat,
    @Inject(Tracing) private readonly tracing: Tracing | null,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(Store) private readonly store: Store,
    @Optional() @Inject(SubmissionQueue) private readonly jobs: SubmissionQueue | undefined,
    @Optional() @Inject(Sweeps) private readonly sweeps: Sweeps | undefined,
  ) {}

  async onModuleInit(): Promise<void> {
    const fastify = this.host.httpAdapter.getInstance();
    await fastify.register(fastifyStatic, { root: ASSETS, prefix: '/ops/assets/', decorateReply: false, maxAge: 0 });
    if (this.jobs !== undefined) await attachQueueBoard(fastify, this.jobs, this.keys, this.audit, this.log);
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

  static of(roles: ReadonlySet<Role>): DynamicModule {
    const queue = roles.has('api') || roles.has('worker') ? [QueueModule] : [];
    return {
      module: OpsModule,
      imports: [StoreModule, AccessModule, ...queue],
      controllers: [HealthController, MetricsController, SignInController, OperatorController],
      providers: providersFor(roles),
    };
  }
}
