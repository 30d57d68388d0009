import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { Jobs, checkRedis, type QueueBackend } from './submission-queue.js';
import { Schedules } from './source-schedule.js';
import { Sweeps } from './sweeps.js';

const backendOf = ({ redisUrl, database }: Settings): QueueBackend => (redisUrl === undefined ? { kind: 'postgres', url: database } : { kind: 'redis', url: redisUrl });

@Module({
  providers: [
    {
      provide: Jobs,
      inject: [SETTINGS, LOGGER],
      useFactory: async (settings: Settings, log: Logger): Promise<Jobs> => {
        if (settings.redisUrl !== undefined) await checkRedis(settings.redisUrl);
        const jobs = new Jobs(backendOf(settings), log);
        await jobs.ready();
        return jobs;
      },
    },
    // After the jobs, whose Redis has been looked at by then.
    { provide: Schedules, inject: [SETTINGS, LOGGER, Jobs], useFactory: (settings: Settings, log: Logger) => new Schedules(backendOf(settings), log) },
    { provide: Sweeps, inject: [LOGGER], useFactory: (log: Logger) => new Sweeps(log) },
  ],
  exports: [Jobs, Schedules, Sweeps],
})
export class QueueModule implements OnApplicationShutdown {
  constructor(
    @Inject(Jobs) private readonly jobs: Jobs,
    @Inject(Schedules) private readonly schedules: Schedules,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.jobs.close(), this.schedules.close()]);
  }
}
