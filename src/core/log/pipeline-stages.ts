// The stages of an update from the publish call to the screen:
// accepted: from the call until its bytes are stored
// queued: until a worker takes the submission
// revised: until it is parsed and compared
// committed: until its update is in the log
// hinted: from the decision until a gateway has it (other machines don't know the time of the commit)
// sent: until its readers' sockets have taken it

export const STAGES = ['accepted', 'queued', 'revised', 'committed', 'hinted', 'sent'] as const;
/** `screen` is the whole way from the call to the sockets. */
export type Stage = (typeof STAGES)[number] | 'screen';

type Listener = (stage: Stage, seconds: number) => void;

/** Attributes of a span besides its name and times. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;
/** A started span. Later spans take `trace` (a W3C traceparent) as their parent. */
export type TraceSpan = { readonly trace: string; end(attributes?: SpanAttributes): void };

/** Records traces. */
export type Tracer = {
  /** Starts a span under `parent`, or a new trace; null where it isn't sampled. */
  startSpan(name: 'accepted' | 'webhook', parent: string | undefined, attributes: SpanAttributes): TraceSpan | null;
  /** Records a stage under `parent` that ended now and took `ms`. */
  recordSpan(stage: Stage, ms: number, parent: string, attributes: SpanAttributes): void;
};

/** Modules report the duration of stages here; metrics and tracing receive them. */
export class PipelineStages {
  private listener: Listener | undefined;
  private tracer: Tracer | undefined;

  /** Where false, callers skip queries that only traces need. */
  get isTraced(): boolean {
    return this.tracer !== undefined;
  }

  /**
   * Reports the end of a stage. A negative duration, from clocks that differ between machines, counts as 0.
   */
  record(stage: Stage, ms: number, trace?: string, attributes: SpanAttributes = {}): void {
    this.listener?.(stage, Math.max(0, ms) / 1000);
    if (trace !== undefined) this.tracer?.recordSpan(stage, Math.max(0, ms), trace, attributes);
  }

  startSpan(name: 'accepted' | 'webhook', parent: string | undefined, attributes: SpanAttributes = {}): TraceSpan | null {
    return this.tracer?.startSpan(name, parent, attributes) ?? null;
  }

  /** Replaces the listener, which receives each stage and its duration in seconds. */
  setListener(listener: Listener): void {
    this.listener = listener;
  }

  /** Replaces the tracer. */
  setTracer(tracer: Tracer): void {
    this.tracer = tracer;
  }
}
