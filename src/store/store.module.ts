import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { isForbidden, migrate, openDatabase } from './database/database.js';
import { Store } from './store.js';

@Module({
  providers: [
    {
      provide: Store,
      inject: [SETTINGS, LOGGER],
      useFactory: async (settings: Settings, log: Logger): Promise<Store> => {
        await migrate(settings.database, log);
        const store = new Store(openDatabase(settings.database, log), log);
        store.corruptRows.onFound((found) =>
          log.error(found, 'a stored revision is corrupt: readers get its log entry without content; see /ops'),
        );
        try {
          const moved = await store.logEpoch.renewIfMoved();
          if (moved !== null)
            log.warn(moved, 'the log was last written in another database: a new epoch begins, and all readers reload');
        } catch (error) {
          if (!isForbidden(error)) {
            await store.db.destroy();
            throw error;
          }
          log.warn('Postgres does not let this user identify the cluster: after a restore, run "dateline epoch --new"');
        }
        return store;
      },
    },
  ],
  exports: [Store],
})
export class StoreModule implements OnApplicationShutdown {
  constructor(@Inject(Store) private readonly store: Store) {}

  async onApplicationShutdown(): Promise<void> {
    this.store.writeBreaker.close();
    await this.store.db.destroy();
  }
}
