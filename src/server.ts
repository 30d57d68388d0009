// From settings to a server that listens, and back. Used by main.ts and, in process, by the tests.
import 'reflect-metadata';
import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { hostname } from 'node:os';
import helmet from '@fastify/helmet';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BODY_LIMIT, FORM_LIMIT, FORM_TYPE, addBodyHooks, IMPORT_LIMIT, IMPORT_TYPES } from './access/request/body-rules.js';
import { invalidField } from './access/request/validation.js';
import { addCsrfHooks } from './access/principal/csrf-hook.js';
import { untrustedClientNetwork } from './access/request/client-address.js';
import { AdmissionControl } from './access/admission/admission-control.js';
import { KeyAuthenticator } from './access/principal/key-authenticator.js';
import { KeyRing } from './access/key/key-ring.js';
import { addRateLimitHooks } from './access/admission/rate-limit-hooks.js';
import { documentRateLimits } from './access/admission/openapi.js';
import { ConnectionLimiter } from './access/limit/connection-limiter.js';
import { ProblemFilter, sendProblem } from './access/request/problem.filter.js';
import { CsrfCheck } from './access/request/csrf-check.js';
import { AppModule } from './app.module.js';
import type { Config, Settings } from './config.js';
import { DatelineError } from './core/errors.js';
import { FRAME_HOSTS } from './core/format/frame-hosts.js';
import { isHeavyJson } from './core/text/json-size.js';
import { cleanBody } from './core/text/json-text.js';
import { isNinjs, NINJS } from './core/format/ninjs.js';
import { cleanText } from './core/text/text-rule.js';
import { nestLogger, type Logger } from './logger.js';
import { Health } from './ops/state/health.js';

/** A story of 5,000 paragraphs and 100 pictures has some 7,000. */
const MOST_VALUES = 20_000;
/** Whose forms are taken: they sign in and out, and are the buttons of the operator's page. */
const TAKES_FORMS = /^\/(ops|console)\//;
/** The one route whose body may be a page; every other takes JSON. */
const TAKES_PAGES = '/v1/stories';
/** And the one to which hubs push feeds. */
const TAKES_FEEDS = '/v1/websub/:token';
const FEED_TYPES = /^(?:application|text)\/(?:[\w.-]+\+)?(?:xml|json)\b/;

/** A topic of 100 characters that are four bytes each, percent-encoded in the name of its channel. */
const LONGEST_PARAMETER = 1_300;

export type Server = {
  /** Where it can be reached, without a slash at the end. */
  url: string;
  /** The admin key where this start made it: it can be shown this once. */
  adminKey: string | null;
  app: NestFastifyApplication;
  /** Says that it is not ready, for as long as proxies take to notice; then drains and stops. Whoever waits is answered. */
  close(): Promise<void>;
};

/** Publishers' markup must never run, and no page needs more than its own script and style. Images come from where publishers say. */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'https:', 'http:', 'data:'],
    mediaSrc: ["'self'", 'https:', 'http:'],
    frameSrc: FRAME_HOSTS.map((host) => `https://${host}`),
    connectSrc: ["'self'", 'ws:', 'wss:'],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: [] as string[],
  },
};

/** Swagger UI and Bull Board are others' pages: they style inline and set a base. They show nothing that publishers wrote as markup. */
const CONSOLES = /^\/(docs|ops\/queues)(\/|\?|$)/;
/** Where somebody is signed in, a frame of others could steal a click, whoever may frame what readers see. */
const DESKS = /^\/(console|ops)(\/|\?|$)/;
const CONSOLE_POLICY = "default-src 'none';script-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:;font-src 'self' data:;connect-src 'self';base-uri 'self';form-action 'self';frame-ancestors 'none'";

type Parsed = (error: Error | null, body?: unknown) => void;

/** JSON without prototypes in it, and every string in it by the text rule. */
function jsonParser(fastify: FastifyInstance): (request: FastifyRequest, text: string, done: Parsed) => void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  return (request, text, done) =>
    void parse(request, text, (error, body) => {
      if (error !== null) return done(error);
      let clean: unknown;
      try {
        clean = cleanBody(body);
      } catch (fault) {
        return done(fault instanceof Error ? fault : new Error('a body could not be cleaned', { cause: fault }));
      }
      done(null, clean);
    });
}

/** Every parameter by the text rule, before any route sees it. A path that the rule would change leads nowhere; of headers, one is kept that may hold anything. */
function cleanParameters(fastify: FastifyInstance): void {
  fastify.addHook('preValidation', async (request) => {
    const { params, headers } = request;
    if (typeof params === 'object' && params !== null && Object.values(params).some((part) => typeof part === 'string' && cleanText(part) !== part)) throw new DatelineError('not_found', 'There is nothing at this address.');
    if (/[^\t\x20-\x7e]/.test(headers['content-type'] ?? '')) throw new DatelineError('bad_request', 'Content-Type has printable ASCII alone.');
    cleanBody(request.query);
  });
}

