import { instantMs } from '../../core/instant.js';
import { formatCursor } from '../../core/log/cursor.js';
import type { RingEntry } from '../../core/log/ring-buffer.js';
import type { SpanAttributes, PipelineStages } from '../../core/log/pipeline-stages.js';
import type { Hub } from './hub.js';

/** The hub, with a watch: how long an entry took to come here, and to be in its readers' sockets. */
export class InstrumentedHub implements Pick<Hub, 'dispatch' | 'reset'> {
  /** What was decided before is no news here: the tail fills its ring with it. */
  private readonly since = Date.now();

  constructor(
    private readonly hub: Hub,
    private readonly stages: PipelineStages,
  ) {}

  dispatch(entry: RingEntry): void {
    const [came, began] = [Date.now(), performance.now()];
    this.hub.dispatch(entry);
    const decided = instantMs(entry.entry.at);
    if (decided < this.since) return;
    const { trace } = entry;
    const facts: SpanAttributes = trace === undefined ? {} : { 'dateline.cursor': formatCursor(entry.entry.epoch, entry.entry.seq), 'dateline.story': entry.entry.story.id, 'dateline.followers': this.hub.followersOf(Object.keys(entry.channels)) };
    this.stages.record('hinted', came - decided, trace, facts);
    // At the end of the turn, when what was written has gone out (`Turn` asked for it before us).
    setImmediate(() => {
      this.stages.record('sent', performance.now() - began, trace, facts);
      if (entry.acceptedAt !== undefined) this.stages.record('screen', Date.now() - entry.acceptedAt.getTime());
    });
  }

  reset(reason: string): void {
    this.hub.reset(reason);
  }
}
