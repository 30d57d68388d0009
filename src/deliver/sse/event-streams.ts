// GET /v1/updates as an event stream. Nest's @Sse is no help: unsent data must be bounded, ids are cursors,
// and all readers share one encoding.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rateLimitHeaders } from '../../access/admission/rate-limit-hooks.js';
import { streamCorsHeaders } from '../../access/request/origins.js';
import type { Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import { parseChannel } from '../../core/log/channel.js';
import { parseStreamPosition, type StreamPosition } from '../../core/log/cursor.js';
import type { UpdateStreams } from '../../core/log/update-streams.js';
import type { GatewayContext } from '../tail/gateway-context.js';
import { EventStream, STREAM_HEADERS } from './event-stream.js';

const MAX_CHANNELS = 100;
/** Retry-After of an address with too many streams. */
const RETRY_MS = 10_000;

/** The non-empty values of a query parameter or header, which may be repeated. */
const nonEmpty = (value: unknown): string[] =>
  [value].flat().filter((text): text is string => typeof text === 'string' && text !== '');

/** The channels, and where to resume (null: begin now). Throws `bad_channel`, `bad_cursor`, `bad_request`. */
function parseRequest({ url, headers }: FastifyRequest): { channels: string[]; since: StreamPosition | null } {
  // Not `request.query`: the text rule has removed control characters there, which may leave a valid channel.
  const query = new URLSearchParams(url.split('?')[1]);
  const names = nonEmpty(query.getAll('channel'));
  const channels = [...new Set((names.length === 0 ? ['all'] : names).map((name) => parseChannel(name)))];
  if (channels.length > MAX_CHANNELS)
    throw new DatelineError('bad_request', `A stream can follow at most ${MAX_CHANNELS} channels.`);
  // Last-Event-ID beats `after`: a browser reconnects to the same address, with its first `after`.
  const [text] = [...nonEmpty(headers['last-event-id']), ...nonEmpty(query.getAll('after'))];
  if (text === undefined) return { channels, since: null };
  // An unescaped + in a query becomes a space.
  const since = parseStreamPosition(text.replace(' ', '+'));
  if (since.sentChannels >= channels.length)
    throw new DatelineError('bad_cursor', 'The cursor belongs to a stream of more channels.');
  return { channels, since };
}

export class EventStreams implements UpdateStreams<FastifyRequest, FastifyReply> {
  private readonly streams = new Set<EventStream>();

  constructor(
    private readonly context: GatewayContext,
    private readonly settings: Pick<Settings, 'corsOrigins'>,
  ) {}

  async serve(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { authenticator, channelAccess, admission, counters } = this.context;
    const { channels, since } = parseRequest(request);
    const headers = { ...streamCorsHeaders(request.headers.origin, this.settings), ...rateLimitHeaders(reply) };
    const reader = await authenticator.authenticateRequest(request);
    for (const channel of channels) await channelAccess.authorize(channel, reader.rights);
    const release = admission.readerConnections.acquire(request.raw);
    if (release === null) {
      throw new DatelineError('too_many', 'Too many sockets and streams are open from this address.', {
        retryAfterMs: RETRY_MS,
      });
    }
    reply.hijack();
    if (request.method === 'HEAD') {
      reply.raw.writeHead(200, { ...STREAM_HEADERS, ...headers }).end();
      release();
      return;
    }
    const stream = new EventStream(reply.raw, channels, this.context, reader.rights, headers);
    this.streams.add(stream);
    counters.streams += 1;
    const stopWatching = authenticator.onEnd(reader, () => stream.expire());
    await stream.start(since, () => {
      stopWatching();
      release();
      this.streams.delete(stream);
      counters.streams -= 1;
    });
  }

  /** Call when other channels have become private: ends the streams that are no longer allowed. */
  reauthorize(): void {
    for (const stream of this.streams) void this.check(stream);
  }

  /** Ends all streams. Their readers reconnect, here or elsewhere, at random moments within `withinMs`. */
  close(withinMs: number): void {
    for (const stream of this.streams) stream.end(withinMs);
  }

  private async check(stream: EventStream): Promise<void> {
    try {
      for (const channel of stream.channels) await this.context.channelAccess.reauthorize(channel, stream.rights);
    } catch (error) {
      if (error instanceof DatelineError) stream.expire();
      else
        this.context.log.warn({ err: error }, 'a stream could not be reauthorized; its private entries are withheld');
    }
  }
}