/** Bodies come as bytes, kept beside what JSON makes of them: a submission is stored as it was sent. */
function parseBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const keep = (request: FastifyRequest, body: Buffer): void => void ((request as FastifyRequest & { rawBody?: Buffer }).rawBody = body);
  const json = jsonParser(fastify);
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    keep(request, body);
    if (isHeavyJson(body, MOST_VALUES)) return done(new DatelineError('invalid_field', `The body has more than ${MOST_VALUES} values and members: a story has far fewer.`, { errors: [{ field: 'the body as a whole', reason: `has more than ${MOST_VALUES} values and members` }] }));
    // RFC 8259, 8.1: JSON is UTF-8; bytes that are not would be changed without a word.
    if (isUtf8(body)) json(request, body.toString('utf8'), done);
    else done(new DatelineError('invalid_json', 'The body is not UTF-8.'));
  });
  fastify.addContentTypeParser(['text/html', 'text/plain'], { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    keep(request, body);
    const takesPages = request.method === 'POST' && request.routeOptions.url === TAKES_PAGES;
    done(takesPages ? null : new DatelineError('unsupported_type', 'Send application/json.'), body);
  });
  fastify.addContentTypeParser(FORM_TYPE, { parseAs: 'string', bodyLimit: FORM_LIMIT }, (request, body: string, done) => {
    if (TAKES_FORMS.test(request.routeOptions.url ?? '')) done(null, Object.fromEntries(new URLSearchParams(body)));
    else done(new DatelineError('unsupported_type', 'Send application/json, text/html or text/plain.'), undefined);
  });
}

/** A push is not read but for its signature. */
function takeFeeds(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(FEED_TYPES, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    (request as FastifyRequest & { rawBody?: Buffer }).rawBody = body;
    const takesFeeds = request.method === 'POST' && request.routeOptions.url === TAKES_FEEDS;
    done(takesFeeds ? null : new DatelineError('unsupported_type', 'Send application/json, text/html or text/plain.'), body);
  });
}

/** A hub may push XML under the names of an import, but no more than others may send. */
const TAKES_IMPORTS = new Set(['/v1/imports', TAKES_PAGES]);

/** They are not read here: ten thousand items take longer than others may wait. */
function parseImports(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(NINJS, { parseAs: 'buffer', bodyLimit: IMPORT_LIMIT }, (request, body: Buffer, done) => {
    (request as FastifyRequest & { rawBody?: Buffer }).rawBody = body;
    if (request.method !== 'POST' || !TAKES_IMPORTS.has(request.routeOptions.url ?? '')) return done(new DatelineError('unsupported_type', 'Send application/json.'), undefined);
    done(isUtf8(body) ? null : new DatelineError('invalid_json', 'The body is not UTF-8.'), body);
  });
  fastify.addContentTypeParser([...IMPORT_TYPES], { parseAs: 'buffer', bodyLimit: IMPORT_LIMIT }, (request, body: Buffer, done) => {
    (request as FastifyRequest & { rawBody?: Buffer }).rawBody = body;
    const route = request.method === 'POST' ? request.routeOptions.url : undefined;
    if (route === '/v1/imports' || (route === TAKES_FEEDS && body.length <= BODY_LIMIT)) return done(null, body);
    done(route === TAKES_FEEDS ? new DatelineError('too_large', 'A push has 2 MB at most.') : new DatelineError('unsupported_type', 'Send application/json, text/html or text/plain.'), undefined);
  });
}

/** What may be larger than other requests is not read for strangers: the guard of its route comes after the body. */
function askWhoImports(fastify: FastifyInstance, holders: KeyAuthenticator): void {
  fastify.addHook('onRequest', async (request) => {
    const [type = ''] = (request.headers['content-type'] ?? '').split(';');
    const large = isNinjs(request.headers['content-type'] ?? '') || IMPORT_TYPES.includes(type.trim().toLowerCase());
    if (large && request.routeOptions.url === TAKES_FEEDS && Number(request.headers['content-length']) > BODY_LIMIT) throw new DatelineError('too_large', 'A push has 2 MB at most.');
    if (!large || !TAKES_IMPORTS.has(request.routeOptions.url ?? '')) return;
    if ((await holders.authenticate(request)) === null) throw new DatelineError('unauthorized', 'Send a key as "Authorization: Bearer <key>".');
  });
}

function describe(app: NestFastifyApplication): void {
  const about = new DocumentBuilder()
    .setTitle('Dateline')
    .setDescription('Real-time news feed backend. Errors are RFC 9457 problem documents with a `code`.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A Dateline key' })
    .build();
  SwaggerModule.setup('docs', app, () => documentRateLimits(SwaggerModule.createDocument(app, about)), { jsonDocumentUrl: 'docs/openapi.json', customSiteTitle: 'Dateline API' });
}

