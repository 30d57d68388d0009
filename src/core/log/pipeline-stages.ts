// The stages of an update's way from a publish call to a screen: accepted (the call, until its bytes are kept), queued (until somebody
// looks at it), revised (read, and made ready to be decided on), committed (decided, and in the log), hinted (from the decision, until
// a gateway has it: no other machine knows when the commit was), sent (until its readers' sockets have taken it).

export const STAGES = ['accepted', 'queued', 'revised', 'committed', 'hinted', 'sent'] as const;
/** `screen` is the whole way, of what a gateway sent. */
export type Stage = (typeof STAGES)[number] | 'screen';

type Listener = (stage: Stage, seconds: number) => void;

/** What a span says beside its name and times. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;
/** A span that is under way; `trace` (a W3C traceparent) is what those after it name as where they came from. */
export type TraceSpan = { readonly trace: string; end(facts?: SpanAttributes): void };

/** Whoever records traces. */
export type Tracer = {
  /** Begins a span after `parent`, or a trace; null where it is not to be recorded. */
  startSpan(name: 'accepted' | 'webhook', parent: string | undefined, facts: SpanAttributes): TraceSpan | null;
  /** A stage after `parent` that ended now and took `ms`. */
  recordSpan(stage: Stage, ms: number, parent: string, facts: SpanAttributes): void;
};

/** Where each room says how long a stage took, and whoever counts or traces it hears it. */
export class PipelineStages {
  private listener: Listener | undefined;
  private tracer: Tracer | undefined;

  /** True where traces are recorded: what they need is not asked for else. */
  get isTraced(): boolean {
    return this.tracer !== undefined;
  }

  /** A stage is over, of the story with this trace where it has one. Clocks of two machines may differ: nothing takes less than no time. */
  record(stage: Stage, ms: number, trace?: string, facts: SpanAttributes = {}): void {
    this.listener?.(stage, Math.max(0, ms) / 1000);
    if (trace !== undefined) this.tracer?.recordSpan(stage, Math.max(0, ms), trace, facts);
  }

  /** A span of its own, that others follow. */
  startSpan(name: 'accepted' | 'webhook', parent: string | undefined, facts: SpanAttributes = {}): TraceSpan | null {
    return this.tracer?.startSpan(name, parent, facts) ?? null;
  }

  /** `listener` hears of each stage from now on; there is one. */
  setListener(listener: Listener): void {
    this.listener = listener;
  }

  /** `tracer` records what has a trace from now on; there is one. */
  setTracer(tracer: Tracer): void {
    this.tracer = tracer;
  }
}
