// Traces, on request: what a stage says becomes a span of OpenTelemetry's, and goes to a collector by OTLP over HTTP. The SDK is
// loaded only where a collector is named. What waits for a collector is bounded; what comes beyond is dropped, and nobody waits.
import type { Context, Span as Recorded } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace-node';
import type { Tracing as Settings } from '../../config.js';
import type { SpanAttributes, Span, Stage, Stages, Tracer } from '../../core/log/pipeline-stages.js';
import { formatTraceParent, parseTraceParent } from '../../core/log/traceparent.js';
import type { Logger } from '../../logger.js';

/** What was recorded last may go out within this time when the process stops. */
const FLUSH_MS = 2_000;

type Sdk = typeof import('@opentelemetry/sdk-trace-node');

function samplerOf(sdk: Sdk, { sampler, share }: Settings): Sampler {
  const roots = { always_on: () => new sdk.AlwaysOnSampler(), always_off: () => new sdk.AlwaysOffSampler(), traceidratio: () => new sdk.TraceIdRatioBasedSampler(share) };
  const root = roots[sampler.replace('parentbased_', '') as keyof typeof roots]();
  return sampler.startsWith('parentbased_') ? new sdk.ParentBasedSampler({ root }) : root;
}

export class Tracing {
  private constructor(private readonly shutDown: () => Promise<void>) {}

  /** Loads the SDK, and records what `stages` hears from now on. */
  static async start(settings: Settings, node: string, stages: Stages, log: Pick<Logger, 'warn'>): Promise<Tracing> {
    const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([import('@opentelemetry/api'), import('@opentelemetry/sdk-trace-node'), import('@opentelemetry/exporter-trace-otlp-http'), import('@opentelemetry/resources')]);
    let told = false;
    const complain = (message: string): void => {
      if (!told) log.warn({ reason: message }, 'traces do not reach their collector; this is told once');
      told = true;
    };
    const silent = (): void => undefined;
    api.diag.setLogger({ error: complain, warn: complain, info: silent, debug: silent, verbose: silent }, api.DiagLogLevel.WARN);
    const provider = new sdk.NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': settings.service, 'service.instance.id': node }),
      sampler: samplerOf(sdk, settings),
      spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url: settings.endpoint }))],
    });
    const tracer = provider.getTracer('dateline');
    const after = (parent: string | undefined): Context => {
      const from = parent === undefined ? null : parseTraceParent(parent);
      if (from === null) return api.ROOT_CONTEXT;
      return api.trace.setSpanContext(api.ROOT_CONTEXT, { traceId: from.traceId, spanId: from.spanId, traceFlags: from.sampled ? api.TraceFlags.SAMPLED : api.TraceFlags.NONE, isRemote: true });
    };
    stages.trace({
      begin: (name, parent, facts) => spanOf(tracer.startSpan(name, { kind: name === 'webhook' ? api.SpanKind.CLIENT : api.SpanKind.SERVER, attributes: facts }, after(parent))),
      record: (stage: Stage, ms: number, parent: string, facts: SpanAttributes) => {
        // The whole way is the trace itself.
        if (stage === 'accepted' || stage === 'screen') return;
        const now = Date.now();
        tracer.startSpan(stage, { kind: stage === 'sent' ? api.SpanKind.PRODUCER : api.SpanKind.INTERNAL, startTime: now - ms, attributes: facts }, after(parent)).end(now);
      },
    } satisfies Tracer);
    return new Tracing(() => provider.shutdown());
  }

  /** Sends what is left, or gives it up after a moment. */
  async close(): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (late = setTimeout(resolve, FLUSH_MS)));
    await Promise.race([this.shutDown().catch(() => undefined), patience]);
    clearTimeout(late);
  }
}

/** Null where the sampler left it out: then nothing after it is recorded either. */
function spanOf(recorded: Recorded): Span | null {
  if (!recorded.isRecording()) return null;
  const { traceId, spanId } = recorded.spanContext();
  return {
    trace: formatTraceParent({ traceId, spanId, sampled: true }),
    end: (facts = {}) => {
      recorded.setAttributes(facts);
      recorded.end();
    },
  };
}
