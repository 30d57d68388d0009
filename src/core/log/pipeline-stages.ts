// The stages of an update on its way from the publish call to the reader's screen: accepted (from the request
// until the submission is stored), queued (until a worker takes it), revised (until it is parsed and
// compared), committed (until the decision is in the log), announced (from the decision until a gateway has
// the entry: only the committing machine knows when the commit was), sent (until the readers' sockets have
// taken it).

export const STAGES = ['accepted', 'queued', 'revised', 'committed', 'announced', 'sent'] as const;
/** `screen` is the time from receipt to the readers' sockets. */
export type Stage = (typeof STAGES)[number] | 'screen';

/** The name of a stage in metrics and traces, which operators' dashboards depend on. */
export const stageLabel = (stage: Stage): string => (stage === 'announced' ? 'hinted' : stage);

type Listener = (stage: Stage, seconds: number) => void;

/** Attributes of a span besides its name and times. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;
/** A span in progress. `trace` is the W3C traceparent for its children. */
export type TraceSpan = { readonly trace: string; end(attributes?: SpanAttributes): void };

/** Records traces. */
export type Tracer = {
  /** Starts a span under `parent`, or a trace; null if the sampler drops it. */
  startSpan(name: 'accepted' | 'webhook', parent: string | undefined, attributes: SpanAttributes): TraceSpan | null;
  /** Records a stage under `parent` that took `ms` and ended now. */
  recordSpan(stage: Stage, ms: number, parent: string, attributes: SpanAttributes): void;
};

/** Every module records its stages here; metrics and tracing receive them. */
export class PipelineStages {
  private listener: Listener | undefined;
  private tracer: Tracer | undefined;

  /** True if traces are recorded. Otherwise callers can skip the work that only a trace needs. */
  get isTraced(): boolean {
    return this.tracer !== undefined;
  }

  /**
   * Records a stage that took `ms` and ended now. Clocks of two machines may differ, so a negative time
   * counts as 0.
   */
  record(stage: Stage, ms: number, trace?: string, attributes: SpanAttributes = {}): void {
    this.listener?.(stage, Math.max(0, ms) / 1000);
    if (trace !== undefined) this.tracer?.recordSpan(stage, Math.max(0, ms), trace, attributes);
  }

  /** Starts a span; null if it is not recorded. */
  startSpan(
    name: 'accepted' | 'webhook',
    parent: string | undefined,
    attributes: SpanAttributes = {},
  ): TraceSpan | null {
    return this.tracer?.startSpan(name, parent, attributes) ?? null;
  }

  /** Sets the one listener, which gets every stage from now on. */
  setListener(listener: Listener): void {
    this.listener = listener;
  }

  /** Sets the one tracer, which gets every stage of a traced submission from now on. */
  setTracer(tracer: Tracer): void {
    this.tracer = tracer;
  }
}
