import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { SubmissionQueue, checkRedis, type QueueBackend } from './submission-queue.js';
import { SourceSchedule } from './source-schedule.js';
import { Sweeps } from './sweeps.js';

const backendOf = ({ redisUrl, database }: Settings): QueueBackend => (redisUrl === undefined ? { kind: 'postgres', url: database } : { kind: 'redis', url: redisUrl });

@Module({
  providers: [
    {
      provide: SubmissionQueue,
      inject: [SETTINGS, LOGGER],
      useFactory: async (settings: Settings, log: Logger): Promise<SubmissionQueue> => {
        if (settings.redisUrl !== undefined) await checkRedis(settings.redisUrl);
        const jobs = new SubmissionQueue(backendOf(settings), log);
        await jobs.ready();
        return jobs;
      },
    },
    // After the jobs, whose Redis has been looked at by then.
    {
      provide: SourceSchedule,
      inject: [SETTINGS, LOGGER, SubmissionQueue],
      useFactory: async (settings: Settings, log: Logger): Promise<SourceSchedule> => {
        const schedule = new SourceSchedule(backendOf(settings), log);
        await schedule.ready();
        return schedule;
      },
    },
    { provide: Sweeps, inject: [LOGGER], useFactory: (log: Logger) => new Sweeps(log) },
  ],
  exports: [SubmissionQueue, SourceSchedule, Sweeps],
})
export class QueueModule implements OnApplicationShutdown {
  constructor(
    @Inject(SubmissionQueue) private readonly jobs: SubmissionQueue,
    @Inject(SourceSchedule) private readonly schedules: SourceSchedule,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.jobs.close(), this.schedules.close()]);
  }
}
