// Reads and checks the settings. This is the only file that reads process.env. An invalid value stops the
// start with an error that names the setting.
import { resolve } from 'node:path';
import { z } from 'zod';
import { OEMBED_PROVIDERS, type OembedProvider } from './core/format/oembed.js';

export const ROLES = ['api', 'worker', 'gateway'] as const;
export type Role = (typeof ROLES)[number];

/** Samplers of the OpenTelemetry specification (OTEL_TRACES_SAMPLER). */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
/** Trace export: full address of the collector, service name, and sampling (`share` from 0 to 1). */
export type Tracing = { endpoint: string; service: string; sampler: (typeof SAMPLERS)[number]; share: number };

const flag = z
  .enum(['true', 'false', '1', '0', ''], { error: 'must be true or false' })
  .transform((value) => value === 'true' || value === '1');

const splitList = (list: string): string[] =>
  list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** A comma-separated list of 1 to 100 entries, each matching `pattern`. */
const listOf = (pattern: RegExp, error: string) =>
  z
    .string()
    .transform(splitList)
    .pipe(z.array(z.string().regex(pattern, error)).min(1, error).max(100));

/** A budget per key or address: `<requests>/<seconds>`; the setting `off` becomes null. */
export type RateLimit = { requests: number; seconds: number };
const rateLimit = (defaultValue: string) =>
  z
    .string()
    .regex(/^(off|[1-9]\d{0,8}\/[1-9]\d{0,4})$/, 'must be <requests>/<seconds>, such as 600/60, or off')
    .default(defaultValue)
    .transform((text): RateLimit | null => {
      const [requests, seconds] = text.split('/').map(Number);
      return requests === undefined || seconds === undefined ? null : { requests, seconds };
    });
/** Whole seconds from 1 to `max`. */
const seconds = (defaultValue: string, max: number) => {
  const error = `must be a whole number of seconds from 1 to ${max}`;
  return z
    .string()
    .regex(/^\d{1,5}$/, error)
    .default(defaultValue)
    .transform(Number)
    .pipe(z.number().min(1, error).max(max, error));
};
/** scheme://host[:port], without a path. */
const ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;

const INVALID_ORIGINS = 'must be * or a comma-separated list of origins, such as https://news.example';

