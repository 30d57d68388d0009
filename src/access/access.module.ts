import {
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SETTINGS, type Settings } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { AuditController } from './admin/audit.controller.js';
import { KeysController } from './admin/keys.controller.js';
import { PrivateChannelsController } from './admin/private-channels.controller.js';
import { AdmissionControl } from './admission/admission-control.js';
import { Audit } from './audit/audit.js';
import { KeyLastUsed } from './key/key-last-used.js';
import { KeyRing } from './key/key-ring.js';
import { KeyWatch } from './key/key-watch.js';
import { ConnectionLimiter, READER_CONNECTIONS, TCP_CONNECTIONS } from './limit/connection-limiter.js';
import { RateLimits } from './limit/rate-limits.js';
import { WrongKeyLimiter } from './limit/wrong-key-limiter.js';
import { OutboundClient } from './outbound/outbound-client.js';
import { ChannelAccess } from './principal/channel-access.js';
import { KeyAuthenticator } from './principal/key-authenticator.js';
import { ReaderAuthenticator } from './principal/reader-authenticator.js';
import { ReaderTokens } from './principal/reader-tokens.js';
import { ScopeGuard } from './principal/scope.guard.js';
import { clientNetwork, untrustedClientNetwork } from './request/client-address.js';
import { CsrfCheck } from './request/csrf-check.js';
import { FailedSignIns } from './session/failed-sign-ins.js';
import { Sessions } from './session/sessions.js';

/** The User-Agent of outbound requests. */
const userAgent = ({ publicUrl }: Settings): string =>
  publicUrl === undefined ? 'Dateline/0.1' : `Dateline/0.1 (+${publicUrl})`;

const connectionLimiter = ({ connectionsPerAddress, trustProxy }: Settings): ConnectionLimiter =>
  new ConnectionLimiter(connectionsPerAddress, untrustedClientNetwork(trustProxy));

const keyProviders: Provider[] = [
  {
    provide: KeyLastUsed,
    inject: [Store, LOGGER],
    useFactory: (store: Store, log: Logger) => new KeyLastUsed(store.keys, log),
  },
  {
    provide: KeyWatch,
    inject: [Store, LOGGER],
    useFactory: (store: Store, log: Logger) => new KeyWatch(store.keys, log),
  },
  {
    provide: KeyRing,
    inject: [Store, KeyLastUsed, KeyWatch],
    useFactory: (store: Store, lastUsed: KeyLastUsed, watch: KeyWatch) => new KeyRing(store.keys, lastUsed, watch),
  },
];

const sessionProviders: Provider[] = [
  { provide: FailedSignIns, inject: [Store], useFactory: (store: Store) => new FailedSignIns(store.auditLog) },
  {
    provide: Sessions,
    inject: [Store, KeyRing, AdmissionControl, CsrfCheck, FailedSignIns, SETTINGS, LOGGER],
    useFactory: (
      store: Store,
      keyRing: KeyRing,
      admission: AdmissionControl,
      csrf: CsrfCheck,
      failedSignIns: FailedSignIns,
      settings: Settings,
      log: Logger,
    ) => new Sessions(store, keyRing, admission, csrf, failedSignIns, settings, log),
  },
];

const limitProviders: Provider[] = [
  {
    provide: RateLimits,
    inject: [SETTINGS, LOGGER],
    useFactory: (settings: Settings, log: Logger) => new RateLimits(settings, log),
  },
  {
    provide: WrongKeyLimiter,
    inject: [RateLimits, KeyRing],
    useFactory: (rateLimits: RateLimits, keyRing: KeyRing) => new WrongKeyLimiter(rateLimits, keyRing),
  },
  { provide: TCP_CONNECTIONS, inject: [SETTINGS], useFactory: connectionLimiter },
  { provide: READER_CONNECTIONS, inject: [SETTINGS], useFactory: connectionLimiter },
  {
    provide: AdmissionControl,
    inject: [SETTINGS, RateLimits, WrongKeyLimiter, READER_CONNECTIONS],
    useFactory: (
      settings: Settings,
      rateLimits: RateLimits,
      wrongKeys: WrongKeyLimiter,
      connections: ConnectionLimiter,
    ) => new AdmissionControl(rateLimits, wrongKeys, clientNetwork(settings.trustProxy), connections),
  },
];

const authenticationProviders: Provider[] = [
  { provide: CsrfCheck, inject: [SETTINGS], useFactory: (settings: Settings) => new CsrfCheck(settings) },
  {
    provide: ReaderTokens,
    inject: [SETTINGS, OutboundClient],
    useFactory: (settings: Settings, outbound: OutboundClient) => new ReaderTokens(settings, outbound),
  },
  {
    provide: KeyAuthenticator,
    inject: [KeyRing, Sessions, CsrfCheck],
    useFactory: (keyRing: KeyRing, sessions: Sessions, csrf: CsrfCheck) =>
      new KeyAuthenticator(keyRing, sessions, csrf),
  },
  {
    provide: ReaderAuthenticator,
    inject: [KeyAuthenticator, ReaderTokens],
    useFactory: (keys: KeyAuthenticator, tokens: ReaderTokens) => new ReaderAuthenticator(keys, tokens),
  },
  {
    provide: ChannelAccess,
    inject: [Store, LOGGER],
    useFactory: (store: Store, log: Logger) => new ChannelAccess(store.privateChannels, log),
  },
  { provide: APP_GUARD, useClass: ScopeGuard },
];

/**
 * Who may do what, and how often: keys, sessions, reader tokens, private channels, rate limits, the audit
 * log, outbound requests.
 */
@Module({
  imports: [StoreModule],
  controllers: [KeysController, AuditController, PrivateChannelsController],
  providers: [
    ...keyProviders,
    ...sessionProviders,
    ...limitProviders,
    ...authenticationProviders,
    {
      provide: OutboundClient,
      inject: [SETTINGS],
      useFactory: (settings: Settings) =>
        new OutboundClient({ allowPrivate: settings.allowPrivateNetwork, userAgent: userAgent(settings) }),
    },
    Audit,
  ],
  exports: [
    KeyRing,
    RateLimits,
    AdmissionControl,
    KeyAuthenticator,
    CsrfCheck,
    Sessions,
    ReaderAuthenticator,
    ChannelAccess,
    Audit,
    OutboundClient,
  ],
})
export class AccessModule implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  constructor(
    @Inject(KeyLastUsed) private readonly lastUsed: KeyLastUsed,
    @Inject(KeyWatch) private readonly watch: KeyWatch,
    @Inject(ChannelAccess) private readonly channelAccess: ChannelAccess,
    @Inject(OutboundClient) private readonly outbound: OutboundClient,
    @Inject(RateLimits) private readonly rateLimits: RateLimits,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.channelAccess.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.channelAccess.close();
    this.watch.close();
    this.sessions.close();
    await this.lastUsed.close();
  }

  async onApplicationShutdown(): Promise<void> {
    this.rateLimits.close();
    await this.outbound.close();
  }
}
