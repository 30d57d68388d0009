import type { Logger } from '../logger.js';
import { AuditLog } from './access/audit-log.js';
import type { Database, Tx } from './database/database.js';
import { DeskQueries } from './story/desk-queries.js';
import { Embargoes } from './story/embargoes.js';
import { Embeds } from './story/embeds.js';
import { Feeds } from './story/feeds.js';
import { HubUnsubscriptions } from './source/hub-unsubscriptions.js';
import { LogEpoch } from './log/log-epoch.js';
import { Keys } from './access/keys.js';
import { Nodes } from './ops/nodes.js';
import { OpsQueries } from './ops/ops-queries.js';
import { Posts } from './story/posts.js';
import { PrivateChannels } from './log/private-channels.js';
import { KilledContent } from './story/killed-content.js';
import { Retention } from './log/retention.js';
import { Sessions } from './access/sessions.js';
import { SourceItems } from './source/source-items.js';
import { Sources } from './source/sources.js';
import { StoryHistory } from './story/story-history.js';
import { RelatedStories } from './story/related-stories.js';
import { Stories } from './story/stories.js';
import { StoryViews } from './story/story-views.js';
import { Submissions } from './submission/submissions.js';
import { CorruptRows } from './database/corrupt-rows.js';
import { UpdateLog } from './log/update-log.js';
import { WebhookLeases } from './webhook/webhook-leases.js';
import { Webhooks } from './webhook/webhooks.js';
import { probeWrite, WriteCircuitBreaker } from './database/write-circuit-breaker.js';

/** All access to the database. No other module uses SQL. */
export class Store {
  readonly submissions: Submissions;
  readonly stories: Stories;
  readonly storyViews: StoryViews;
  readonly posts: Posts;
  readonly storyHistory: StoryHistory;
  readonly relatedStories: RelatedStories;
  readonly desk: DeskQueries;
  readonly embargoes: Embargoes;
  readonly embeds: Embeds;
  readonly feeds: Feeds;
  readonly killedContent: KilledContent;
  readonly updateLog: UpdateLog;
  readonly keys: Keys;
  readonly sessions: Sessions;
  readonly webhooks: Webhooks;
  readonly webhookLeases: WebhookLeases;
  readonly auditLog: AuditLog;
  readonly nodes: Nodes;
  readonly opsQueries: OpsQueries;
  readonly retention: Retention;
  readonly logEpoch: LogEpoch;
  readonly hubUnsubscriptions: HubUnsubscriptions;
  readonly sources: Sources;
  readonly sourceItems: SourceItems;
  readonly privateChannels: PrivateChannels;
  readonly corruptRows: CorruptRows;

  /** Refuses writes at once while Postgres can't take them. */
  readonly writeBreaker: WriteCircuitBreaker;

  constructor(
    readonly db: Database,
    log?: Pick<Logger, 'warn' | 'info'>,
  ) {
    this.writeBreaker = new WriteCircuitBreaker(probeWrite(db), log);
    const corruptRows = new CorruptRows(db);
    this.corruptRows = corruptRows;
    this.submissions = new Submissions(db);
    this.stories = new Stories(db);
    this.storyViews = new StoryViews(db, corruptRows);
    this.posts = new Posts(db, corruptRows);
    this.storyHistory = new StoryHistory(db, corruptRows);
    this.relatedStories = new RelatedStories(db, corruptRows);
    this.desk = new DeskQueries(db, corruptRows);
    this.embargoes = new Embargoes(db);
    this.embeds = new Embeds(db);
    this.feeds = new Feeds(db, corruptRows);
    this.killedContent = new KilledContent(db);
    this.updateLog = new UpdateLog(db, corruptRows);
    this.keys = new Keys(db);
    this.sessions = new Sessions(db);
    this.webhooks = new Webhooks(db, corruptRows);
    this.webhookLeases = new WebhookLeases(db);
    this.auditLog = new AuditLog(db);
    this.nodes = new Nodes(db);
    this.opsQueries = new OpsQueries(db, corruptRows);
    this.retention = new Retention(db);
    this.logEpoch = new LogEpoch(db);
    this.hubUnsubscriptions = new HubUnsubscriptions(db);
    this.sources = new Sources(db);
    this.sourceItems = new SourceItems();
    this.privateChannels = new PrivateChannels(db);
  }

  /** Runs `work` in one transaction; it is rolled back if `work` throws. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.transaction().execute(work);
  }
}
