import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../src/config.js';
import { OEMBED_PROVIDERS } from '../src/core/format/oembed.js';

const POSTGRES = 'postgres://dateline@db.internal:5432/dateline';

/** Invalid values, by setting. */
const BAD: Record<string, string[]> = {
  PORT: ['http', '65536', '-1', '3000.5', '0x10', ' 3000', '1e3'],
  DATABASE_URL: ['db.internal', 'mysql://db.internal/dateline', 'postgres'],
  REDIS_URL: ['cache.internal', 'http://cache.internal', '6379'],
  ROLES: ['api,chef', 'API', ',', ' '],
  ADMIN_KEY: ['short', 'with a space', 'schlüssel-lang-genug', 'x'.repeat(513)],
  PUBLIC_URL: [
    'news.example',
    'ftp://news.example',
    '//news.example',
    'https://news.example,',
    'https://news.example news.example',
  ],
  LOG_LEVEL: ['loud', 'INFO', '30'],
  EMBED_PROVIDERS: ['myspace', 'youtube,myspace', 'youtube,', 'all,youtube'],
  DRAIN_NOTICE_SECONDS: ['-1', '61', '1.5', '5s'],
  HEADERS_TIMEOUT_SECONDS: ['0', '1.5', '601'],
  REQUEST_TIMEOUT_SECONDS: ['0', '3601'],
  KEEP_ALIVE_SECONDS: ['0', '-1'],
  CONNECTIONS_PER_ADDRESS: ['0', 'OFF', '-5'],
  ALLOW_PRIVATE_NETWORK: ['yes', 'TRUE', '2'],
  SESSION_IDLE_MINUTES: ['0', '-5', '12h', 'off'],
  JWT_SECRET: ['too short for a secret'],
  JWT_JWKS_URL: ['keys.example', 'file:///keys.json'],
  OTEL_EXPORTER_OTLP_ENDPOINT: ['collector', 'grpc://collector.internal:4317'],
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ['collector/v1/traces'],
  OTEL_TRACES_SAMPLER: ['some', 'jaeger_remote'],
  OTEL_TRACES_SAMPLER_ARG: ['1.5', '-0.1', '10%'],
  TRUST_PROXY: ['proxy.example', 'true', ','],
  RATE_LIMIT_PUBLISH: ['600', '0/60', '10/0', 'on'],
  RATE_LIMIT_READ: ['600/minute'],
  RATE_LIMIT_CONNECT: ['OFF', '1e3/60'],
  RATE_LIMIT_WRONG_KEYS: ['0', '-1/60'],
  CORS_ORIGINS: ['news.example', 'https://news.example/', ',', '*,https://news.example'],
  FRAME_ANCESTORS: ['news.example', "'none', https://a.example", 'https://a.example; script-src *', ','],
};

function rejection(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error(`${JSON.stringify(env)} was accepted`);
}

describe('An invalid setting', () => {
  for (const [name, values] of Object.entries(BAD)) {
    test.each(values)(`is rejected by name: ${name}=%j`, (value) => {
      const message = rejection({ DATABASE_URL: POSTGRES, [name]: value });
      expect(message.split('\n')).toEqual([expect.stringMatching(new RegExp(`^${name} \\S+ .+`))]);
    });
  }

  test('is reported together with every other', () => {
    const message = rejection({ PORT: 'http', LOG_LEVEL: 'loud', REDIS_URL: 'nowhere' });
    expect(message.split('\n').map((line) => line.split(' ')[0])).toEqual(['PORT', 'REDIS_URL', 'LOG_LEVEL']);
  });

  test('is not repeated in the error where it may be a secret', () => {
    expect(rejection({ ADMIN_KEY: 'my secret', DATABASE_URL: 'mysql://u:pass@db/x' })).not.toMatch(/my secret|pass/);
  });
});

describe('Without any setting', () => {
  test('Dateline runs all roles in one process, on loopback, with an embedded Postgres under ./data', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: resolve('data'),
      databaseUrl: undefined,
      redisUrl: undefined,
      roles: new Set(['api', 'worker', 'gateway']),
      adminKey: undefined,
      publicUrl: undefined,
      publicUrls: [],
      logLevel: 'info',
      embedProviders: OEMBED_PROVIDERS,
      drainNoticeSeconds: 0,
      headersTimeoutSeconds: 20,
      requestTimeoutSeconds: 120,
      keepAliveSeconds: 72,
      connectionsPerAddress: 1000,
      allowPrivateNetwork: false,
      sessionIdleMinutes: 720,
      jwksCooldownMs: 5_000,
      jwtSecret: undefined,
      jwtJwksUrl: undefined,
      jwtAudience: undefined,
      jwtIssuer: undefined,
      trustProxy: ['loopback', 'uniquelocal'],
      rateLimitPublish: null,
      rateLimitRead: null,
      rateLimitCostly: { requests: 1200, seconds: 60 },
      rateLimitConnect: null,
      rateLimitWrongKeys: { requests: 100, seconds: 60 },
      corsOrigins: '*',
      frameAncestors: ["'self'"],
    });
  });

  test('an empty variable counts as unset', () => {
    const names = [
      'PORT',
      'HOST',
      'DATA_DIR',
      'DATABASE_URL',
      'REDIS_URL',
      'ROLES',
      'ADMIN_KEY',
      'PUBLIC_URL',
      'LOG_LEVEL',
      'ALLOW_PRIVATE_NETWORK',
    ];
    expect(readConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readConfig({}));
  });
});

