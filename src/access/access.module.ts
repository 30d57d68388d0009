import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { KeyRing } from './key-ring.js';
import { KeysController } from './keys.controller.js';
import { ScopeGuard } from './scope.guard.js';

@Module({
  imports: [StoreModule],
  controllers: [KeysController],
  providers: [
    { provide: KeyRing, inject: [Store], useFactory: (store: Store) => new KeyRing(store.keys) },
    { provide: APP_GUARD, useClass: ScopeGuard },
  ],
  exports: [KeyRing],
})
export class AccessModule {}
