import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { Jobs, checkRedis } from './jobs.js';
import { Sweeps } from './sweeps.js';

@Module({
  providers: [
    {
      provide: Jobs,
      inject: [SETTINGS, LOGGER],
      useFactory: async (settings: Settings, log: Logger): Promise<Jobs> => {
        if (settings.redisUrl !== undefined) await checkRedis(settings.redisUrl);
        const jobs = new Jobs(settings.redisUrl === undefined ? { kind: 'postgres', url: settings.database } : { kind: 'redis', url: settings.redisUrl }, log);
        await jobs.ready();
        return jobs;
      },
    },
    { provide: Sweeps, inject: [LOGGER], useFactory: (log: Logger) => new Sweeps(log) },
  ],
  exports: [Jobs, Sweeps],
})
export class QueueModule implements OnApplicationShutdown {
  constructor(@Inject(Jobs) private readonly jobs: Jobs) {}

  async onApplicationShutdown(): Promise<void> {
    await this.jobs.close();
  }
}
