import { Inject, Module, type OnApplicationShutdown, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SETTINGS, type Settings } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { Audit } from './audit/audit.js';
import { AuditController } from './admin/audit.controller.js';
import { clientNetwork, untrustedClientNetwork } from './request/client-address.js';
import { ChannelAccess } from './principal/channel-access.js';
import { AdmissionControl } from './admission/admission-control.js';
import { KeyAuthenticator } from './principal/key-authenticator.js';
import { KeyRing } from './key/key-ring.js';
import { KeyLastUsed } from './key/key-last-used.js';
import { KeyWatch } from './key/key-watch.js';
import { KeysController } from './admin/keys.controller.js';
import { RateLimits } from './limit/rate-limits.js';
import { ConnectionLimiter } from './limit/connection-limiter.js';
import { OutboundClient } from './outbound/outbound-client.js';
import { PrivateChannelsController } from './admin/private-channels.controller.js';
import { ReaderTokens } from './principal/reader-tokens.js';
import { ReaderAuthenticator } from './principal/reader-authenticator.js';
import { CsrfCheck } from './request/csrf-check.js';
import { ScopeGuard } from './principal/scope.guard.js';
import { Sessions } from './session/sessions.js';
import { WrongKeyLimiter } from './limit/wrong-key-limiter.js';

/** How Dateline names itself to the servers that it asks. */
const userAgent = ({ publicUrl }: Settings): string => (publicUrl === undefined ? 'Dateline/0.1' : `Dateline/0.1 (+${publicUrl})`);

@Module({
  imports: [StoreModule],
  controllers: [KeysController, AuditController, PrivateChannelsController],
  providers: [
    { provide: KeyLastUsed, inject: [Store, LOGGER], useFactory: (store: Store, log: Logger) => new KeyLastUsed(store.keys, log) },
    { provide: KeyWatch, inject: [Store, LOGGER], useFactory: (store: Store, log: Logger) => new KeyWatch(store.keys, log) },
    { provide: KeyRing, inject: [Store, KeyLastUsed, KeyWatch], useFactory: (store: Store, uses: KeyLastUsed, watch: KeyWatch) => new KeyRing(store.keys, uses, watch) },
    { provide: OutboundClient, inject: [SETTINGS], useFactory: (settings: Settings) => new OutboundClient({ allowPrivate: settings.allowPrivateNetwork, userAgent: userAgent(settings) }) },
    { provide: ReaderTokens, inject: [SETTINGS, OutboundClient], useFactory: (settings: Settings, outbound: OutboundClient) => new ReaderTokens(settings, outbound) },
    { provide: CsrfCheck, inject: [SETTINGS], useFactory: (settings: Settings) => new CsrfCheck(settings) },
    {
      provide: Sessions,
      inject: [Store, KeyRing, AdmissionControl, CsrfCheck, SETTINGS, LOGGER],
      useFactory: (store: Store, keyRing: KeyRing, door: AdmissionControl, source: CsrfCheck, settings: Settings, log: Logger) => new Sessions(store, keyRing, door, source, settings, log),
    },
    { provide: KeyAuthenticator, inject: [KeyRing, Sessions, CsrfCheck], useFactory: (keyRing: KeyRing, sessions: Sessions, source: CsrfCheck) => new KeyAuthenticator(keyRing, sessions, source) },
    { provide: ReaderAuthenticator, inject: [KeyAuthenticator, ReaderTokens], useFactory: (holders: KeyAuthenticator, tokens: ReaderTokens) => new ReaderAuthenticator(holders, tokens) },
    { provide: ChannelAccess, inject: [Store, LOGGER], useFactory: (store: Store, log: Logger) => new ChannelAccess(store.privateChannels, log) },
    { provide: RateLimits, inject: [SETTINGS, LOGGER], useFactory: (settings: Settings, log: Logger) => new RateLimits(settings, log) },
    { provide: WrongKeyLimiter, inject: [RateLimits, KeyRing], useFactory: (limits: RateLimits, keyRing: KeyRing) => new WrongKeyLimiter(limits, keyRing) },
    { provide: AdmissionControl, inject: [SETTINGS, RateLimits, WrongKeyLimiter], useFactory: ({ trustProxy, connectionsPerAddress }: Settings, limits: RateLimits, wrongKeys: WrongKeyLimiter) => new AdmissionControl(limits, wrongKeys, clientNetwork(trustProxy), new ConnectionLimiter(connectionsPerAddress, untrustedClientNetwork(trustProxy))) },
    { provide: APP_GUARD, useClass: ScopeGuard },
    Audit,
  ],
  exports: [KeyRing, RateLimits, AdmissionControl, KeyAuthenticator, CsrfCheck, Sessions, ReaderAuthenticator, ChannelAccess, Audit, OutboundClient],
})
export class AccessModule implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  constructor(
    @Inject(KeyLastUsed) private readonly uses: KeyLastUsed,
    @Inject(KeyWatch) private readonly watch: KeyWatch,
    @Inject(ChannelAccess) private readonly closed: ChannelAccess,
    @Inject(OutboundClient) private readonly outbound: OutboundClient,
    @Inject(RateLimits) private readonly limits: RateLimits,
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
