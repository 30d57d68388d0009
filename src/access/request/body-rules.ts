// What is decided of a body before it is read: whether its type is one that the route takes, and whether the client may go on to send
// it. And what is done with a body that nobody reads: it is let run out within bounds, so that the client comes to read its answer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DatelineError } from '../../core/errors.js';
import { NINJS } from '../../core/format/ninjs.js';

const MB = 1024 * 1024;
export const BODY_LIMIT = 2 * MB;
/** An import's. */
export const IMPORT_LIMIT = 16 * MB;
/** Of a form: what one says here is short. */
export const FORM_LIMIT = 4096;
export const FORM_TYPE = 'application/x-www-form-urlencoded';
export const IMPORT_TYPES: readonly string[] = ['application/xml', 'text/xml', 'application/rss+xml'];

/** What the routes of the API take, but for those that take JSON alone. */
const TAKEN: Record<string, readonly string[]> = {
  'POST /v1/stories': ['application/json', 'text/html', 'text/plain', NINJS],
  'POST /v1/imports': [NINJS, ...IMPORT_TYPES],
};
const JSON_ALONE = ['application/json'];
/** Hubs push whatever a feed is, and their pushes are judged where they are taken. */
const ANY_FEED = '/v1/websub/';

/** A body that is refused is read on for so much and so long; then the line is cut. */
const MAX_DRAIN = { bytes: 64 * MB, ms: 30_000 };

const mediaTypeOf = (contentType: string | undefined): string => (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
const hasBody = ({ headers }: IncomingMessage): boolean => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
const listed = (types: readonly string[]): string => (types.length === 1 ? (types[0] ?? '') : `${types.slice(0, -1).join(', ')} or ${types.at(-1) ?? ''}`);

/** How many bytes this request's body may have. */
export const bodyLimitOf = ({ headers, routeOptions }: FastifyRequest): number => {
  const type = mediaTypeOf(headers['content-type']);
  if (type === FORM_TYPE) return FORM_LIMIT;
  return (type === NINJS || IMPORT_TYPES.includes(type)) && TAKEN[`POST ${routeOptions.url ?? ''}`]?.includes(type) === true ? IMPORT_LIMIT : BODY_LIMIT;
};

/** The refusal of a body that is larger than that. */
export function bodyTooLarge(request: FastifyRequest): DatelineError {
  const limit = bodyLimitOf(request);
  return new DatelineError('too_large', `The body is larger than the ${limit < MB ? `${limit / 1024} KB` : `${limit / MB} MB`} that may be sent here.`);
}

/** What the route takes as a body; null where it is not judged here. */
function takenBy({ method, routeOptions: { url = '' } }: FastifyRequest): readonly string[] | null {
  if (!url.startsWith('/v1/') || url.startsWith(ANY_FEED)) return null;
  return TAKEN[`${method} ${url}`] ?? JSON_ALONE;
}

/** The refusal of a body whose type the route does not take, in words that say what to send. */
export function unsupportedType(request: FastifyRequest): DatelineError {
  const said = mediaTypeOf(request.headers['content-type']);
  const taken = takenBy(request) ?? JSON_ALONE;
  const what = said === '' ? 'The body has no Content-Type.' : `A body of type ${said.slice(0, 100)} is not taken here.`;
  // What curl says where nobody says anything else.
  const hint = said === '' || said === FORM_TYPE ? ` With curl: -H "Content-Type: ${taken[0] ?? ''}".` : '';
  return new DatelineError('unsupported_type', `${what} Send ${listed(taken)}, and name it in the header Content-Type.${hint}`);
}

/** Refuses types before their bodies are read, and reads on where a body is refused. */
export function addBodyHooks(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || !hasBody(request.raw)) return;
    if (request.is404) throw new DatelineError('not_found', 'There is nothing at this address.');
    const taken = takenBy(request);
    if (taken !== null && !taken.includes(mediaTypeOf(request.headers['content-type']))) throw unsupportedType(request);
  });
  handleExpectContinue(fastify);
  fastify.addHook('onSend', async (request, reply) => {
    if (!request.raw.complete && hasBody(request.raw)) drainBody(request, reply);
  });
}

/** Requests that ask first (RFC 9110, 10.1.1) and have not been told to go on. */
const awaitingContinue = new WeakSet<IncomingMessage>();

/** A client that asks first whether its body is wanted is told so once nothing speaks against it, and before it sends it for nothing. */
function handleExpectContinue(fastify: FastifyInstance): void {
  const { server } = fastify;
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    awaitingContinue.add(request);
    server.emit('request', request, response);
  });
  fastify.addHook('preParsing', async (request, reply) => {
    if (!awaitingContinue.has(request.raw) || Number(request.headers['content-length'] ?? 0) > bodyLimitOf(request)) return;
    awaitingContinue.delete(request.raw);
    reply.raw.writeContinue();
  });
}

/** Lets the rest of a body run out. A server that closes instead resets the line, and its answer is lost with it. */
function drainBody({ raw }: FastifyRequest, reply: FastifyReply): void {
  // Who asked first and got an answer instead need not send the body: what comes next on the line could be either.
  if (awaitingContinue.has(raw)) {
    void reply.header('connection', 'close');
    return;
  }
  const wantsClose = !reply.raw.shouldKeepAlive;
  reply.removeHeader('connection');
  reply.raw.shouldKeepAlive = true;
  let bytes = 0;
  const { socket } = raw;
  const cut = (): void => void socket.destroy();
  const timer = setTimeout(cut, MAX_DRAIN.ms).unref();
  raw.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes > MAX_DRAIN.bytes) cut();
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