const environment = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port from 0 to 65535')
    .default('3000')
    .transform(Number)
    .pipe(z.number().max(65535, 'must be a port from 0 to 65535')),
  HOST: z.string().min(1, 'must be an address to listen on').default('127.0.0.1'),
  DATA_DIR: z
    .string()
    .min(1, 'must be a folder')
    .default('./data')
    .transform((folder) => resolve(folder)),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, hostname: /.*/, error: 'must be a postgres:// address' })
    .optional(),
  REDIS_URL: z
    .url({ protocol: /^(rediss?|redis\+unix|unix)$/, hostname: /.*/, error: 'must be a redis:// or rediss:// address' })
    .optional(),
  ROLES: z
    .string()
    .default(ROLES.join(','))
    .transform(splitList)
    .pipe(
      z
        .array(z.enum(ROLES, { error: `must be a comma-separated list of ${ROLES.join(', ')}` }))
        .min(1, 'must name at least one role'),
    ),
  ADMIN_KEY: z
    .string()
    .min(8, 'must have at least 8 characters')
    .max(512, 'must have at most 512 characters')
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .optional(),
  PUBLIC_URL: z
    .string()
    .transform((list) => list.split(',').map((url) => url.trim().replace(/\/+$/, '')))
    .pipe(
      z
        .array(
          z.url({ protocol: /^https?$/, error: 'must be an http or https address, or a comma-separated list of them' }),
        )
        .max(100),
    )
    .default([]),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
  KEEP_UPDATES_DAYS: z
    .string()
    .regex(/^\d{1,6}(\.\d+)?$/, 'must be a number of days')
    .transform(Number)
    .pipe(z.number().positive('must be more than 0; leave it unset to keep all updates'))
    .optional(),
  EMBED_PROVIDERS: z
    .string()
    .default('all')
    .transform((list) =>
      /^(none)?$/.test(list)
        ? []
        : list === 'all'
          ? OEMBED_PROVIDERS.map(({ id }) => id)
          : list.split(',').map((id) => id.trim()),
    )
    .pipe(
      z.array(
        z.enum(
          OEMBED_PROVIDERS.map(({ id }) => id),
          {
            error: `must be all, none or a comma-separated list of ${OEMBED_PROVIDERS.map(({ id }) => id).join(', ')}`,
          },
        ),
      ),
    ),
  HEADERS_TIMEOUT_SECONDS: seconds('20', 600),
  REQUEST_TIMEOUT_SECONDS: seconds('120', 3_600),
  KEEP_ALIVE_SECONDS: seconds('72', 3_600),
  CONNECTIONS_PER_ADDRESS: z
    .string()
    .regex(/^(off|[1-9]\d{0,6})$/, 'must be a whole number of at least 1, or off')
    .default('1000')
    .transform((text) => (text === 'off' ? null : Number(text))),
  DRAIN_NOTICE_SECONDS: z
    .string()
    .regex(/^\d{1,2}$/, 'must be a whole number of seconds from 0 to 60')
    .default('0')
    .transform(Number)
    .pipe(z.number().max(60, 'must be a whole number of seconds from 0 to 60')),
  ALLOW_PRIVATE_NETWORK: flag.default(false),
  SESSION_IDLE_MINUTES: z
    .string()
    .regex(/^\d{1,6}(\.\d+)?$/, 'must be a number of minutes')
    .transform(Number)
    .pipe(z.number().positive('must be more than 0'))
    .default(720),
  JWT_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .max(1024, 'must have at most 1024 characters')
    .optional(),
  JWT_JWKS_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  JWT_AUDIENCE: z.string().max(512).optional(),
  JWT_ISSUER: z.string().max(512).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .transform((url) => `${url.replace(/\/+$/, '')}/v1/traces`)
    .optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .optional(),
  OTEL_SERVICE_NAME: z.string().max(256).default('dateline'),
  OTEL_TRACES_SAMPLER: z
    .enum(SAMPLERS, { error: `must be one of ${SAMPLERS.join(', ')}` })
    .default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(0?\.\d+|[01](\.0+)?|0\.\d+)$/, 'must be a share from 0 to 1')
    .transform(Number)
    .default(1),
  TRUST_PROXY: listOf(
    /^(loopback|uniquelocal|[0-9a-f.:]+(\/\d{1,3})?)$/i,
    'must be a comma-separated list of IP addresses, networks (CIDR), loopback or uniquelocal',
  ).default(['loopback', 'uniquelocal']),
  RATE_LIMIT_PUBLISH: rateLimit('off'),
  RATE_LIMIT_READ: rateLimit('off'),
  RATE_LIMIT_COSTLY: rateLimit('1200/60'),
  RATE_LIMIT_CONNECT: rateLimit('off'),
  RATE_LIMIT_WRONG_KEYS: rateLimit('100/60'),
  CORS_ORIGINS: z.union([z.literal('*'), listOf(ORIGIN, INVALID_ORIGINS)], { error: INVALID_ORIGINS }).default('*'),
  FRAME_ANCESTORS: listOf(
    /^('self'|'none'|self|none|\*|https?:\/\/(\*\.)?[a-z0-9.-]+(:\d{1,5})?)$/,
    "must be a comma-separated list of origins, 'self', 'none' or *",
  )
    .transform((list) => list.map((source) => source.replace(/^(self|none)$/, "'$1'")))
    .refine((list) => list.length === 1 || !list.includes("'none'"), "must not combine 'none' with other values")
    .default(["'self'"]),
});

/** All settings after validation. docs/operating.md describes each of them for operators. */
const JWKS_COOLDOWN_MS = 5_000;

