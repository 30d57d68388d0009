import { Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { Stages } from '../core/stages.js';
import { Jobs } from '../queue/jobs.js';
import { QueueModule } from '../queue/queue.module.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { Intake } from './intake.js';
import { RegroupController } from './regroup.controller.js';
import { PublishController } from './publish.controller.js';
import { SubmissionsController } from './submissions.controller.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({
  imports: [StoreModule, AccessModule, QueueModule],
  controllers: [PublishController, RegroupController, SubmissionsController, WebhooksController],
  providers: [{ provide: Intake, inject: [Store, Jobs, Stages], useFactory: (store: Store, jobs: Jobs, stages: Stages) => new Intake(store, jobs, stages) }],
})
export class ArriveModule implements OnModuleDestroy {
  constructor(@Inject(Intake) private readonly intake: Intake) {}

  onModuleDestroy(): void {
    this.intake.close();
  }
}
