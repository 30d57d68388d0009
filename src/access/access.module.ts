import { Inject, Module, type OnApplicationShutdown, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SETTINGS, type Settings } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { Audit } from './admin/audit.js';
import { AuditController } from './admin/audit.controller.js';
import { clientNetwork, strangersNetwork } from './request/client-address.js';
import { ClosedChannels } from './principal/channel-access.js';
import { Door } from './limit/admission.js';
import { Holders } from './principal/key-holders.js';
import { KeyRing } from './key/key-ring.js';
import { KeyUses } from './key/key-last-used.js';
import { KeyWatch } from './key/key-watch.js';
import { KeysController } from './admin/keys.controller.js';
import { Limits } from './limit/limits.js';
import { OpenLines } from './limit/open-connections.js';
import { Outbound } from './outbound/outbound.js';
import { PrivateChannelsController } from './admin/private-channels.controller.js';
import { ReaderTokens } from './principal/reader-tokens.js';
import { Readers } from './principal/authenticator.js';
import { RequestSource } from './request/request-source.js';
import { ScopeGuard } from './principal/scope.guard.js';
import { Sessions } from './session/sessions.js';
import { WrongKeys } from './limit/wrong-keys.js';

/** How Dateline names itself to the servers that it asks. */
const userAgent = ({ publicUrl }: Settings): string => (publicUrl === undefined ? 'Dateline/0.1' : `Dateline/0.1 (+${publicUrl})`);

@Module({
  imports: [StoreModule],
  controllers: [KeysController, AuditController, PrivateChannelsController],
  providers: [
    { provide: KeyUses, inject: [Store, LOGGER], useFactory: (store: Store, log: Logger) => new KeyUses(store.keys, log) },
    { provide: KeyWatch, inject: [Store, LOGGER], useFactory: (store: Store, log: Logger) => new KeyWatch(store.keys, log) },
    { provide: KeyRing, inject: [Store, KeyUses, KeyWatch], useFactory: (store: Store, uses: KeyUses, watch: KeyWatch) => new KeyRing(store.keys, uses, watch) },
    { provide: Outbound, inject: [SETTINGS], useFactory: (settings: Settings) => new Outbound({ allowPrivate: settings.allowPrivateNetwork, userAgent: userAgent(settings) }) },
    { provide: ReaderTokens, inject: [SETTINGS, Outbound], useFactory: (settings: Settings, outbound: Outbound) => new ReaderTokens(settings, outbound) },
    { provide: RequestSource, inject: [SETTINGS], useFactory: (settings: Settings) => new RequestSource(settings) },
    {
      provide: Sessions,
      inject: [Store, KeyRing, Door, RequestSource, SETTINGS, LOGGER],
      useFactory: (store: Store, keyRing: KeyRing, door: Door, source: RequestSource, settings: Settings, log: Logger) => new Sessions(store, keyRing, door, source, settings, log),
    },
    { provide: Holders, inject: [KeyRing, Sessions, RequestSource], useFactory: (keyRing: KeyRing, sessions: Sessions, source: RequestSource) => new Holders(keyRing, sessions, source) },
    { provide: Readers, inject: [Holders, ReaderTokens], useFactory: (holders: Holders, tokens: ReaderTokens) => new Readers(holders, tokens) },
    { provide: ClosedChannels, inject: [Store, LOGGER], useFactory: (store: Store, log: Logger) => new ClosedChannels(store.privateChannels, log) },
    { provide: Limits, inject: [SETTINGS, LOGGER], useFactory: (settings: Settings, log: Logger) => new Limits(settings, log) },
    { provide: WrongKeys, inject: [Limits, KeyRing], useFactory: (limits: Limits, keyRing: KeyRing) => new WrongKeys(limits, keyRing) },
    { provide: Door, inject: [SETTINGS, Limits, WrongKeys], useFactory: ({ trustProxy, connectionsPerAddress }: Settings, limits: Limits, wrongKeys: WrongKeys) => new Door(limits, wrongKeys, clientNetwork(trustProxy), new OpenLines(connectionsPerAddress, strangersNetwork(trustProxy))) },
    { provide: APP_GUARD, useClass: ScopeGuard },
    Audit,
  ],
  exports: [KeyRing, Limits, Door, Holders, RequestSource, Sessions, Readers, ClosedChannels, Audit, Outbound],
})
export class AccessModule implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  constructor(
    @Inject(KeyUses) private readonly uses: KeyUses,
    @Inject(KeyWatch) private readonly watch: KeyWatch,
    @Inject(ClosedChannels) private readonly closed: ClosedChannels,
    @Inject(Outbound) private readonly outbound: Outbound,
    @Inject(Limits) private readonly limits: Limits,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.closed.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.closed.close();
    this.watch.close();
    this.sessions.close();
    await this.uses.close();
  }

  async onApplicationShutdown(): Promise<void> {
    this.limits.close();
    await this.outbound.close();
  }
}
