import { formatCursor } from '../../core/log/cursor.js';
import type { RingEntry } from '../../core/log/ring.js';
import type { Facts, Stages } from '../../core/log/pipeline-stages.js';
import type { Hub } from './channel-hub.js';

/** The hub, with a watch: how long an entry took to come here, and to be in its readers' sockets. */
export class InstrumentedHub implements Pick<Hub, 'dispatch' | 'reset'> {
  /** What was decided before is no news here: the tail fills its ring with it. */
  private readonly since = Date.now();

  constructor(
    private readonly hub: Hub,
    private readonly stages: Stages,
  ) {}

  dispatch(entry: RingEntry): void {
    const [came, began] = [Date.now(), performance.now()];
    this.hub.dispatch(entry);
    const decided = Date.parse(entry.entry.at);
    if (decided < this.since) return;
    const { trace } = entry;
    const facts: Facts = trace === undefined ? {} : { 'dateline.cursor': formatCursor(entry.entry.epoch, entry.entry.seq), 'dateline.story': entry.entry.story.id, 'dateline.followers': this.hub.followersOf(Object.keys(entry.channels)) };
    this.stages.passed('hinted', came - decided, trace, facts);
    // At the end of the turn, when what was written has gone out (`Turn` asked for it before us).
    setImmediate(() => {
      this.stages.passed('sent', performance.now() - began, trace, facts);
      if (entry.acceptedAt !== undefined) this.stages.passed('screen', Date.now() - entry.acceptedAt.getTime());
    });
  }

  reset(reason: string): void {
    this.hub.reset(reason);
  }
}
