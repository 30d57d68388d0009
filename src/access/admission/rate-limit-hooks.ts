// Limits of HTTP: what is counted, for whom, and how an answer tells it (draft-ietf-httpapi-ratelimit-headers: RateLimit, RateLimit-Policy).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../logger.js';
import type { RateLimiter, RateLimitResult } from '../limit/rate-limiter.js';
import { looksLikeJwt, secretOf } from '../request/credentials.js';
import { keyClientId, type AdmissionControl } from './admission-control.js';
import { allowsBasic, type KeyAuthenticator } from '../principal/key-authenticator.js';
import { rateLimitExceeded, type LimitedAction } from '../limit/rate-limits.js';
import { answeringProblems } from '../request/problem.filter.js';

const READS = new Set(['GET', 'HEAD']);
/** Hubs push as often as there is news, and have no key. */
const UNCOUNTED = '/v1/websub/';
const READ = /^\/(?:v1\/|stories\/|sitemap)/;

/** What takes much of a server to answer: differences, exports, revisions that are read whole, searches. */
const COSTLY = new Set(['/v1/stories/:id/diff', '/v1/stories/:id/ninjs', '/v1/stories/:id/revisions', '/v1/stories/:id/revisions/:revision', '/stories/:id/diff/:range', '/v1/search', '/oembed']);

/** A stream is a connection, though it stands at an address that is read. */
const isStream = ({ method, url, headers }: FastifyRequest): boolean => READS.has(method) && url.split('?')[0] === '/v1/updates' && (headers.accept ?? '').toLowerCase().includes('text/event-stream');

/** What a request asks; nothing where that is never limited: health, metrics, scripts, the pages of operators and of the API. */
function limitedActionsOf(request: FastifyRequest): LimitedAction[] {
  if (request.method === 'OPTIONS') return [];
  if (isStream(request)) return ['connect'];
  const route = request.routeOptions.url ?? '';
  if (READS.has(request.method)) return COSTLY.has(route) ? ['read', 'costly'] : READ.test(route) ? ['read'] : [];
  return route.startsWith('/v1/') && !route.startsWith(UNCOUNTED) ? ['publish'] : [];
}

/** Says what is left, in a form that machines read. */
function setRateLimitHeaders(reply: FastifyReply, { name, limit }: RateLimiter, { remaining, resetMs }: RateLimitResult): void {
  void reply.header('ratelimit-policy', `"${name}";q=${limit.requests};w=${limit.seconds}`).header('ratelimit', `"${name}";r=${remaining};t=${Math.ceil(resetMs / 1000)}`);
}

/** What is told of the limit, for an answer that is written by hand. */
export function rateLimitHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(['ratelimit-policy', 'ratelimit'].filter((name) => reply.hasHeader(name)).map((name) => [name, String(reply.getHeader(name))]));
}

/** Counts requests before anything else is done for them. What is off costs a publisher nothing. */
export function addRateLimitHooks(fastify: FastifyInstance, { rateLimits, wrongKeyLimiter, networkOf }: AdmissionControl, holders: KeyAuthenticator, log: Logger): void {
  const count = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const secret = secretOf(request.raw);
    if (secret !== null && wrongKeyLimiter.hasBlocked) await wrongKeyLimiter.check(networkOf(request.raw), secret);
    const asks = limitedActionsOf(request).filter((ask) => rateLimits.isLimited(ask));
    if (asks.length === 0) return;
    const holder = secret !== null && looksLikeJwt(secret) ? null : await holders.principalOrNull(request);
    for (const ask of asks) {
      if (ask === 'costly' && holder !== null) continue;
      const taken = await rateLimits.consume(ask, holder === null ? networkOf(request.raw) : keyClientId(holder));
      if (taken === null) continue;
      // Of two budgets the narrower one is told.
      setRateLimitHeaders(reply, taken.budget, taken.left);
      if (!taken.left.allowed) throw rateLimitExceeded(ask, taken.left);
    }
  };
  fastify.addHook('onRequest', answeringProblems(count, log));
  // What a cache gives to many must not tell what is left to one.
  fastify.addHook('onSend', async (_request, reply) => {
    if (reply.hasHeader('ratelimit') && /\bpublic\b|s-maxage/.test(String(reply.getHeader('cache-control') ?? ''))) void reply.removeHeader('ratelimit').removeHeader('ratelimit-policy');
  });
  fastify.addHook('onResponse', async (request, reply) => {
    // Where Basic is not taken at all, nothing is said of its key.
    const { by } = holders.credentialsOf(request);
    if (reply.statusCode === 401 && (by === 'bearer' || (by === 'basic' && allowsBasic(request)))) await wrongKeyLimiter.recordFailure(networkOf(request.raw), secretOf(request.raw));
  });
}
