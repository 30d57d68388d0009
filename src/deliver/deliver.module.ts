import {
  Global,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { AccessModule } from '../access/access.module.js';
import { AdmissionControl } from '../access/admission/admission-control.js';
import { OutboundClient } from '../access/outbound/outbound-client.js';
import { ChannelAccess } from '../access/principal/channel-access.js';
import { ReaderAuthenticator } from '../access/principal/reader-authenticator.js';
import { SETTINGS, type Settings } from '../config.js';
import { PipelineStages } from '../core/log/pipeline-stages.js';
import { UPDATE_STREAMS } from '../core/log/update-streams.js';
import { LOGGER, type Logger } from '../logger.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { AsyncApiController } from './async-api.controller.js';
import type { HintBus } from './bus/hint-bus.js';
import { PostgresHintBus } from './bus/postgres-hint-bus.js';
import { RedisHintBus } from './bus/redis-hint-bus.js';
import { DeliverCounters } from './counters.js';
import { SocketGateway } from './socket/socket-gateway.js';
import { EventStreams } from './sse/event-streams.js';
import { ChannelHub } from './tail/channel-hub.js';
import type { GatewayContext } from './tail/gateway-context.js';
import { InstrumentedChannelHub } from './tail/instrumented-channel-hub.js';
import { InstrumentedUpdateLog } from './tail/instrumented-update-log.js';
import { LogTail } from './tail/log-tail.js';
import { ReplayReader } from './tail/replay-reader.js';
import { WebhookSenders } from './webhook/webhook-senders.js';

/** Readers are asked to reconnect elsewhere within this time before a gateway stops. */
const DRAIN_MS = 5_000;
const WEBHOOK_AGENT = 'Dateline/0.1 (webhook)';

const HINT_BUS = Symbol('hint bus');
const GATEWAY_CONTEXT = Symbol('gateway context');

const hintBus = ({ redisUrl, database }: Settings, log: Logger): HintBus =>
  redisUrl === undefined ? new PostgresHintBus(database, log) : new RedisHintBus(redisUrl, log);

/** The bus, on every node that writes or delivers updates. Announces each commit of this process. */
@Module({
  imports: [StoreModule],
  providers: [{ provide: HINT_BUS, inject: [SETTINGS, LOGGER], useFactory: hintBus }],
  exports: [HINT_BUS],
})
export class HintBusModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(HINT_BUS) private readonly bus: HintBus,
    @Inject(Store) private readonly store: Store,
  ) {}

  onApplicationBootstrap(): void {
    this.store.updateLog.onCommitted((seq) => this.bus.hint(seq));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.bus.close();
  }
}

const tailProviders: Provider[] = [
  ChannelHub,
  DeliverCounters,
  {
    provide: InstrumentedUpdateLog,
    inject: [Store, DeliverCounters],
    useFactory: (store: Store, counters: DeliverCounters) => new InstrumentedUpdateLog(store.updateLog, counters),
  },
  {
    provide: InstrumentedChannelHub,
    inject: [ChannelHub, PipelineStages],
    useFactory: (hub: ChannelHub, stages: PipelineStages) => new InstrumentedChannelHub(hub, stages),
  },
  {
    provide: LogTail,
    inject: [InstrumentedUpdateLog, InstrumentedChannelHub, LOGGER],
    useFactory: (updateLog: InstrumentedUpdateLog, hub: InstrumentedChannelHub, log: Logger) =>
      new LogTail(updateLog, hub, log),
  },
  {
    provide: ReplayReader,
    inject: [InstrumentedUpdateLog],
    useFactory: (updateLog: InstrumentedUpdateLog) => new ReplayReader(updateLog),
  },
];

