import type { Logger } from '../logger.js';
import { AuditLog } from './audit-log.js';
import type { Database, Tx } from './database.js';
import { DeskShelf } from './desk.js';
import { Embargoes } from './embargoes.js';
import { Embeds } from './embeds.js';
import { Feeds } from './feeds.js';
import { HubEndings } from './hub-endings.js';
import { Home } from './home.js';
import { Keys } from './keys.js';
import { Nodes } from './nodes.js';
import { Oversight } from './oversight.js';
import { Posts } from './posts.js';
import { PrivateChannels } from './private-channels.js';
import { Purge } from './purge.js';
import { Retention } from './retention.js';
import { Sessions } from './sessions.js';
import { SourceItems } from './source-items.js';
import { Sources } from './sources.js';
import { StoryHistory } from './story-history.js';
import { StoryLinks } from './story-links.js';
import { Stories } from './stories.js';
import { Submissions } from './submissions.js';
import { Unreadable } from './unreadable.js';
import { UpdateLog } from './update-log.js';
import { WebhookLines } from './webhook-lines.js';
import { Webhooks } from './webhooks.js';
import { probeWrite, WriteGate } from './write-gate.js';

/** The truth, and the only door to it. */
export class Store {
  readonly submissions: Submissions;
  readonly stories: Stories;
  readonly posts: Posts;
  readonly history: StoryHistory;
  readonly links: StoryLinks;
  readonly desk: DeskShelf;
  readonly embargoes: Embargoes;
  readonly embeds: Embeds;
  readonly feeds: Feeds;
  readonly purge: Purge;
  readonly updateLog: UpdateLog;
  readonly keys: Keys;
  readonly sessions: Sessions;
  readonly webhooks: Webhooks;
  readonly webhookLines: WebhookLines;
  readonly auditLog: AuditLog;
  readonly nodes: Nodes;
  readonly oversight: Oversight;
  readonly retention: Retention;
  readonly home: Home;
  readonly hubEndings: HubEndings;
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
    this.links = new StoryLinks(db, unreadable);
    this.desk = new DeskShelf(db, unreadable);
    this.embargoes = new Embargoes(db);
    this.embeds = new Embeds(db);
    this.feeds = new Feeds(db, unreadable);
    this.purge = new Purge(db);
    this.updateLog = new UpdateLog(db, unreadable);
    this.keys = new Keys(db);
    this.sessions = new Sessions(db);
    this.webhooks = new Webhooks(db, unreadable);
    this.webhookLines = new WebhookLines(db);
    this.auditLog = new AuditLog(db);
    this.nodes = new Nodes(db);
    this.oversight = new Oversight(db, unreadable);
    this.retention = new Retention(db);
    this.home = new Home(db);
    this.hubEndings = new HubEndings(db);
    this.sources = new Sources(db);
    this.sourceItems = new SourceItems();
    this.privateChannels = new PrivateChannels(db);
  }

  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.transaction().execute(work);
  }
}
