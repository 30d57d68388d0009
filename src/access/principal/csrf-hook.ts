// No page but ours makes a signed-in browser do something. One hook for every route that there is or will be, before anything else is
// done for a request.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../../logger.js';
import { ambientCredentialsOf } from '../request/credentials.js';
import { isApiRoute, SAFE_METHODS, basicNotAllowed } from './key-authenticator.js';
import { answeringProblems } from '../request/problem.filter.js';
import type { CsrfCheck } from '../request/csrf-check.js';

/** Where the key is in the form, and what else a browser adds says nothing. */
const SIGN_IN_ROUTES = new Set(['/ops/sign-in', '/console/sign-in']);

/** Refuses Basic for acts and on the API (`unauthorized`), and acts of a session that another page, or nobody, asks for (`forbidden`). */
export function addCsrfHooks(fastify: FastifyInstance, source: CsrfCheck, log: Logger): void {
  const check = async (request: FastifyRequest): Promise<void> => {
    const ambient = ambientCredentialsOf(request.raw);
    if (ambient === null) return;
    // A preflight changes nothing, and comes without credentials.
    const acts = !SAFE_METHODS.has(request.method) && request.method !== 'OPTIONS';
    if (ambient === 'basic' && (acts || isApiRoute(request)) && !SIGN_IN_ROUTES.has(request.routeOptions.url ?? '')) throw basicNotAllowed();
    if (acts) source.requireSameOrigin(request.raw);
  };
  fastify.addHook('onRequest', answeringProblems(check, log));
  // A cache on the way keeps an answer to a cookie like any other; to Authorization it would not (RFC 9111, 3.5).
  fastify.addHook('onSend', async (request, reply) => {
    if (ambientCredentialsOf(request.raw) === 'session' && !reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-store');
  });
}
