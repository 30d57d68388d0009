import { Module, type DynamicModule } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { ArriveModule } from './arrive/arrive.module.js';
import { SETTINGS, type Role, type Settings } from './config.js';
import { PipelineStages } from './core/log/pipeline-stages.js';
import { GatewayModule, HintBusModule } from './deliver/deliver.module.js';
import { LOGGER, type Logger } from './logger.js';
import { OpsModule } from './ops/ops.module.js';
import { QueueModule } from './queue/queue.module.js';
import { ReadModule, UpdatesModule } from './read/read.module.js';
import { ReviseModule } from './revise/revise.module.js';
import { StoreModule } from './store/store.module.js';

@Module({})
class SettingsModule {}

/** The modules that this process's roles need, in the order of a story's life. */
@Module({})
export class AppModule {
  static of(settings: Settings, log: Logger): DynamicModule {
    const has = (...roles: Role[]): boolean => roles.some((role) => settings.roles.has(role));
    const providers = [{ provide: SETTINGS, useValue: settings }, { provide: LOGGER, useValue: log }, PipelineStages];
    return {
      module: AppModule,
      imports: [
        { module: SettingsModule, global: true, providers, exports: [SETTINGS, LOGGER, PipelineStages] },
        AccessModule,
        ...(has('api', 'worker') ? [ArriveModule.of(settings.roles)] : []),
        ...(has('api', 'worker') ? [QueueModule] : []),
        ...(has('worker') ? [ReviseModule] : []),
        StoreModule,
        ...(has('worker', 'gateway') ? [HintBusModule] : []),
        ...(has('gateway') ? [GatewayModule] : []),
        ...(has('api') ? [ReadModule] : []),
        ...(has('api', 'gateway') ? [UpdatesModule] : []),
        OpsModule.of(settings.roles),
      ],
    };
  }
}