const readerProviders: Provider[] = [
  {
    provide: GATEWAY_CONTEXT,
    inject: [
      ReplayReader,
      LogTail,
      ChannelHub,
      ReaderAuthenticator,
      ChannelAccess,
      AdmissionControl,
      DeliverCounters,
      LOGGER,
      SETTINGS,
    ],
    useFactory: (
      replayReader: ReplayReader,
      tail: LogTail,
      hub: ChannelHub,
      authenticator: ReaderAuthenticator,
      channelAccess: ChannelAccess,
      admission: AdmissionControl,
      counters: DeliverCounters,
      log: Logger,
      { node }: Settings,
    ): GatewayContext => ({
      replayReader,
      tail,
      hub,
      authenticator,
      channelAccess,
      admission,
      counters,
      log,
      nodeName: node,
    }),
  },
  {
    provide: EventStreams,
    inject: [GATEWAY_CONTEXT, SETTINGS],
    useFactory: (context: GatewayContext, settings: Settings) => new EventStreams(context, settings),
  },
  { provide: UPDATE_STREAMS, useExisting: EventStreams },
  {
    provide: SocketGateway,
    inject: [HttpAdapterHost, GATEWAY_CONTEXT, SETTINGS],
    useFactory: ({ httpAdapter }: HttpAdapterHost<FastifyAdapter>, context: GatewayContext, settings: Settings) =>
      new SocketGateway(httpAdapter.getInstance().server, context, settings),
  },
];

const webhookProviders: Provider[] = [
  {
    provide: WebhookSenders,
    inject: [SETTINGS, Store, PipelineStages, ChannelHub, LOGGER],
    useFactory: (
      { allowPrivateNetwork: allowPrivate, publicUrl: origin, node }: Settings,
      store: Store,
      stages: PipelineStages,
      hub: ChannelHub,
      log: Logger,
    ) =>
      new WebhookSenders({
        node,
        stages,
        leases: store.webhookLeases,
        updateLog: store.updateLog,
        hub,
        outbound: () => new OutboundClient({ allowPrivate, userAgent: WEBHOOK_AGENT }),
        origin,
        now: () => new Date(),
        random: () => Math.random(),
        log,
      }),
  },
];

/**
 * A gateway: follows the log, and delivers it to sockets, event streams and webhooks. Global, since ops reads
 * its counters.
 */
@Global()
@Module({
  imports: [StoreModule, AccessModule, HintBusModule],
  controllers: [AsyncApiController],
  providers: [...tailProviders, ...readerProviders, ...webhookProviders],
  exports: [DeliverCounters, UPDATE_STREAMS],
})
export class GatewayModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(ChannelAccess) private readonly channelAccess: ChannelAccess,
    @Inject(HINT_BUS) private readonly bus: HintBus,
    @Inject(ChannelHub) private readonly hub: ChannelHub,
    @Inject(LogTail) private readonly tail: LogTail,
    @Inject(DeliverCounters) private readonly counters: DeliverCounters,
    @Inject(SocketGateway) private readonly sockets: SocketGateway,
    @Inject(EventStreams) private readonly streams: EventStreams,
    @Inject(WebhookSenders) private readonly webhooks: WebhookSenders,
  ) {}

  onModuleInit(): void {
    const { bus, tail, hub } = this;
    this.counters.state = () => ({
      busConnected: bus.isConnected,
      lagMs: performance.now() - tail.caughtUpAt,
      position: tail.position,
      epoch: tail.epoch,
      subscribersByKind: hub.subscriberCountByKind(),
    });
    this.channelAccess.onChange(() => {
      this.sockets.reauthorize();
      this.streams.reauthorize();
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    const { bus, tail } = this;
    await tail.start();
    // Entries that this process committed skip the bus.
    this.store.updateLog.onCommitted((seq, entries = []) => {
      if (entries.length === 0) tail.hint(seq);
      for (const entry of entries) tail.offer(entry);
    });
    await bus.listen({ hint: (seq) => tail.hint(seq), connected: () => tail.wake() });
    this.store.webhooks.onChanged(() => this.webhooks.changed());
    this.webhooks.renew();
  }

  async onModuleDestroy(): Promise<void> {
    this.streams.close(DRAIN_MS);
    await Promise.all([this.sockets.drain(DRAIN_MS), this.webhooks.close()]);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tail.close();
  }
}
