import { instantMs } from '../../core/instant.js';
import { formatCursor } from '../../core/log/cursor.js';
import type { SpanAttributes, PipelineStages } from '../../core/log/pipeline-stages.js';
import type { RingEntry } from '../../core/log/ring-buffer.js';
import type { ChannelHub } from './channel-hub.js';

/**
 * The channel hub, with the pipeline stages of each entry: announced to this node, and sent to its readers.
 */
export class InstrumentedChannelHub implements Pick<ChannelHub, 'dispatch' | 'reset'> {
  /** Entries from before this are not timed: the tail fills its ring with them at start. */
  private readonly startedAt = Date.now();

  constructor(
    private readonly hub: ChannelHub,
    private readonly stages: PipelineStages,
  ) {}

  dispatch(entry: RingEntry): void {
    const [arrivedAt, began] = [Date.now(), performance.now()];
    this.hub.dispatch(entry);
    const { trace, acceptedAt, channels } = entry;
    const { at, epoch, seq, story } = entry.entry;
    const decidedAt = instantMs(at);
    if (decidedAt < this.startedAt) return;
    const attributes: SpanAttributes =
      trace === undefined
        ? {}
        : {
            'dateline.cursor': formatCursor(epoch, seq),
            'dateline.story': story.id,
            'dateline.followers': this.hub.subscriberCountOf(Object.keys(channels)),
          };
    this.stages.record('announced', arrivedAt - decidedAt, trace, attributes);
    // `TickFlusher` scheduled its own setImmediate during the dispatch, so the writes are flushed before this
    // runs.
    setImmediate(() => {
      this.stages.record('sent', performance.now() - began, trace, attributes);
      if (acceptedAt !== undefined) this.stages.record('screen', Date.now() - acceptedAt.getTime());
    });
  }

  reset(reason: string): void {
    this.hub.reset(reason);
  }
}
