// Rate limits of HTTP: which limits a request counts against, for which client, and the response headers that
// say so (draft-ietf-httpapi-ratelimit-headers: RateLimit, RateLimit-Policy).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../logger.js';
import { rateLimitExceeded, type LimitedAction } from '../limit/rate-limits.js';
import type { RateLimiter, RateLimitResult } from '../limit/rate-limiter.js';
import { allowsBasic, SAFE_METHODS, type KeyAuthenticator } from '../principal/key-authenticator.js';
import { looksLikeJwt, secretOf } from '../request/credentials.js';
import { answeringProblems } from '../request/problem.filter.js';
import { keyClientId, type AdmissionControl } from './admission-control.js';
import { isEventStreamRequest } from './event-stream-request.js';

/** WebSub hubs push as often as a feed changes, and have no key. */
const UNLIMITED_PREFIX = '/v1/websub/';
const READ_ROUTES = /^\/(?:v1\/|stories\/|sitemap)/;

/** Routes that cost much CPU or many rows: differences, exports, whole revisions, search. */
const COSTLY_ROUTES = new Set([
  '/v1/stories/:id/diff',
  '/v1/stories/:id/ninjs',
  '/v1/stories/:id/revisions',
  '/v1/stories/:id/revisions/:revision',
  '/stories/:id/diff/:range',
  '/v1/search',
  '/oembed',
]);

const HEADERS = ['ratelimit-policy', 'ratelimit'];

/**
 * The limits that a request counts against. None for health, metrics, scripts, and the pages of operators and of the
 * API.
 */
function limitedActionsOf(request: FastifyRequest): LimitedAction[] {
  if (request.method === 'OPTIONS') return [];
  if (isEventStreamRequest(request)) return ['connect'];
  const route = request.routeOptions.url ?? '';
  if (!SAFE_METHODS.has(request.method))
    return route.startsWith('/v1/') && !route.startsWith(UNLIMITED_PREFIX) ? ['publish'] : [];
  if (COSTLY_ROUTES.has(route)) return ['read', 'costly'];
  return READ_ROUTES.test(route) ? ['read'] : [];
}

function setRateLimitHeaders(
  reply: FastifyReply,
  { name, limit }: RateLimiter,
  { remaining, resetMs }: RateLimitResult,
): void {
  void reply
    .header('ratelimit-policy', `"${name}";q=${limit.requests};w=${limit.seconds}`)
    .header('ratelimit', `"${name}";r=${remaining};t=${Math.ceil(resetMs / 1000)}`);
}

/** The rate limit headers of a reply, for a response that is written to the raw socket. */
export function rateLimitHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    HEADERS.filter((name) => reply.hasHeader(name)).map((name) => [name, String(reply.getHeader(name))]),
  );
}

/** Applies the rate limits before anything else is done for a request, and counts wrong keys. */
export function addRateLimitHooks(
  fastify: FastifyInstance,
  admission: AdmissionControl,
  keys: KeyAuthenticator,
  log: Logger,
): void {
  const { rateLimits, wrongKeyLimiter, networkOf } = admission;
  const limit = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const secret = secretOf(request.raw);
    if (secret !== null && wrongKeyLimiter.hasBlocked) await wrongKeyLimiter.check(networkOf(request.raw), secret);
    const actions = limitedActionsOf(request).filter((action) => rateLimits.isLimited(action));
    if (actions.length === 0) return;
    const principal = secret !== null && looksLikeJwt(secret) ? null : await keys.principalOrNull(request);
    for (const action of actions) {
      if (action === 'costly' && principal !== null) continue;
      const consumed = await rateLimits.consume(
        action,
        principal === null ? networkOf(request.raw) : keyClientId(principal),
      );
      if (consumed === null) continue;
      // Where two limits apply, the headers are those of the narrower one, which comes last.
      setRateLimitHeaders(reply, consumed.limiter, consumed.result);
      if (!consumed.result.allowed) throw rateLimitExceeded(action, consumed.result);
    }
  };
  fastify.addHook('onRequest', answeringProblems(limit, log));
  // A shared cache must not serve one client's remaining quota to others.
  fastify.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('ratelimit') || !/\bpublic\b|s-maxage/.test(String(reply.getHeader('cache-control') ?? '')))
      return;
    for (const name of HEADERS) void reply.removeHeader(name);
  });
  fastify.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode !== 401) return;
    // Where Basic is not accepted at all, the 401 says nothing about its key.
    const { by } = keys.credentialsOf(request);
    const wasChecked = by === 'bearer' || (by === 'basic' && allowsBasic(request));
    if (wasChecked) await wrongKeyLimiter.recordFailure(networkOf(request.raw), secretOf(request.raw));
  });
}
