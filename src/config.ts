// The only reader of process.env. A bad value stops the start and names itself.
import { resolve } from 'node:path';
import { z } from 'zod';
import { OEMBED_PROVIDERS, type OembedProvider } from './core/format/oembed.js';

export const ROLES = ['api', 'worker', 'gateway'] as const;
export type Role = (typeof ROLES)[number];

export const SAMPLERS = ['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const;
/** Where traces go, and which. */
export type Tracing = { endpoint: string; service: string; sampler: (typeof SAMPLERS)[number]; share: number };

const flag = z.enum(['true', 'false', '1', '0', ''], { error: 'must be true or false' }).transform((value) => value === 'true' || value === '1');

/** A list of words, each of this form. */
const words = (form: RegExp, error: string) =>
  z
    .string()
    .transform((list) => list.split(',').map((word) => word.trim()).filter((word) => word !== ''))
    .pipe(z.array(z.string().regex(form, error)).min(1, error).max(100));

/** `<requests>/<seconds>`, or off. */
export type RateLimit = { requests: number; seconds: number };
const rateLimit = (unset: string) =>
  z
    .string()
    .regex(/^(off|[1-9]\d{0,8}\/[1-9]\d{0,4})$/, 'must be <requests>/<seconds>, as 600/60, or off')
    .default(unset)
    .transform((text): RateLimit | null => {
      const [requests, seconds] = text.split('/').map(Number);
      return requests === undefined || seconds === undefined ? null : { requests, seconds };
    });
/** A whole number of seconds, at least one. */
const seconds = (unset: string, most: number) => {
  const error = `must be a number of seconds from 1 to ${most}`;
  return z.string().regex(/^\d{1,5}$/, error).default(unset).transform(Number).pipe(z.number().min(1, error).max(most, error));
};
const ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;

const environment = z.object({
  PORT: z.string().regex(/^\d{1,5}$/, 'must be a port from 0 to 65535').default('3000').transform(Number).pipe(z.number().max(65535, 'must be a port from 0 to 65535')),
  HOST: z.string().min(1, 'must be an address to listen on').default('127.0.0.1'),
  DATA_DIR: z.string().min(1, 'must be a folder').default('./data').transform((folder) => resolve(folder)),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, hostname: /.*/, error: 'must be a postgres:// address' }).optional(),
  REDIS_URL: z.url({ protocol: /^(rediss?|redis\+unix|unix)$/, hostname: /.*/, error: 'must be a redis:// or rediss:// address' }).optional(),
  ROLES: z
    .string()
    .default(ROLES.join(','))
    .transform((list) => list.split(',').map((role) => role.trim()).filter((role) => role !== ''))
    .pipe(z.array(z.enum(ROLES, { error: `must be a list out of ${ROLES.join(', ')}` })).min(1, 'names no role')),
  ADMIN_KEY: z.string().min(8, 'must have 8 characters at least').max(512).regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces').optional(),
  PUBLIC_URL: z
    .string()
    .transform((list) => list.split(',').map((url) => url.trim().replace(/\/+$/, '')))
    .pipe(z.array(z.url({ protocol: /^https?$/, error: 'must be an http or https address, or a list of them' })).max(100))
    .default([]),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { error: 'must be fatal, error, warn, info, debug, trace or silent' }).default('info'),
  KEEP_UPDATES_DAYS: z.string().regex(/^\d{1,6}(\.\d+)?$/, 'must be a number of days').transform(Number).pipe(z.number().positive('must be more than 0; unset, all are kept')).optional(),
  EMBED_PROVIDERS: z
    .string()
    .default('all')
    .transform((list) => (/^(none)?$/.test(list) ? [] : list === 'all' ? OEMBED_PROVIDERS.map(({ id }) => id) : list.split(',').map((id) => id.trim())))
    .pipe(z.array(z.enum(OEMBED_PROVIDERS.map(({ id }) => id), { error: `must be all, none or a list out of ${OEMBED_PROVIDERS.map(({ id }) => id).join(', ')}` }))),
  HEADERS_TIMEOUT_SECONDS: seconds('20', 600),
  REQUEST_TIMEOUT_SECONDS: seconds('120', 3_600),
  KEEP_ALIVE_SECONDS: seconds('72', 3_600),
  CONNECTIONS_PER_ADDRESS: z.string().regex(/^(off|[1-9]\d{0,6})$/, 'must be a number from 1 on, or off').default('1000').transform((text) => (text === 'off' ? null : Number(text))),
  DRAIN_NOTICE_SECONDS: z.string().regex(/^\d{1,2}$/, 'must be a number of seconds from 0 to 60').default('0').transform(Number).pipe(z.number().max(60, 'must be a number of seconds from 0 to 60')),
  ALLOW_PRIVATE_NETWORK: flag.default(false),
  SESSION_IDLE_MINUTES: z.string().regex(/^\d{1,6}(\.\d+)?$/, 'must be a number of minutes').transform(Number).pipe(z.number().positive('must be more than 0')).default(720),
  JWT_SECRET: z.string().min(32, 'must have 32 characters at least').max(1024).optional(),
  JWT_JWKS_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  JWT_AUDIENCE: z.string().max(512).optional(),
  JWT_ISSUER: z.string().max(512).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).transform((url) => `${url.replace(/\/+$/, '')}/v1/traces`).optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  OTEL_SERVICE_NAME: z.string().max(256).default('dateline'),
  OTEL_TRACES_SAMPLER: z.enum(SAMPLERS, { error: `must be one of ${SAMPLERS.join(', ')}` }).default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z.string().regex(/^(0?\.\d+|[01](\.0+)?|0\.\d+)$/, 'must be a share from 0 to 1').transform(Number).default(1),
  TRUST_PROXY: words(/^(loopback|uniquelocal|[0-9a-f.:]+(\/\d{1,3})?)$/i, 'must be a list of addresses, networks, loopback or uniquelocal').default(['loopback', 'uniquelocal']),
  RATE_LIMIT_PUBLISH: rateLimit('off'),
  RATE_LIMIT_READ: rateLimit('off'),
  RATE_LIMIT_COSTLY: rateLimit('1200/60'),
  RATE_LIMIT_CONNECT: rateLimit('off'),
  RATE_LIMIT_WRONG_KEYS: rateLimit('100/60'),
  CORS_ORIGINS: z.union([z.literal('*'), words(ORIGIN, 'must be * or a list of origins, as https://news.example')], { error: 'must be * or a list of origins, as https://news.example' }).default('*'),
  FRAME_ANCESTORS: words(/^('self'|'none'|self|none|\*|https?:\/\/(\*\.)?[a-z0-9.-]+(:\d{1,5})?)$/, "must be a list of origins, 'self', 'none' or *")
    .transform((list) => list.map((word) => word.replace(/^(self|none)$/, "'$1'")))
    .refine((list) => list.length === 1 || !list.includes("'none'"), "must name 'none' alone")
    .default(["'self'"]),
});

