// No page but ours makes a signed-in browser do something. One hook for every route that there is or will be, before anything else is
// done for a request.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../../logger.js';
import { ambientOf } from '../request/credentials.js';
import { isOfApi, READS, refuseBasic } from './key-authenticator.js';
import { refusing } from '../request/problem.filter.js';
import type { RequestSource } from '../request/csrf-check.js';

/** Where the key is in the form, and what else a browser adds says nothing. */
const DOORS = new Set(['/ops/sign-in', '/console/sign-in']);

/** Refuses Basic for acts and on the API (`unauthorized`), and acts of a session that another page, or nobody, asks for (`forbidden`). */
export function refuseAmbient(fastify: FastifyInstance, source: RequestSource, log: Logger): void {
  const check = async (request: FastifyRequest): Promise<void> => {
    const ambient = ambientOf(request.raw);
    if (ambient === null) return;
    // A preflight changes nothing, and comes without credentials.
    const acts = !READS.has(request.method) && request.method !== 'OPTIONS';
    if (ambient === 'basic' && (acts || isOfApi(request)) && !DOORS.has(request.routeOptions.url ?? '')) throw refuseBasic();
    if (acts) source.mustBeOwn(request.raw);
  };
  fastify.addHook('onRequest', refusing(check, log));
  // A cache on the way keeps an answer to a cookie like any other; to Authorization it would not (RFC 9111, 3.5).
  fastify.addHook('onSend', async (request, reply) => {
    if (ambientOf(request.raw) === 'session' && !reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-store');
  });
}
