// Optional traces: pipeline stages become OpenTelemetry spans, exported by OTLP over HTTP.
// The SDK is loaded only if a collector is configured. Its bounded export queue drops spans, and never blocks.
import type { Context, Span as SdkSpan } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace-node';
import pTimeout from 'p-timeout';
import type { Tracing as Settings } from '../../config.js';
import {
  stageLabel,
  type TraceSpan,
  type SpanAttributes,
  type Stage,
  type PipelineStages,
  type Tracer,
} from '../../core/log/pipeline-stages.js';
import { formatTraceParent, parseTraceParent } from '../../core/log/traceparent.js';
import type { Logger } from '../../logger.js';

/** How long the last export may take at shutdown. */
const FLUSH_MS = 2_000;

type Sdk = typeof import('@opentelemetry/sdk-trace-node');

function samplerOf(sdk: Sdk, { sampler, share }: Settings): Sampler {
  const roots = {
    always_on: () => new sdk.AlwaysOnSampler(),
    always_off: () => new sdk.AlwaysOffSampler(),
    traceidratio: () => new sdk.TraceIdRatioBasedSampler(share),
  };
  const root = roots[sampler.replace('parentbased_', '') as keyof typeof roots]();
  return sampler.startsWith('parentbased_') ? new sdk.ParentBasedSampler({ root }) : root;
}

export class Tracing {
  private constructor(private readonly shutDown: () => Promise<void>) {}

  /** Loads the SDK, and records the stages from now on. */
  static async start(
    settings: Settings,
    node: string,
    stages: PipelineStages,
    log: Pick<Logger, 'warn'>,
  ): Promise<Tracing> {
    const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
    let hasWarned = false;
    const warnOnce = (message: string): void => {
      if (!hasWarned) log.warn({ reason: message }, 'the export of traces fails; this is logged once');
      hasWarned = true;
    };
    const silent = (): void => undefined;
    api.diag.setLogger(
      { error: warnOnce, warn: warnOnce, info: silent, debug: silent, verbose: silent },
      api.DiagLogLevel.WARN,
    );
    const provider = new sdk.NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': settings.service, 'service.instance.id': node }),
      sampler: samplerOf(sdk, settings),
      spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url: settings.endpoint }))],
    });
    const tracer = provider.getTracer('dateline');
    const contextOf = (parent: string | undefined): Context => {
      const from = parent === undefined ? null : parseTraceParent(parent);
      if (from === null) return api.ROOT_CONTEXT;
      const { traceId, spanId, sampled } = from;
      const traceFlags = sampled ? api.TraceFlags.SAMPLED : api.TraceFlags.NONE;
      return api.trace.setSpanContext(api.ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
    };
    stages.setTracer({
      startSpan: (name, parent, attributes) => {
        const kind = name === 'webhook' ? api.SpanKind.CLIENT : api.SpanKind.SERVER;
        return spanOf(tracer.startSpan(name, { kind, attributes }, contextOf(parent)));
      },
      recordSpan: (stage: Stage, ms: number, parent: string, attributes: SpanAttributes) => {
        // `accepted` is the root span, and `screen` is the whole trace.
        if (stage === 'accepted' || stage === 'screen') return;
        const now = Date.now();
        const kind = stage === 'sent' ? api.SpanKind.PRODUCER : api.SpanKind.INTERNAL;
        tracer.startSpan(stageLabel(stage), { kind, startTime: now - ms, attributes }, contextOf(parent)).end(now);
      },
    } satisfies Tracer);
    return new Tracing(() => provider.shutdown());
  }

  /** Exports the last spans, unless that takes too long. */
  async close(): Promise<void> {
    await pTimeout(
      this.shutDown().catch(() => undefined),
      { milliseconds: FLUSH_MS, message: false },
    );
  }
}

/** Null if the sampler dropped the span; its children are then not recorded either. */
function spanOf(span: SdkSpan): TraceSpan | null {
  if (!span.isRecording()) return null;
  const { traceId, spanId } = span.spanContext();
  return {
    trace: formatTraceParent({ traceId, spanId, sampled: true }),
    end: (attributes = {}) => {
      span.setAttributes(attributes);
      span.end();
    },
  };
}
