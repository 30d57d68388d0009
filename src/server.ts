// Builds the Nest app from settings, listens, and stops it. Used by main.ts and, in process, by the tests.
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { serveOpenApi } from './access/admission/openapi.js';
import { setUpAccess } from './access/http-setup.js';
import { KeyRing } from './access/key/key-ring.js';
import { BODY_LIMIT } from './access/request/body-rules.js';
import { sendProblem } from './access/request/problem.filter.js';
import { AppModule } from './app.module.js';
import { addArriveParsers } from './arrive/accepted-bodies.js';
import type { Config, Settings } from './config.js';
import { nestLogger, type Logger } from './logger.js';
import { Health } from './ops/state/health.js';

/**
 * Characters of a path parameter: a topic of 100 four-byte characters, percent-encoded in its channel name.
 */
const MAX_PARAMETER_LENGTH = 1_300;

export type Server = {
  /** Public base URL, without a trailing slash. */
  url: string;
  /** The admin key, where this start created it; it can't be shown again. */
  adminKey: string | null;
  app: NestFastifyApplication;
  /** Reports not ready for DRAIN_NOTICE_SECONDS, then drains and stops. Requests in flight are answered. */
  close(): Promise<void>;
};

/** Fastify's timeouts. A stalled client keeps its connection for the timeout plus one check interval. */
function timeoutsOf({ headersTimeoutSeconds, requestTimeoutSeconds, keepAliveSeconds }: Config) {
  const headersTimeout = headersTimeoutSeconds * 1_000;
  return {
    requestTimeout: requestTimeoutSeconds * 1_000,
    keepAliveTimeout: keepAliveSeconds * 1_000,
    http: { headersTimeout, connectionsCheckingInterval: Math.min(1_000, headersTimeout / 4) },
  };
}

/** Proxies that poll /health/ready stop sending traffic before readers are asked to reconnect. */
async function shutDown(app: NestFastifyApplication, noticeSeconds: number): Promise<void> {
  app.get(Health, { strict: false }).isStopping = true;
  if (noticeSeconds > 0) await delay(noticeSeconds * 1000);
  await app.close();
}

/** PUBLIC_URL, else the address that the server listens on. */
function urlOf(app: NestFastifyApplication, config: Config): string {
  if (config.publicUrl !== undefined) return config.publicUrl;
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  const host = ['0.0.0.0', '::', '127.0.0.1'].includes(config.host) ? 'localhost' : config.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * A Fastify that answers its own errors as problem documents: those before a Nest route never reach Nest's
 * filters.
 */
function fastifyAdapter(config: Config, log: Logger): FastifyAdapter {
  const answerError = (error: unknown, request: FastifyRequest, reply: FastifyReply): void =>
    sendProblem(error, request, reply, log);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: [...config.trustProxy],
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    frameworkErrors: answerError,
    ...timeoutsOf(config),
  });
  const fastify = adapter.getInstance().setErrorHandler(answerError);
  // Nest sets its own handler after the routes; Fastify ignores it there, and warns.
  adapter.setErrorHandler = () => fastify;
  return adapter;
}

/**
 * Starts the roles of `config` on the database and listens. Throws where a part can't be reached or
 * configured.
 */
export async function startServer(config: Config, database: string, log: Logger): Promise<Server> {
  const settings: Settings = { ...config, database, node: `${hostname()}-${randomBytes(3).toString('hex')}` };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(settings, log),
    fastifyAdapter(config, log),
    {
      logger: nestLogger(log),
      bodyParser: false,
      abortOnError: false,
      forceCloseConnections: true,
    },
  );
  try {
    await setUpAccess(app, config, log);
    addArriveParsers(app.getHttpAdapter().getInstance());
    if (config.roles.has('api')) serveOpenApi(app);
    const adminKey = await app.get(KeyRing, { strict: false }).ensureAdminKey(config.adminKey);
    await app.listen(config.port, config.host);
    return { url: urlOf(app, config), adminKey, app, close: () => shutDown(app, config.drainNoticeSeconds) };
  } catch (error) {
    await app
      .close()
      .catch((closing: unknown) => log.warn({ err: closing }, 'the app could not be closed after a failed start'));
    throw error;
  }
}