test.each(['', 'none'])('EMBED_PROVIDERS=%s disables oEmbed requests', (none) => {
  expect(readConfig({ EMBED_PROVIDERS: none }).embedProviders).toEqual([]);
});

test('every setting is read', () => {
  const config = readConfig({
    PORT: '0',
    HOST: '::1',
    DATA_DIR: '/srv/dateline',
    DATABASE_URL: POSTGRES,
    REDIS_URL: 'rediss://cache.internal:6380/2',
    ROLES: ' gateway , api ',
    ADMIN_KEY: 'printable-and-long',
    PUBLIC_URL: 'https://news.example/live/, http://news.internal:8080',
    LOG_LEVEL: 'debug',
    EMBED_PROVIDERS: 'x, vimeo',
    DRAIN_NOTICE_SECONDS: '15',
    HEADERS_TIMEOUT_SECONDS: '10',
    REQUEST_TIMEOUT_SECONDS: '60',
    KEEP_ALIVE_SECONDS: '5',
    CONNECTIONS_PER_ADDRESS: 'off',
    ALLOW_PRIVATE_NETWORK: 'true',
    SESSION_IDLE_MINUTES: '30',
    JWT_SECRET: '0123456789abcdef0123456789abcdef',
    JWT_JWKS_URL: 'https://id.example/keys',
    JWT_AUDIENCE: 'news',
    JWT_ISSUER: 'https://id.example',
    TRUST_PROXY: 'loopback, 10.0.0.0/8',
    RATE_LIMIT_PUBLISH: '600/60',
    RATE_LIMIT_READ: 'off',
    RATE_LIMIT_COSTLY: '300/10',
    RATE_LIMIT_CONNECT: '1000/10',
    RATE_LIMIT_WRONG_KEYS: 'off',
    CORS_ORIGINS: 'https://a.example, https://b.example:8443',
    FRAME_ANCESTORS: 'self, https://*.example',
    PATH: '/usr/bin',
  });
  expect(config).toEqual({
    port: 0,
    host: '::1',
    dataDir: '/srv/dateline',
    databaseUrl: POSTGRES,
    redisUrl: 'rediss://cache.internal:6380/2',
    roles: new Set(['gateway', 'api']),
    adminKey: 'printable-and-long',
    publicUrl: 'https://news.example/live',
    publicUrls: ['https://news.example/live', 'http://news.internal:8080'],
    logLevel: 'debug',
    embedProviders: OEMBED_PROVIDERS.filter(({ id }) => id === 'vimeo' || id === 'x'),
    drainNoticeSeconds: 15,
    headersTimeoutSeconds: 10,
    requestTimeoutSeconds: 60,
    keepAliveSeconds: 5,
    connectionsPerAddress: null,
    allowPrivateNetwork: true,
    sessionIdleMinutes: 30,
    jwksCooldownMs: 5_000,
    jwtSecret: '0123456789abcdef0123456789abcdef',
    jwtJwksUrl: 'https://id.example/keys',
    jwtAudience: 'news',
    jwtIssuer: 'https://id.example',
    trustProxy: ['loopback', '10.0.0.0/8'],
    rateLimitPublish: { requests: 600, seconds: 60 },
    rateLimitRead: null,
    rateLimitCostly: { requests: 300, seconds: 10 },
    rateLimitConnect: { requests: 1000, seconds: 10 },
    rateLimitWrongKeys: null,
    corsOrigins: ['https://a.example', 'https://b.example:8443'],
    frameAncestors: ["'self'", 'https://*.example'],
  });
});

test('traces go to OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, else to /v1/traces under OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  const [endpoint, whole] = [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.internal:4318/' },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/in' },
  ];
  expect(readConfig({}).tracing).toBeUndefined();
  expect(readConfig(endpoint).tracing).toEqual({
    endpoint: 'http://collector.internal:4318/v1/traces',
    service: 'dateline',
    sampler: 'parentbased_always_on',
    share: 1,
  });
  const settings = {
    ...endpoint,
    ...whole,
    OTEL_SERVICE_NAME: 'feed',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
  };
  expect(readConfig(settings).tracing).toEqual({
    endpoint: 'https://traces.example/in',
    service: 'feed',
    sampler: 'parentbased_traceidratio',
    share: 0.25,
  });
});

test.each(['api', 'worker,gateway', 'api,api,api', 'api,worker,worker'])(
  'ROLES=%s without DATABASE_URL is rejected, since its processes would share no Postgres',
  (roles) => {
    expect(rejection({ ROLES: roles })).toMatch(/^ROLES .*DATABASE_URL/);
    expect(readConfig({ ROLES: roles, DATABASE_URL: POSTGRES }).roles).toEqual(new Set(roles.split(',')));
  },
);

test('all roles, in any order, need no DATABASE_URL', () => {
  expect(readConfig({ ROLES: 'gateway,worker,api' }).roles.size).toBe(3);
});
