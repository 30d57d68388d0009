import type { Logger } from '../logger.js';
import { AuditLog } from './access/audit-log.js';
import type { Database, Tx } from './database/database.js';
import { DeskQueries } from './story/desk.js';
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
import { Purge } from './story/purge.js';
import { Retention } from './log/retention.js';
import { Sessions } from './access/sessions.js';
import { SourceItems } from './source/source-items.js';
import { Sources } from './source/sources.js';
import { StoryHistory } from './story/story-history.js';
import { RelatedStories } from './story/related-stories.js';
import { Stories } from './story/stories.js';
import { Submissions } from './submission/submissions.js';
import { Unreadable } from './database/unreadable.js';
import { UpdateLog } from './log/update-log.js';
import { WebhookLeases } from './webhook/webhook-leases.js';
import { Webhooks } from './webhook/webhooks.js';
import { probeWrite, WriteGate } from './database/write-gate.js';

/** The truth, and the only door to it. */
export class Store {
  readonly submissions: Submissions;
  readonly stories: Stories;
  readonly posts: Posts;
  readonly history: StoryHistory;
  readonly links: RelatedStories;
  readonly desk: DeskQueries;
  readonly embargoes: Embargoes;
  readonly embeds: Embeds;
  readonly feeds: Feeds;
  readonly purge: Purge;
  readonly updateLog: UpdateLog;
  readonly keys: Keys;
  readonly sessions: Sessions;
  readonly webhooks: Webhooks;
  readonly webhookLines: WebhookLeases;
  readonly auditLog: AuditLog;
  readonly nodes: Nodes;
  readonly oversight: OpsQueries;
  readonly retention: Retention;
  readonly home: LogEpoch;
  readonly hubEndings: HubUnsubscriptions;
  readonly sources: Sources;
  readonly sourceItems: SourceItems;
  readonly privateChannels: PrivateChannels;
  readonly unreadable: Unreadable;

  /** Whether anything can be written. */
  readonly writes: WriteGate;

  constructor(
    readonly db: Database,
    log?: Pick<Logger, 'warn' | 'info'>,
  ) {
    this.writes = new WriteGate(probeWrite(db), log);
    const unreadable = new Unreadable(db);
    this.unreadable = unreadable;
    this.submissions = new Submissions(db);
    this.stories = new Stories(db, unreadable);
    this.posts = new Posts(db, unreadable);
    this.history = new StoryHistory(db, unreadable);
    this.links = new RelatedStories(db, unreadable);
    this.desk = new DeskQueries(db, unreadable);
    this.embargoes = new Embargoes(db);
    this.embeds = new Embeds(db);
    this.feeds = new Feeds(db, unreadable);
    this.purge = new Purge(db);
    this.updateLog = new UpdateLog(db, unreadable);
    this.keys = new Keys(db);
    this.sessions = new Sessions(db);
    this.webhooks = new Webhooks(db, unreadable);
    this.webhookLines = new WebhookLeases(db);
    this.auditLog = new AuditLog(db);
    this.nodes = new Nodes(db);
    this.oversight = new OpsQueries(db, unreadable);
    this.retention = new Retention(db);
    this.home = new LogEpoch(db);
    this.hubEndings = new HubUnsubscriptions(db);
    this.sources = new Sources(db);
    this.sourceItems = new SourceItems();
    this.privateChannels = new PrivateChannels(db);
  }

  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.transaction().execute(work);
  }
}