/** What browsers may do with what they get, and who may frame it. */
async function setPolicies(app: NestFastifyApplication, { frameAncestors }: Config): Promise<void> {
  const { directives } = CONTENT_SECURITY_POLICY;
  // X-Frame-Options can say neither of others nor of several: where they may frame, the policy alone speaks.
  const who = frameAncestors.join(' ');
  const xFrameOptions = who === "'self'" ? ({ action: 'sameorigin' } as const) : who === "'none'" && ({ action: 'deny' } as const);
  const contentSecurityPolicy = { ...CONTENT_SECURITY_POLICY, directives: { ...directives, frameAncestors: [...frameAncestors] } };
  await app.register(helmet, { contentSecurityPolicy, xFrameOptions, crossOriginResourcePolicy: { policy: 'cross-origin' }, strictTransportSecurity: false });
  app.getHttpAdapter().getInstance().addHook('onSend', async (request, reply) => {
    // Not by the address as it was sent: %63onsole is the console too.
    const route = request.routeOptions.url ?? request.url;
    if (CONSOLES.test(route)) void reply.header('content-security-policy', CONSOLE_POLICY);
    else if (DESKS.test(route)) void reply.header('content-security-policy', String(reply.getHeader('content-security-policy')).replace(/frame-ancestors [^;]*/, "frame-ancestors 'none'"));
    else return;
    // Nor may a page of another origin load it in any other way: the browser would sign in for it.
    void reply.header('x-frame-options', 'DENY').header('cross-origin-resource-policy', 'same-origin');
  });
}

/** A client that stalls holds a connection no longer than this, and a second for the look that finds it. */
function timeouts({ headersTimeoutSeconds, requestTimeoutSeconds, keepAliveSeconds }: Config) {
  const headersTimeout = headersTimeoutSeconds * 1_000;
  return { requestTimeout: requestTimeoutSeconds * 1_000, keepAliveTimeout: keepAliveSeconds * 1_000, http: { headersTimeout, connectionsCheckingInterval: Math.min(1_000, headersTimeout / 4) } };
}

/** Proxies that look at /health/ready send nobody here any more by the time that readers are asked to leave. */
async function leave(app: NestFastifyApplication, noticeSeconds: number): Promise<void> {
  app.get(Health, { strict: false }).leaving = true;
  if (noticeSeconds > 0) await new Promise((resolve) => setTimeout(resolve, noticeSeconds * 1000));
  await app.close();
}

/** Starts the roles of `config` on `database` and listens. Throws where a part can't be reached or used. */
export async function startServer(config: Config, database: string, log: Logger): Promise<Server> {
  const settings: Settings = { ...config, database, node: `${hostname()}-${randomBytes(3).toString('hex')}` };
  // What is refused before a route of Nest's runs (bodies, addresses, hooks) never meets its filters.
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => sendProblem(error, request, reply, log);
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT, trustProxy: [...config.trustProxy], forceCloseConnections: true, routerOptions: { maxParamLength: LONGEST_PARAMETER }, frameworkErrors: refuse, ...timeouts(config) });
  const fastify = adapter.getInstance().setErrorHandler(refuse);
  // Nest would set its own after the routes, where Fastify takes up no other, and warns.
  adapter.setErrorHandler = () => fastify;
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(settings, log), adapter, { logger: nestLogger(log), bodyParser: false, abortOnError: false, forceCloseConnections: true });
  try {
    parseBodies(adapter.getInstance());
    takeFeeds(adapter.getInstance());
    parseImports(adapter.getInstance());
    cleanParameters(adapter.getInstance());
    const holders = app.get(KeyAuthenticator, { strict: false });
    addCsrfHooks(adapter.getInstance(), app.get(CsrfCheck, { strict: false }), log);
    addRateLimitHooks(adapter.getInstance(), app.get(AdmissionControl, { strict: false }), holders, log);
    addBodyHooks(adapter.getInstance());
    const connections = new ConnectionLimiter(config.connectionsPerAddress, untrustedClientNetwork(config.trustProxy));
    adapter.getHttpServer().on('connection', (socket: Socket) => connections.admitSocket(socket));
    askWhoImports(adapter.getInstance(), holders);
    await setPolicies(app, config);
    // An OPTIONS that asks for nothing is answered as one that does: refusals in words of the plugin's own have no code.
    app.enableCors({ origin: config.corsOrigins === '*' ? '*' : [...config.corsOrigins], methods: ['GET', 'POST', 'PATCH', 'DELETE'], exposedHeaders: ['etag', 'location', 'ratelimit', 'ratelimit-policy', 'retry-after'], maxAge: 600, strictPreflight: false });
    app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: invalidField }));
    app.useGlobalFilters(new ProblemFilter(log));
    if (config.roles.has('api')) describe(app);
    const adminKey = await app.get(KeyRing, { strict: false }).ensureAdminKey(config.adminKey);
    await app.listen(config.port, config.host);
    const address = app.getHttpServer().address();
    const port = typeof address === 'object' && address !== null ? address.port : config.port;
    const host = ['0.0.0.0', '::', '127.0.0.1'].includes(config.host) ? 'localhost' : config.host;
    return { url: config.publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`, adminKey, app, close: () => leave(app, config.drainNoticeSeconds) };
  } catch (error) {
    await app.close().catch((closing: unknown) => log.warn({ err: closing }, 'closing after a failed start failed too'));
    throw error;
  }
}
