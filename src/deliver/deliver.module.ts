import { Global, Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { AccessModule } from '../access/access.module.js';
import { ChannelAccess } from '../access/principal/channel-access.js';
import { AdmissionControl } from '../access/admission/admission-control.js';
import { ReaderAuthenticator } from '../access/principal/reader-authenticator.js';
import { OutboundClient } from '../access/outbound/outbound-client.js';
import { SETTINGS, type Settings } from '../config.js';
import { Stages } from '../core/log/pipeline-stages.js';
import { asyncApi } from '../core/log/wire.js';
import { LOGGER, type Logger } from '../logger.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import type { Bus } from './bus/hint-bus.js';
import { PostgresBus } from './bus/postgres-hint-bus.js';
import { RedisBus } from './bus/redis-hint-bus.js';
import { InstrumentedLog } from './tail/instrumented-update-log.js';
import { DeliverCounters } from './counters.js';
import { Gateway } from './socket/socket-gateway.js';
import { Hub } from './tail/channel-hub.js';
import { LogPages } from './tail/replay-reader.js';
import { LogTail } from './tail/log-tail.js';
import type { Node } from './tail/gateway-context.js';
import { EventStreams } from './sse/event-streams.js';
import { InstrumentedHub } from './tail/instrumented-channel-hub.js';
import { WebhookRunners } from './webhook/webhook-senders.js';

const BUS = Symbol('bus');
/** Readers are asked to leave within this time before a node stops. */
const DRAIN_MS = 5_000;
const WEBHOOK_AGENT = 'Dateline/0.1 (webhook)';

/** Global, so that ops can read the counters without knowing the room. */
@Global()
@Module({
  imports: [StoreModule, AccessModule],
  providers: [
    {
      provide: BUS,
      inject: [SETTINGS, LOGGER],
      useFactory: (settings: Settings, log: Logger): Bus => (settings.redisUrl === undefined ? new PostgresBus(settings.database, log) : new RedisBus(settings.redisUrl, log)),
    },
    Hub,
    DeliverCounters,
    { provide: LogTail, inject: [Store, Hub, Stages, DeliverCounters, LOGGER], useFactory: (store: Store, hub: Hub, stages: Stages, counters: DeliverCounters, log: Logger) => new LogTail(new InstrumentedLog(store.updateLog, counters), new InstrumentedHub(hub, stages), log) },
  ],
  exports: [DeliverCounters],
})
export class DeliverModule implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private gateway: Gateway | undefined;
  private streams: EventStreams | undefined;
  private webhooks: WebhookRunners | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(Store) private readonly store: Store,
    @Inject(ReaderAuthenticator) private readonly readers: ReaderAuthenticator,
    @Inject(AdmissionControl) private readonly door: AdmissionControl,
    @Inject(ChannelAccess) private readonly closed: ChannelAccess,
    @Inject(BUS) private readonly bus: Bus,
    @Inject(Hub) private readonly hub: Hub,
    @Inject(LogTail) private readonly tail: LogTail,
    @Inject(Stages) private readonly stages: Stages,
    @Inject(DeliverCounters) private readonly counters: DeliverCounters,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>,
  ) {}

  /** Routes of streams must be there before the server is ready. */
  onModuleInit(): void {
    if (!this.settings.roles.has('gateway')) return;
    const { updateLog } = this.store;
    const node: Node = { pages: new LogPages(new InstrumentedLog(updateLog, this.counters)), tail: this.tail, hub: this.hub, readers: this.readers, closed: this.closed, door: this.door, counters: this.counters, log: this.log, name: this.settings.node };
    this.streams = new EventStreams(node, this.settings);
    this.streams.attach(this.host.httpAdapter.getInstance());
    const contract = asyncApi();
    this.host.httpAdapter.getInstance().get('/docs/asyncapi.json', async () => contract);
    this.gateway = new Gateway(this.host.httpAdapter.getHttpServer(), node, this.settings);
    this.closed.onChange(() => {
      this.gateway?.recheck();
      this.streams?.recheck();
    });
    this.counters.state = () => ({ hears: this.bus.hears, lagging: performance.now() - this.tail.currentAt, position: this.tail.position, epoch: this.tail.epoch, followers: this.hub.followersByKind() });
  }

  async onApplicationBootstrap(): Promise<void> {
    this.store.updateLog.onCommitted((seq) => this.bus.hint(seq));
    if (!this.settings.roles.has('gateway')) return;
    await this.tail.start();
    // What this process commits itself need not go round the bus.
    this.store.updateLog.onCommitted((seq, entries = []) => {
      if (entries.length === 0) this.tail.hint(seq);
      for (const entry of entries) this.tail.offer(entry);
    });
    await this.bus.listen({ hint: (seq) => this.tail.hint(seq), connected: () => this.tail.wake() });
    this.webhooks = this.runWebhooks();
  }

  async onModuleDestroy(): Promise<void> {
    this.streams?.close(DRAIN_MS);
    await Promise.all([this.gateway?.drain(DRAIN_MS), this.webhooks?.close()]);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tail.close();
    await this.bus.close();
  }

  private runWebhooks(): WebhookRunners {
    const { allowPrivateNetwork: allowPrivate, publicUrl: origin, node } = this.settings;
    const outbound = (): OutboundClient => new OutboundClient({ allowPrivate, userAgent: WEBHOOK_AGENT });
    const { webhookLeases: lines, webhooks, updateLog } = this.store;
    const runners = new WebhookRunners({ node, stages: this.stages, lines, updateLog, hub: this.hub, outbound, origin, now: () => new Date(), chance: () => Math.random(), log: this.log });
    webhooks.onChanged(() => runners.changed());
    runners.look();
    return runners;
  }
}
