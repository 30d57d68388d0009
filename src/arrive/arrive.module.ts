import { Inject, Module, Optional, type BeforeApplicationShutdown, type DynamicModule, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { OutboundClient } from '../access/outbound/outbound-client.js';
import { SETTINGS, type Role, type Settings } from '../config.js';
import { LOGGER, type Logger } from '../logger.js';
import { Stages } from '../core/log/pipeline-stages.js';
import { SubmissionQueue } from '../queue/submission-queue.js';
import { QueueModule } from '../queue/queue.module.js';
import { SourceSchedule } from '../queue/source-schedule.js';
import { Sweeps } from '../queue/sweeps.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { EmbedResolver, RETRY_MS } from './embed/embed-resolver.js';
import { HubSubscriber } from './watch/hub-subscriber.js';
import { ImportController } from './publish/import.controller.js';
import { ImportParser } from './publish/import-parser.js';
import { Importer } from './publish/importer.js';
import { Intake } from './publish/intake.js';
import { PollRecorder } from './watch/poll-recorder.js';
import { Poller } from './watch/poller.js';
import { PublishController } from './publish/publish.controller.js';
import { MergeSplitController } from './publish/merge-split.controller.js';
import { RobotsTxt } from './watch/robots-txt.js';
import { SourceReader } from './watch/source-reader.js';
import { SourcesController } from './watch/sources.controller.js';
import { SubmissionsController } from './publish/submissions.controller.js';
import { SourceFetcher } from './watch/source-fetcher.js';
import { WebhooksController } from './webhook/webhooks.controller.js';
import { WebsubController } from './watch/websub.controller.js';

/** How soon a schedule that the queue lost is put back. */
const SWEEP_MS = 1_000;
const OVERDUE_MS = 1_500;
const SWEEP_LIMIT = 500;
const EMBEDS_MS = 1_000;
const ENDINGS_MS = 2_000;

const clock = (): number => Date.now();

const importer = { provide: Importer, inject: [Intake, Store], useFactory: (intake: Intake, store: Store) => new Importer(intake, store) };
const imports = { provide: ImportParser, useFactory: () => new ImportParser() };

const hubs = {
  provide: HubSubscriber,
  inject: [Store, OutboundClient, SETTINGS, LOGGER],
  useFactory: (store: Store, outbound: OutboundClient, settings: Settings, log: Logger) => new HubSubscriber(store, outbound, settings.publicUrl, clock, log),
};

const watching = [
  { provide: SourceReader, useFactory: () => new SourceReader() },
  {
    provide: Poller,
    inject: [Store, Intake, SourceSchedule, OutboundClient, SourceReader, HubSubscriber, LOGGER],
    useFactory: (store: Store, intake: Intake, schedules: SourceSchedule, outbound: OutboundClient, reader: SourceReader, subscriber: HubSubscriber, log: Logger) =>
      new Poller({ store, schedules, visitor: new SourceFetcher(outbound, new RobotsTxt(outbound, clock), reader, clock), record: new PollRecorder(store, intake, clock), hubs: subscriber, now: clock, log }),
  },
];

const embeds = {
  provide: EmbedResolver,
  inject: [Store, OutboundClient, SETTINGS, LOGGER],
  useFactory: (store: Store, outbound: OutboundClient, { embedProviders: providers }: Settings, log: Logger) => new EmbedResolver({ embeds: store.embeds, outbound, providers, retryMs: RETRY_MS, log }),
};

/** What comes to Dateline: where publishers send (api), and where it looks itself (worker). */
@Module({})
export class ArriveModule implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  constructor(
    @Inject(Intake) private readonly intake: Intake,
    @Inject(ImportParser) private readonly importReader: ImportParser,
    @Inject(SourceSchedule) private readonly schedules: SourceSchedule,
    @Inject(Sweeps) private readonly sweeps: Sweeps,
    @Optional() @Inject(Poller) private readonly poller: Poller | undefined,
    @Optional() @Inject(SourceReader) private readonly reader: SourceReader | undefined,
    @Inject(HubSubscriber) private readonly hubs: HubSubscriber,
    @Optional() @Inject(EmbedResolver) private readonly embeds: EmbedResolver | undefined,
  ) {}

  static of(roles: ReadonlySet<Role>): DynamicModule {
    return {
      module: ArriveModule,
      imports: [StoreModule, AccessModule, QueueModule],
      controllers: roles.has('api') ? [PublishController, ImportController, MergeSplitController, SubmissionsController, SourcesController, WebhooksController, WebsubController] : [],
      providers: [{ provide: Intake, inject: [Store, SubmissionQueue, Stages], useFactory: (store: Store, jobs: SubmissionQueue, stages: Stages) => new Intake(store, jobs, stages) }, importer, imports, hubs, ...(roles.has('worker') ? [...watching, embeds] : [])],
    };
  }

  onApplicationBootstrap(): void {
    const { poller, embeds: resolver } = this;
    if (resolver !== undefined) this.sweeps.start({ name: 'what embeds are called', every: EMBEDS_MS, run: () => resolver.run() });
    if (poller === undefined) return;
    this.sweeps.start({ name: 'subscriptions that are to end', every: ENDINGS_MS, run: () => this.hubs.unsubscribePending() });
    this.schedules.work((id) => poller.poll(id));
    this.sweeps.start({ name: 'lost schedules', every: SWEEP_MS, run: async () => void (await poller.rescheduleOverdue(OVERDUE_MS, SWEEP_LIMIT)) });
  }

  onModuleDestroy(): void {
    this.intake.close();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.poller?.close(), this.embeds?.close(), this.schedules.stopWork()]);
    await Promise.all([this.reader?.close(), this.importReader.close()]);
  }
}