/** Everything that can be set, checked. */
export type Config = {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  roles: ReadonlySet<Role>;
  adminKey: string | undefined;
  /** Where readers reach Dateline: the first of PUBLIC_URL. */
  publicUrl: string | undefined;
  /** All of PUBLIC_URL: the names that a request may call us by. */
  publicUrls: readonly string[];
  logLevel: string;
  /** Updates are let go after so many days; undefined: never. */
  keepUpdatesDays: number | undefined;
  /** Whose embeds are asked of. */
  embedProviders: readonly OembedProvider[];
  /** For so long a process that was told to stop says that it is not ready, before it asks readers to leave. */
  drainNoticeSeconds: number;
  /** So long may a client take for the headers of a request, for all of it, and between two. */
  headersTimeoutSeconds: number;
  requestTimeoutSeconds: number;
  keepAliveSeconds: number;
  /** How many connections, and how many sockets and streams, one address may have open; null: any number. */
  connectionsPerAddress: number | null;
  allowPrivateNetwork: boolean;
  /** A browser that was signed in, and is not used for so long, is signed out. */
  sessionIdleMinutes: number;
  jwtSecret: string | undefined;
  jwtJwksUrl: string | undefined;
  jwtAudience: string | undefined;
  jwtIssuer: string | undefined;
  /** Whose X-Forwarded-For is believed. */
  trustProxy: readonly string[];
  /** Undefined: nothing is traced. */
  tracing: Tracing | undefined;
  /** What one key, or one address without a key, may change, read, and connect or subscribe; null: without limit. */
  rateLimitPublish: RateLimit | null;
  rateLimitRead: RateLimit | null;
  /** What one address without a key may ask of what costs much to make: differences, exports, single revisions. */
  rateLimitCostly: RateLimit | null;
  rateLimitConnect: RateLimit | null;
  /** How many wrong keys one address may send. */
  rateLimitWrongKeys: RateLimit | null;
  /** Whose pages may read. */
  corsOrigins: '*' | readonly string[];
  /** Whose pages may frame those of readers. */
  frameAncestors: readonly string[];
};

