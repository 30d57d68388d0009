// Decisions about a body before it is read: is its type accepted, and should the client send it. A refused
// body is drained within bounds, so that the client gets to read the response.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DatelineError } from '../../core/errors.js';
import {
  acceptedTypes,
  acceptsType,
  BODY_LIMIT,
  bodyLimitOf,
  bodyRulesOf,
  bodyTooLarge,
  unsupportedType,
} from './body-rules.js';

/** How much of a refused body is read, and for how long, before the connection is destroyed. */
const MAX_DRAIN = { bytes: 64 * 1024 * 1024, ms: 30_000 };

const WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS']);
const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/**
 * Refuses unaccepted types before the body is read, handles `Expect: 100-continue`, and drains refused
 * bodies.
 */
export function addBodyHooks(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request) => {
    if (WITHOUT_BODY.has(request.method) || !hasBody(request.raw)) return;
    if (request.is404) throw new DatelineError('not_found', 'There is nothing at this address.');
    if (acceptedTypes(request) !== null && !acceptsType(request)) throw unsupportedType(request);
  });
  handleExpectContinue(fastify);
  fastify.addHook('onSend', async (request, reply) => {
    if (!request.raw.complete && hasBody(request.raw)) drainBody(request, reply);
  });
}

/**
 * For routes with `AcceptsBody`: calls `authenticate`, which throws `unauthorized`, before a body over the
 * default limit is read, since guards run after that. Then refuses a declared length over the limit of the
 * route as `too_large`.
 */
export function addLargeBodyHook(
  fastify: FastifyInstance,
  authenticate: (request: FastifyRequest) => Promise<void>,
): void {
  fastify.addHook('onRequest', async (request) => {
    if (bodyRulesOf(request) === undefined || !hasBody(request.raw)) return;
    const limit = bodyLimitOf(request);
    if (limit > BODY_LIMIT) await authenticate(request);
    if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyTooLarge(request);
  });
}

/** Requests with `Expect: 100-continue` (RFC 9110, 10.1.1) that have had no 100 yet. */
const awaitingContinue = new WeakSet<IncomingMessage>();

/** Sends 100 Continue only once all checks before the body have passed. */
function handleExpectContinue(fastify: FastifyInstance): void {
  const { server } = fastify;
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    awaitingContinue.add(request);
    server.emit('request', request, response);
  });
  fastify.addHook('preParsing', async (request, reply) => {
    if (!awaitingContinue.has(request.raw) || Number(request.headers['content-length'] ?? 0) > bodyLimitOf(request))
      return;
    awaitingContinue.delete(request.raw);
    reply.raw.writeContinue();
  });
}

/**
 * Reads the rest of a refused body. Closing instead would reset the connection, and the client would lose the
 * response.
 */
function drainBody({ raw }: FastifyRequest, reply: FastifyReply): void {
  // Without a 100 the client may or may not send its body, so the connection can't be reused.
  if (awaitingContinue.has(raw)) {
    void reply.header('connection', 'close');
    return;
  }
  const wantsClose = !reply.raw.shouldKeepAlive;
  reply.removeHeader('connection');
  reply.raw.shouldKeepAlive = true;
  let bytes = 0;
  const { socket } = raw;
  const destroy = (): void => void socket.destroy();
  const timer = setTimeout(destroy, MAX_DRAIN.ms).unref();
  raw.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DRAIN.bytes) destroy();
  });
  raw.once('close', () => clearTimeout(timer));
  raw.once('end', () => {
    clearTimeout(timer);
    if (!wantsClose) return;
    if (reply.raw.writableFinished) socket.end();
    else reply.raw.once('finish', () => socket.end());
  });
  raw.resume();
}
