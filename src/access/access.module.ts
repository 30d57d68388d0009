import { Inject, Module, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SETTINGS, type Settings } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { Audit } from './audit.js';
import { AuditController } from './audit.controller.js';
import { KeyRing } from './key-ring.js';
import { KeyUses } from './key-uses.js';
import { KeyWatch } from './key-watch.js';
import { KeysController } from './keys.controller.js';
import { Outbound } from './outbound.js';
import { ScopeGuard } from './scope.guard.js';

/** How Dateline names itself to the servers that it asks. */
const userAgent = ({ publicUrl }: Settings): string => (publicUrl === undefined ? 'Dateline/0.1' : `Dateline/0.1 (+${publicUrl})`);

@Module({
  imports: [StoreModule],
  controllers: [KeysController, AuditController],
  providers: [
    { provide: KeyUses, inject: [Store, LOGGER], useFactory: (store: Store, log: Logger) => new KeyUses(store.keys, log) },
    { provide: KeyWatch, inject: [Store, LOGGER], useFactory: (store: Store, log: Logger) => new KeyWatch(store.keys, log) },
    { provide: KeyRing, inject: [Store, KeyUses, KeyWatch], useFactory: (store: Store, uses: KeyUses, watch: KeyWatch) => new KeyRing(store.keys, uses, watch) },
    { provide: Outbound, inject: [SETTINGS], useFactory: (settings: Settings) => new Outbound({ allowPrivate: settings.allowPrivateNetwork, userAgent: userAgent(settings) }) },
    { provide: APP_GUARD, useClass: ScopeGuard },
    Audit,
  ],
  exports: [KeyRing, Audit, Outbound],
})
export class AccessModule implements OnModuleDestroy, OnApplicationShutdown {
  constructor(
    @Inject(KeyUses) private readonly uses: KeyUses,
    @Inject(KeyWatch) private readonly watch: KeyWatch,
    @Inject(Outbound) private readonly outbound: Outbound,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.watch.close();
    await this.uses.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.outbound.close();
  }
}