/** A setting that can't be used; `message` names each one and why. */
export class ConfigError extends Error {}

/** Reads the settings; an empty variable counts as unset, but for EMBED_PROVIDERS, where it names nobody. Throws ConfigError. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([name, value]) => value !== undefined && (value !== '' || name === 'EMBED_PROVIDERS')));
  const read = environment.safeParse(set);
  if (!read.success) throw new ConfigError(read.error.issues.map((issue) => `${issue.path[0]?.toString() ?? ''} ${issue.message}`).join('\n'));
  const values = read.data;
  const roles = new Set(values.ROLES);
  const endpoint = values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? values.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (values.DATABASE_URL === undefined && roles.size < ROLES.length) {
    throw new ConfigError('ROLES splits Dateline over processes, which need a Postgres that all of them reach: set DATABASE_URL');
  }
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    roles,
    adminKey: values.ADMIN_KEY,
    publicUrl: values.PUBLIC_URL[0],
    publicUrls: values.PUBLIC_URL,
    logLevel: values.LOG_LEVEL,
    keepUpdatesDays: values.KEEP_UPDATES_DAYS,
    embedProviders: OEMBED_PROVIDERS.filter(({ id }) => values.EMBED_PROVIDERS.includes(id)),
    drainNoticeSeconds: values.DRAIN_NOTICE_SECONDS,
    headersTimeoutSeconds: Math.min(values.HEADERS_TIMEOUT_SECONDS, values.REQUEST_TIMEOUT_SECONDS),
    requestTimeoutSeconds: values.REQUEST_TIMEOUT_SECONDS,
    keepAliveSeconds: values.KEEP_ALIVE_SECONDS,
    connectionsPerAddress: values.CONNECTIONS_PER_ADDRESS,
    allowPrivateNetwork: values.ALLOW_PRIVATE_NETWORK,
    sessionIdleMinutes: values.SESSION_IDLE_MINUTES,
    jwtSecret: values.JWT_SECRET,
    jwtJwksUrl: values.JWT_JWKS_URL,
    jwtAudience: values.JWT_AUDIENCE,
    jwtIssuer: values.JWT_ISSUER,
    trustProxy: values.TRUST_PROXY,
    tracing: endpoint === undefined ? undefined : { endpoint, service: values.OTEL_SERVICE_NAME, sampler: values.OTEL_TRACES_SAMPLER, share: values.OTEL_TRACES_SAMPLER_ARG },
    rateLimitPublish: values.RATE_LIMIT_PUBLISH,
    rateLimitRead: values.RATE_LIMIT_READ,
    rateLimitCostly: values.RATE_LIMIT_COSTLY,
    rateLimitConnect: values.RATE_LIMIT_CONNECT,
    rateLimitWrongKeys: values.RATE_LIMIT_WRONG_KEYS,
    corsOrigins: values.CORS_ORIGINS,
    frameAncestors: values.FRAME_ANCESTORS,
  };
}

/** Injection token of what the process was started with. */
export const SETTINGS = Symbol('settings');

/** What was set, and what start-up made of it: the database that stands behind it, and this node's name. */
export type Settings = Config & { database: string; node: string };
