import { DatelineError } from '../../core/errors.js';
import type { ReadRights } from '../../core/log/audience.js';
import { formatCursor, parseCursor, resetReason, type Cursor } from '../../core/log/cursor.js';
import type { Update } from '../../core/log/update.js';
import type { LogHead, UpdateLog } from '../../store/log/update-log.js';
import { ResponseCache, type EncodedResponse } from '../http/response-cache.js';
import { RecentUpdates } from './recent-updates.js';
import { encodePage, encodeUpdate, type EncodedUpdate } from './updates-page.js';

const CACHE_LIMITS = { responses: 200, bytes: 16 * 1024 * 1024, ms: 1_000 };

function assertResumable(since: Cursor | null, log: LogHead): void {
  const reason = since === null ? null : resetReason(since, log);
  if (reason === null) return;
  const cursor = formatCursor(log.epoch, log.head);
  throw new DatelineError(
    'reset',
    'The cursor can not be resumed from. Reload the stories, then continue from "cursor".',
    { reason, cursor },
  );
}

const encodeAll = (updates: readonly Update[]): EncodedUpdate[] =>
  updates.map((update) => encodeUpdate(update, parseCursor(update.cursor).seq));

/** A page of a private channel for one reader, never cached. */
export async function readPrivatePage(
  updateLog: Pick<UpdateLog, 'updatesAfter'>,
  channel: string,
  since: Cursor | null,
  limit: number,
  rights: ReadRights,
): Promise<EncodedResponse> {
  const page = await updateLog.updatesAfter(channel, since?.seq ?? 0, limit, rights);
  assertResumable(since, page);
  return encodePage(encodeAll(page.updates), limit, page);
}

/**
 * Pages of public channels: the newest from memory, older ones from Postgres, with one query per second and
 * page.
 */
export class ChannelPages {
  private readonly recent: RecentUpdates;
  private readonly cache: ResponseCache;

  constructor(
    private readonly updateLog: Pick<UpdateLog, 'head' | 'entriesAfter' | 'updatesAfter' | 'onCommitted'>,
    now: () => number = () => performance.now(),
  ) {
    this.recent = new RecentUpdates(updateLog, now);
    this.cache = new ResponseCache(CACHE_LIMITS, now);
    updateLog.onCommitted(() => this.recent.invalidate());
  }

  /**
   * The page after `since` (null: from the start) with at most `limit` updates. Throws `reset`, or if
   * Postgres does not answer.
   */
  async page(channel: string, since: Cursor | null, limit: number): Promise<EncodedResponse> {
    await this.recent.refresh(since);
    const { recent } = this;
    const { log } = recent;
    assertResumable(since, log);
    const after = since?.seq ?? 0;
    // The head is part of the key: a kill moves it, so no cached page outlives a kill.
    return this.cache.get([log.epoch, log.head, channel, after, limit].join(' '), async () => {
      if (recent.covers(after)) return encodePage(recent.after(channel, after, limit), limit, log);
      const page = await this.updateLog.updatesAfter(channel, after, limit);
      assertResumable(since, page);
      return encodePage(encodeAll(page.updates), limit, page);
    });
  }
}
