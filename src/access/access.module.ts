import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SETTINGS, type Settings } from '../config.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { KeyRing } from './key-ring.js';
import { KeysController } from './keys.controller.js';
import { Outbound } from './outbound.js';
import { ScopeGuard } from './scope.guard.js';

/** How Dateline names itself to the servers that it asks. */
const userAgent = ({ publicUrl }: Settings): string => (publicUrl === undefined ? 'Dateline/0.1' : `Dateline/0.1 (+${publicUrl})`);

@Module({
  imports: [StoreModule],
  controllers: [KeysController],
  providers: [
    { provide: KeyRing, inject: [Store], useFactory: (store: Store) => new KeyRing(store.keys) },
    { provide: Outbound, inject: [SETTINGS], useFactory: (settings: Settings) => new Outbound({ allowPrivate: settings.allowPrivateNetwork, userAgent: userAgent(settings) }) },
    { provide: APP_GUARD, useClass: ScopeGuard },
  ],
  exports: [KeyRing, Outbound],
})
export class AccessModule implements OnApplicationShutdown {
  constructor(@Inject(Outbound) private readonly outbound: Outbound) {}

  async onApplicationShutdown(): Promise<void> {
    await this.outbound.close();
  }
}
