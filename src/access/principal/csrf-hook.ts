// CSRF protection for every route, plugins included: only our own pages may make a signed-in browser change
// something.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../../logger.js';
import { ambientCredentialsOf } from '../request/credentials.js';
import type { CsrfCheck } from '../request/csrf-check.js';
import { answeringProblems } from '../request/problem.filter.js';
import { basicNotAllowed, isApiRoute, SAFE_METHODS } from './key-authenticator.js';

/** The key is in the form here, so other credentials that the browser adds don't matter. */
const SIGN_IN_ROUTES = new Set(['/ops/sign-in', '/console/sign-in']);

/**
 * Refuses Basic on the API and for unsafe methods (`unauthorized`), and unsafe cross-origin requests with a
 * session (`forbidden`).
 */
export function addCsrfHooks(fastify: FastifyInstance, csrf: CsrfCheck, log: Logger): void {
  const check = async (request: FastifyRequest): Promise<void> => {
    const ambient = ambientCredentialsOf(request.raw);
    if (ambient === null) return;
    // A preflight changes nothing, and has no credentials.
    const isUnsafe = !SAFE_METHODS.has(request.method) && request.method !== 'OPTIONS';
    const isSignIn = SIGN_IN_ROUTES.has(request.routeOptions.url ?? '');
    if (ambient === 'basic' && (isUnsafe || isApiRoute(request)) && !isSignIn) throw basicNotAllowed();
    if (isUnsafe) csrf.requireSameOrigin(request.raw);
  };
  fastify.addHook('onRequest', answeringProblems(check, log));
  // Shared caches store responses to cookies, though not those to Authorization (RFC 9111, 3.5).
  fastify.addHook('onSend', async (request, reply) => {
    if (ambientCredentialsOf(request.raw) === 'session' && !reply.hasHeader('cache-control')) {
      void reply.header('cache-control', 'private, no-store');
    }
  });
}
