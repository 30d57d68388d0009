// Everything access adds to the HTTP server: body parsers, hooks that run before a route, security headers,
// CORS, errors.
import type { Socket } from 'node:net';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../config.js';
import { DatelineError } from '../core/errors.js';
import type { Logger } from '../logger.js';
import { AdmissionControl } from './admission/admission-control.js';
import { addRateLimitHooks } from './admission/rate-limit-hooks.js';
import { TCP_CONNECTIONS, type ConnectionLimiter } from './limit/connection-limiter.js';
import { addCsrfHooks } from './principal/csrf-hook.js';
import { KeyAuthenticator } from './principal/key-authenticator.js';
import { addBodyHooks, addLargeBodyHook } from './request/body-hooks.js';
import { addDefaultParsers } from './request/body-parsers.js';
import { CsrfCheck } from './request/csrf-check.js';
import { addParameterHook } from './request/parameter-hook.js';
import { ProblemFilter } from './request/problem.filter.js';
import { addSecurityHeaders } from './request/security-headers.js';
import { invalidField } from './request/validation.js';

const EXPOSED_HEADERS = ['etag', 'location', 'ratelimit', 'ratelimit-policy', 'retry-after'];

/**
 * Call once, before the app listens. Hooks run in this order: CSRF, rate limits, body type, key for large
 * bodies.
 */
export async function setUpAccess(app: NestFastifyApplication, config: Config, log: Logger): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const keys = app.get(KeyAuthenticator, { strict: false });
  addDefaultParsers(fastify);
  addParameterHook(fastify);
  addCsrfHooks(fastify, app.get(CsrfCheck, { strict: false }), log);
  addRateLimitHooks(fastify, app.get(AdmissionControl, { strict: false }), keys, log);
  addBodyHooks(fastify);
  addLargeBodyHook(fastify, async (request) => {
    if ((await keys.authenticate(request)) === null)
      throw new DatelineError('unauthorized', 'Send a key as "Authorization: Bearer <key>".');
  });
  const connections = app.get<ConnectionLimiter>(TCP_CONNECTIONS, { strict: false });
  app.getHttpServer().on('connection', (socket: Socket) => connections.admitSocket(socket));
  await addSecurityHeaders(app, config);
  app.enableCors({
    origin: config.corsOrigins === '*' ? '*' : [...config.corsOrigins],
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 600,
    // The plugin would answer an OPTIONS without preflight headers by an error of its own, without a code.
    strictPreflight: false,
  });
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: invalidField }));
  app.useGlobalFilters(new ProblemFilter(log));
}
