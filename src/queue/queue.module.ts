import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { checkRedis, type QueueBackend } from './bullmq-backend.js';
import { SourceSchedule } from './source-schedule.js';
import { SubmissionQueue } from './submission-queue.js';
import { Sweeps } from './sweeps.js';

const backendOf = ({ redisUrl, database }: Settings): QueueBackend =>
  redisUrl === undefined ? { kind: 'postgres', url: database } : { kind: 'redis', url: redisUrl };

@Module({
  providers: [
    {
      provide: SubmissionQueue,
      inject: [SETTINGS, LOGGER],
      useFactory: async (settings: Settings, log: Logger): Promise<SubmissionQueue> => {
        if (settings.redisUrl !== undefined) await checkRedis(settings.redisUrl);
        const submissions = new SubmissionQueue(backendOf(settings), log);
        await submissions.ready();
        return submissions;
      },
    },
    // Depends on the submission queue, which checks Redis first.
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
    @Inject(SubmissionQueue) private readonly submissions: SubmissionQueue,
    @Inject(SourceSchedule) private readonly schedules: SourceSchedule,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.submissions.close(), this.schedules.close()]);
  }
}
