import { Inject, Module, type OnApplicationShutdown, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SETTINGS, type Settings } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { Audit } from './audit/audit.js';
import { AuditController } from './admin/audit.controller.js';
import { clientNetwork, strangersNetwork } from './request/client-address.js';
import { ChannelAccess } from './principal/channel-access.js';
import { Admission } from './admission/admission-control.js';
import { KeyHolders } from './principal/key-authenticator.js';
import { KeyRing } from './key/key-ring.js';
import { KeyLastUsed } from './key/key-last-used.js';
import { KeyWatch } from './key/key-watch.js';
import { KeysController } from './admin/keys.controller.js';
import { Limits } from './limit/rate-limits.js';
import { OpenConnections } from './limit/connection-limiter.js';
import { Outbound } from './outbound/outbound-client.js';
import { PrivateChannelsController } from './admin/private-channels.controller.js';
import { ReaderTokens } from './principal/reader-tokens.js';
import { Authenticator } from './principal/reader-authenticator.js';
import { RequestSource } from './request/csrf-check.js';
import { ScopeGuard } from './principal/scope.guard.js';
import { Sessions } from './session/sessions.js';
import { WrongKeys } from './limit/wrong-key-limiter.js';

/** How Dateline names itself to the servers that it asks. */
const userAgent = ({ publicUrl }: Settings): string => (publicUrl === undefined ? 'Dateline/0.1' : `Dateline/0.1 (+${publicUrl})`);

@Module({
  imports: [StoreModule],
  controllers: [KeysController, AuditController, PrivateChannelsController],
  providers: [
    { provide: KeyLastUsed, inject: [Store, LOGGER], useFactory: (store: Store, log: Logger) => new KeyLastUsed(store.keys, log) },
    { provide: KeyWatch, inject: [Store, LOGGER], useFactory: (store: Store, log: Logger) => new KeyWatch(store.keys, log) },
    { provide: KeyRing, inject: [Store, KeyLastUsed, KeyWatch], useFactory: (store: Store, uses: KeyLastUsed, watch: KeyWatch) => new KeyRing(store.keys, uses, watch) },
    { provide: Outbound, inject: [SETTINGS], useFactory: (settings: Settings) => new Outbound({ allowPrivate: settings.allowPrivateNetwork, userAgent: userAgent(settings) }) },
    { provide: ReaderTokens, inject: [SETTINGS, Outbound], useFactory: (settings: Settings, outbound: Outbound) => new ReaderTokens(settings, outbound) },
    { provide: RequestSource, inject: [SETTINGS], useFactory: (settings: Settings) => new RequestSource(settings) },
    {
      provide: Sessions,
      inject: [Store, KeyRing, Admission, RequestSource, SETTINGS, LOGGER],
      useFactory: (store: Store, keyRing: KeyRing, door: Admission, source: RequestSource, settings: Settings, log: Logger) => new Sessions(store, keyRing, door, source, settings, log),
    },
    { provide: KeyHolders, inject: [KeyRing, Sessions, RequestSource], useFactory: (keyRing: KeyRing, sessions: Sessions, source: RequestSource) => new KeyHolders(keyRing, sessions, source) },
    { provide: Authenticator, inject: [KeyHolders, ReaderTokens], useFactory: (holders: KeyHolders, tokens: ReaderTokens) => new Authenticator(holders, tokens) },
    { provide: ChannelAccess, inject: [Store, LOGGER], useFactory: (store: Store, log: Logger) => new ChannelAccess(store.privateChannels, log) },
    { provide: Limits, inject: [SETTINGS, LOGGER], useFactory: (settings: Settings, log: Logger) => new Limits(settings, log) },
    { provide: WrongKeys, inject: [Limits, KeyRing], useFactory: (limits: Limits, keyRing: KeyRing) => new WrongKeys(limits, keyRing) },
    { provide: Admission, inject: [SETTINGS, Limits, WrongKeys], useFactory: ({ trustProxy, connectionsPerAddress }: Settings, limits: Limits, wrongKeys: WrongKeys) => new Admission(limits, wrongKeys, clientNetwork(trustProxy), new OpenConnections(connectionsPerAddress, strangersNetwork(trustProxy))) },
    { provide: APP_GUARD, useClass: ScopeGuard },
    Audit,
  ],
  exports: [KeyRing, Limits, Admission, KeyHolders, RequestSource, Sessions, Authenticator, ChannelAccess, Audit, Outbound],
})
export class AccessModule implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  constructor(
    @Inject(KeyLastUsed) private readonly uses: KeyLastUsed,
    @Inject(KeyWatch) private readonly watch: KeyWatch,
    @Inject(ChannelAccess) private readonly closed: ChannelAccess,
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