export type Config = {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  roles: ReadonlySet<Role>;
  adminKey: string | undefined;
  /** The address where readers reach Dateline: the first of PUBLIC_URL. */
  publicUrl: string | undefined;
  /** All of PUBLIC_URL: the hosts that a request may name. */
  publicUrls: readonly string[];
  logLevel: string;
  /** Age at which updates are deleted from the log; undefined keeps all. */
  keepUpdatesDays: number | undefined;
  /** oEmbed providers that may be queried. */
  embedProviders: readonly OembedProvider[];
  /** Published keys (JWT_JWKS_URL) are fetched at most once in this time. No setting: tests shorten it. */
  jwksCooldownMs: number;
  /** How long a stopping process reports “not ready” before it asks readers to reconnect elsewhere. */
  drainNoticeSeconds: number;
  /** HTTP timeouts: for the headers of a request, for all of it, and for an idle keep-alive connection. */
  headersTimeoutSeconds: number;
  requestTimeoutSeconds: number;
  keepAliveSeconds: number;
  /** Maximum of open TCP connections, and of sockets and streams, per client address; null is no limit. */
  connectionsPerAddress: number | null;
  allowPrivateNetwork: boolean;
  /** Idle time after which a browser session ends. */
  sessionIdleMinutes: number;
  jwtSecret: string | undefined;
  jwtJwksUrl: string | undefined;
  jwtAudience: string | undefined;
  jwtIssuer: string | undefined;
  /** Proxies whose X-Forwarded-* headers are trusted. */
  trustProxy: readonly string[];
  /** Undefined disables tracing. */
  tracing: Tracing | undefined;
  /** Budgets per key, or per address for requests without a key; null is no limit. */
  rateLimitPublish: RateLimit | null;
  rateLimitRead: RateLimit | null;
  /** Budget per address without a key for expensive reads: differences, exports, single revisions. */
  rateLimitCostly: RateLimit | null;
  rateLimitConnect: RateLimit | null;
  /** Budget of invalid keys per address. */
  rateLimitWrongKeys: RateLimit | null;
  /** Origins allowed by CORS. */
  corsOrigins: '*' | readonly string[];
  /** Origins that may frame reader pages (CSP frame-ancestors). */
  frameAncestors: readonly string[];
};

/** Invalid settings; `message` has one line for each, with its name and the reason. */
export class ConfigError extends Error {}

/** Validates the environment. An empty variable is unset, except EMBED_PROVIDERS (none). Throws ConfigError. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => value !== undefined && (value !== '' || name === 'EMBED_PROVIDERS')),
  );
  const read = environment.safeParse(set);
  if (!read.success)
    throw new ConfigError(
      read.error.issues.map((issue) => `${issue.path[0]?.toString() ?? ''} ${issue.message}`).join('\n'),
    );
  const values = read.data;
  const roles = new Set(values.ROLES);
  const endpoint = values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? values.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (values.DATABASE_URL === undefined && roles.size < ROLES.length) {
    throw new ConfigError(
      'ROLES starts only a part of Dateline, and its processes share one Postgres: set DATABASE_URL',
    );
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
    jwksCooldownMs: JWKS_COOLDOWN_MS,
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
    tracing:
      endpoint === undefined
        ? undefined
        : {
            endpoint,
            service: values.OTEL_SERVICE_NAME,
            sampler: values.OTEL_TRACES_SAMPLER,
            share: values.OTEL_TRACES_SAMPLER_ARG,
          },
    rateLimitPublish: values.RATE_LIMIT_PUBLISH,
    rateLimitRead: values.RATE_LIMIT_READ,
    rateLimitCostly: values.RATE_LIMIT_COSTLY,
    rateLimitConnect: values.RATE_LIMIT_CONNECT,
    rateLimitWrongKeys: values.RATE_LIMIT_WRONG_KEYS,
    corsOrigins: values.CORS_ORIGINS,
    frameAncestors: values.FRAME_ANCESTORS,
  };
}

/** Injection token of Settings. */
export const SETTINGS = Symbol('settings');

/** The configuration plus what start-up adds: address of the database in use, name of this node. */
export type Settings = Config & { database: string; node: string };
