import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { migrate, openDatabase } from './database.js';
import { Store } from './store.js';

@Module({
  providers: [
    {
      provide: Store,
      inject: [SETTINGS, LOGGER],
      useFactory: async (settings: Settings, log: Logger): Promise<Store> => {
        await migrate(settings.database, log);
        return new Store(openDatabase(settings.database, log));
      },
    },
  ],
  exports: [Store],
})
export class StoreModule implements OnApplicationShutdown {
  constructor(@Inject(Store) private readonly store: Store) {}

  async onApplicationShutdown(): Promise<void> {
    await this.store.db.destroy();
  }
}
