// GET /v1/updates as an event stream, for readers who accept one. Written by hand: a stream is bounded, its ids are cursors, and
// one encoding serves all.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { rateLimitHeaders } from '../../access/admission/rate-limit-hooks.js';
import { streamCorsHeaders } from '../../access/request/origins.js';
import type { Settings } from '../../config.js';
import { parseChannel } from '../../core/log/channel.js';
import { parsePlace, type Place } from '../../core/log/cursor.js';
import { DatelineError } from '../../core/errors.js';
import { EventStream, STREAM_HEADERS } from './event-stream.js';
import type { Node } from '../tail/gateway-context.js';

const MAX_CHANNELS = 100;
/** Of an address that has too many streams. */
const RETRY_MS = 10_000;

/** What a query parameter or header says, once or several times; an empty one says nothing. */
const said = (value: unknown): string[] => [value].flat().filter((text): text is string => typeof text === 'string' && text !== '');

const asksForStream = ({ method, url, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && url.split('?')[0] === '/v1/updates' && (headers.accept ?? '').toLowerCase().includes('text/event-stream');

/** The channels, and where to resume (null: begin now). Throws `bad_channel`, `bad_cursor` or `bad_request`. */
function followed({ query, headers }: FastifyRequest): { channels: string[]; since: Place | null } {
  const { channel, after } = query as Record<string, unknown>;
  const names = said(channel);
  const channels = [...new Set((names.length === 0 ? ['all'] : names).map((name) => parseChannel(name)))];
  if (channels.length > MAX_CHANNELS) throw new DatelineError('bad_request', `A stream follows ${MAX_CHANNELS} channels at most.`);
  // Last-Event-ID is what the reader has; `after` is of the address, which a browser never changes.
  const [text] = [...said(headers['last-event-id']), ...said(after)];
  if (text === undefined) return { channels, since: null };
  // A + that was not escaped has become a space.
  const since = parsePlace(text.replace(' ', '+'));
  if (since.given >= channels.length) throw new DatelineError('bad_cursor', 'The cursor is of a stream of more channels.');
  return { channels, since };
}

export class EventStreams {
  private readonly open = new Set<EventStream>();

  constructor(
    private readonly node: Pick<Node, 'pages' | 'tail' | 'hub' | 'counters' | 'log' | 'readers' | 'closed' | 'door'>,
    private readonly settings: Pick<Settings, 'corsOrigins'>,
  ) {}

  /** Takes the requests for streams; everything else passes by. */
  attach(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', async (request, reply) => {
      if (!asksForStream(request)) return;
      const { channels, since } = followed(request);
      const headers = { ...streamCorsHeaders(request.headers.origin, this.settings), ...rateLimitHeaders(reply) };
      const reader = await this.node.readers.authenticateRequest(request);
      for (const channel of channels) await this.node.closed.authorize(channel, reader.rights);
      const leave = this.node.door.readerConnections.acquire(request.raw);
      if (leave === null) throw new DatelineError('too_many', 'Too many sockets and streams are open from this address.', { retryAfterMs: RETRY_MS });
      reply.hijack();
      if (request.method === 'HEAD') {
        reply.raw.writeHead(200, { ...STREAM_HEADERS, ...headers }).end();
        leave();
        return;
      }
      const stream = new EventStream(reply.raw, channels, this.node, reader.rights, headers);
      this.open.add(stream);
      this.node.counters.streams += 1;
      const stop = this.node.readers.onEnd(reader, () => stream.expire());
      await stream.run(since, () => {
        stop();
        leave();
        this.open.delete(stream);
        this.node.counters.streams -= 1;
      });
    });
  }

  /** Other channels may be private than before: who may not follow them any more is told, and comes back to be refused. */
  recheck(): void {
    for (const stream of this.open) void this.check(stream);
  }

  private async check(stream: EventStream): Promise<void> {
    try {
      for (const channel of stream.channels) await this.node.closed.reauthorize(channel, stream.rights);
    } catch (error) {
      if (error instanceof DatelineError) stream.expire();
      else this.node.log.warn({ err: error }, 'whether a stream’s channels are still open could not be asked; it stays, and private entries are withheld');
    }
  }

  /** Ends all streams; their readers come back, here or elsewhere, at random moments within `withinMs`. */
  close(withinMs: number): void {
    for (const stream of this.open) stream.leave(withinMs);
  }
}
