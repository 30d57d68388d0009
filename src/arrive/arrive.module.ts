import {
  Inject,
  Module,
  Optional,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type Provider,
} from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { OutboundClient } from '../access/outbound/outbound-client.js';
import { SETTINGS, type Role, type Settings } from '../config.js';
import { PipelineStages } from '../core/log/pipeline-stages.js';
import { LOGGER, type Logger } from '../logger.js';
import { QueueModule } from '../queue/queue.module.js';
import { SourceSchedule } from '../queue/source-schedule.js';
import { SubmissionQueue } from '../queue/submission-queue.js';
import { Sweeps } from '../queue/sweeps.js';
import { Store } from '../store/store.js';
import { StoreModule } from '../store/store.module.js';
import { EmbedResolver, RETRY_MS } from './embed/embed-resolver.js';
import { ImportParser } from './publish/import-parser.js';
import { ImportController } from './publish/import.controller.js';
import { Importer } from './publish/importer.js';
import { Intake } from './publish/intake.js';
import { MergeSplitController } from './publish/merge-split.controller.js';
import { PublishController } from './publish/publish.controller.js';
import { SubmissionsController } from './publish/submissions.controller.js';
import { HubSubscriber } from './watch/hub-subscriber.js';
import { PollRecorder } from './watch/poll-recorder.js';
import { Poller } from './watch/poller.js';
import { RobotsTxt } from './watch/robots-txt.js';
import { SourceFetcher } from './watch/source-fetcher.js';
import { SourceReader } from './watch/source-reader.js';
import { SourcesController } from './watch/sources.controller.js';
import { WebsubController } from './watch/websub.controller.js';
import { WebhooksController } from './webhook/webhooks.controller.js';

/** How often schedules that the queue lost are restored, and how long overdue a source then is. */
const RESCHEDULE_MS = 1_000;
const OVERDUE_MS = 1_500;
const RESCHEDULE_LIMIT = 500;
const EMBEDS_MS = 1_000;
const UNSUBSCRIBE_MS = 2_000;

/** Injection token of the clock: a function that returns ms since the epoch. */
const CLOCK = Symbol('clock');
type Clock = () => number;

const controllers = [
  PublishController,
  ImportController,
  MergeSplitController,
  SubmissionsController,
  SourcesController,
  WebhooksController,
  WebsubController,
];

const commonProviders: Provider[] = [
  { provide: CLOCK, useValue: (): number => Date.now() },
  {
    provide: Intake,
    inject: [Store, SubmissionQueue, PipelineStages],
    useFactory: (store: Store, jobs: SubmissionQueue, stages: PipelineStages) => new Intake(store, jobs, stages),
  },
  {
    provide: Importer,
    inject: [Intake, Store],
    useFactory: (intake: Intake, store: Store) => new Importer(intake, store),
  },
  { provide: ImportParser, useFactory: () => new ImportParser() },
  {
    provide: HubSubscriber,
    inject: [Store, OutboundClient, SETTINGS, CLOCK, LOGGER],
    useFactory: (store: Store, outbound: OutboundClient, { publicUrl }: Settings, now: Clock, log: Logger) =>
      new HubSubscriber(store, outbound, publicUrl, now, log),
  },
];

const workerProviders: Provider[] = [
  { provide: SourceReader, useFactory: () => new SourceReader() },
  {
    provide: RobotsTxt,
    inject: [OutboundClient, CLOCK],
    useFactory: (outbound: OutboundClient, now: Clock) => new RobotsTxt(outbound, now),
  },
  {
    provide: SourceFetcher,
    inject: [OutboundClient, RobotsTxt, SourceReader, CLOCK],
    useFactory: (outbound: OutboundClient, robotsTxt: RobotsTxt, reader: SourceReader, now: Clock) =>
      new SourceFetcher(outbound, robotsTxt, reader, now),
  },
  {
    provide: PollRecorder,
    inject: [Store, Intake, CLOCK],
    useFactory: (store: Store, intake: Intake, now: Clock) => new PollRecorder(store, intake, now),
  },
  {
    provide: Poller,
    inject: [Store, SourceSchedule, SourceFetcher, PollRecorder, HubSubscriber, CLOCK, LOGGER],
    useFactory: (
      store: Store,
      schedules: SourceSchedule,
      fetcher: SourceFetcher,
      recorder: PollRecorder,
      hubs: HubSubscriber,
      now: Clock,
      log: Logger,
    ) => new Poller({ store, schedules, fetcher, recorder, hubs, now, log }),
  },
  {
    provide: EmbedResolver,
    inject: [Store, OutboundClient, SETTINGS, LOGGER],
    useFactory: ({ embeds }: Store, outbound: OutboundClient, { embedProviders: providers }: Settings, log: Logger) =>
      new EmbedResolver({ embeds, outbound, providers, retryMs: RETRY_MS, log }),
  },
];

/**
 * How content gets into Dateline: by publish calls (api), and by polling sources (worker). Also resolves
 * embeds, and manages webhooks.
 */
@Module({})
export class ArriveModule implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  constructor(
    @Inject(Intake) private readonly intake: Intake,
    @Inject(ImportParser) private readonly importParser: ImportParser,
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
      controllers: roles.has('api') ? controllers : [],
      providers: [...commonProviders, ...(roles.has('worker') ? workerProviders : [])],
    };
  }

  onApplicationBootstrap(): void {
    const { poller, embeds } = this;
    if (embeds !== undefined) this.sweeps.start({ name: 'embed titles', everyMs: EMBEDS_MS, run: () => embeds.run() });
    if (poller === undefined) return;
    this.sweeps.start({
      name: 'WebSub unsubscriptions',
      everyMs: UNSUBSCRIBE_MS,
      run: () => this.hubs.unsubscribePending(),
    });
    this.schedules.startWorker((id) => poller.poll(id));
    const run = async (): Promise<void> => void (await poller.rescheduleOverdue(OVERDUE_MS, RESCHEDULE_LIMIT));
    this.sweeps.start({ name: 'lost schedules', everyMs: RESCHEDULE_MS, run });
  }

  onModuleDestroy(): void {
    this.intake.close();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.poller?.close(), this.embeds?.close(), this.schedules.stopWorker()]);
    await Promise.all([this.reader?.close(), this.importParser.close()]);
  }
}
