import type { Rights } from '../../core/log/audience.js';
import { formatCursor, resetReason, parseCursor, type Cursor } from '../../core/log/cursor.js';
import { DatelineError } from '../../core/errors.js';
import type { LogHead, UpdateLog } from '../../store/log/update-log.js';
import { PageCache, type EncodedPage } from '../http/response-cache.js';
import { RecentUpdates } from './recent-updates.js';
import { encodeUpdate, pageOf } from './updates-page.js';

const KEPT = { pages: 200, bytes: 16 * 1024 * 1024, ms: 1_000 };

function assertResumable(since: Cursor | null, log: LogHead): void {
  const reason = since === null ? null : resetReason(since, log);
  if (reason === null) return;
  throw new DatelineError('reset', 'The cursor can not be resumed from: load the stories anew and go on from "cursor".', { reason, cursor: formatCursor(log.epoch, log.head) });
}

/** A page of a private channel, for one reader: asked for anew each time, and kept nowhere. */
export async function privatePage(updateLog: Pick<UpdateLog, 'updatesAfter'>, channel: string, since: Cursor | null, limit: number, rights: Rights): Promise<EncodedPage> {
  const page = await updateLog.updatesAfter(channel, since?.seq ?? 0, limit, rights);
  assertResumable(since, page);
  return pageOf(page.updates.map((update) => encodeUpdate(update, parseCursor(update.cursor).seq)), limit, page);
}

/** The pages of every channel's log: the newest from memory, older ones from Postgres, one query for all who ask within a second. */
export class ChannelPages {
  private readonly recent: RecentUpdates;
  private readonly kept: PageCache;

  constructor(
    private readonly updateLog: Pick<UpdateLog, 'head' | 'entriesAfter' | 'updatesAfter' | 'onCommitted'>,
    now: () => number = () => performance.now(),
  ) {
    this.recent = new RecentUpdates(updateLog, now);
    this.kept = new PageCache(KEPT, now);
    updateLog.onCommitted(() => this.recent.outdate());
  }

  /** The page after `since` (null: from the start), `limit` updates at most. Throws `reset`, or where Postgres doesn't answer. */
  async page(channel: string, since: Cursor | null, limit: number): Promise<EncodedPage> {
    await this.recent.fresh(since);
    const { recent } = this;
    const { log } = recent;
    assertResumable(since, log);
    const after = since?.seq ?? 0;
    // The position is part of the key: a kill is an entry of the log, and leaves no page that was made before it.
    return this.kept.get([log.epoch, log.head, channel, after, limit].join(' '), async () => {
      if (recent.covers(after)) return pageOf(recent.after(channel, after, limit), limit, log);
      const page = await this.updateLog.updatesAfter(channel, after, limit);
      assertResumable(since, page);
      return pageOf(page.updates.map((update) => encodeUpdate(update, parseCursor(update.cursor).seq)), limit, page);
    });
  }
}
