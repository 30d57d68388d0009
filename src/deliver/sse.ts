// Server-Sent Events (WHATWG HTML, 9.2) at /v1/updates, on the same subscription as sockets. Written by hand: a stream is bounded,
// and its ids are cursors.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { parseChannel } from '../core/channel.js';
import { parseCursor } from '../core/cursor.js';
import { DatelineError } from '../core/errors.js';
import type { Node } from './gateway.js';
import { Outbox } from './outbox.js';
import { Subscription } from './subscription.js';

const HEARTBEAT_MS = 15_000;
/** Streams end themselves, so that no balance of readers lasts for ever; browsers come back by their Last-Event-ID. */
const LIFETIME_MS = 30 * 60_000;
const RETRY_MS = 1_000;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
};

const one = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

export class EventStreams {
  private readonly open = new Set<ServerResponse>();

  constructor(private readonly node: Node) {}

  /** Takes GET /v1/updates where the reader accepts an event stream; everything else passes by. */
  attach(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', async (request, reply) => {
      if (request.method !== 'GET' || request.url.split('?')[0] !== '/v1/updates' || !(request.headers.accept ?? '').includes('text/event-stream')) return;
      const query = request.query as Record<string, unknown>;
      if (Array.isArray(query['channel'])) throw new DatelineError('bad_channel', 'A stream follows one channel.');
      const channel = parseChannel(one(query['channel']) ?? 'all');
      const text = one(request.headers['last-event-id']) ?? one(query['after']);
      const since = text === undefined ? null : parseCursor(text);
      reply.hijack();
      await this.stream(request, reply.raw, channel, since);
    });
  }

  close(): void {
    for (const response of this.open) response.end();
  }

  private async stream(request: FastifyRequest, response: ServerResponse, channel: string, since: ReturnType<typeof parseCursor> | null): Promise<void> {
    const { counters, log } = this.node;
    const outbox = new Outbox({
      write: (text) => response.write(text),
      unsent: () => response.writableLength,
      close: () => {
        counters.slowClosed += 1;
        response.destroy();
      },
    });
    const event = (name: string, cursor: string, data: unknown): void => outbox.send(`id: ${cursor}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    const subscription = new Subscription(
      channel,
      {
        send: (frame) => {
          counters.updatesSent += 1;
          outbox.send(frame.sse);
        },
        drained: () => outbox.drained(),
        reset: (reset) => {
          counters.resets += 1;
          event('reset', reset.cursor, reset);
        },
      },
      this.node,
    );
    const heartbeat = setInterval(() => outbox.send(': \n\n'), HEARTBEAT_MS);
    const lifetime = setTimeout(() => response.end(), LIFETIME_MS * (0.75 + Math.random() / 2));
    counters.streams += 1;
    this.open.add(response);
    response.once('close', () => {
      clearInterval(heartbeat);
      clearTimeout(lifetime);
      outbox.closed();
      subscription.close();
      counters.streams -= 1;
      this.open.delete(response);
    });
    response.writeHead(200, HEADERS);
    // Spread over a second: a restart must not bring everybody back at once.
    outbox.send(`retry: ${RETRY_MS + Math.floor(Math.random() * 1000)}\n\n`);
    try {
      const joined = await subscription.join(since);
      // So that a reader of a quiet channel has an id to come back with.
      if (joined !== null && joined.mode !== 'reset') event('sync', joined.cursor, { cursor: joined.cursor });
    } catch (error) {
      log.warn({ err: error, url: request.url.split('?')[0] }, 'a stream could not replay');
      response.end(); // the reader comes back by its cursor
    }
  }
}
