import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROLES, readConfig } from '../../src/config.js';
import { knownSettings } from './known-settings.js';

const service = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  ports: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  restart: z.string(),
  stop_grace_period: z.string().optional(),
  healthcheck: z.object({ test: z.array(z.string()) }),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
});
const composeFile = z.object({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.unknown()),
});
type Service = z.infer<typeof service>;

const root = resolve(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const file: unknown = parse(text, { merge: true });
const compose = composeFile.parse(file);
const services = Object.entries(compose.services);
const dateline = services.filter(([, { image }]) => image === 'dateline');
const roles = ({ environment }: Service) => (environment?.['ROLES'] ?? '').split(',');

/** Errors of a file against the schema of the Compose specification. */
function schemaFaults(content: unknown): string[] {
  const linter = dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
  // Ajv doesn't know the https form of the draft 7 identifier; draft 7 is its default.
  const schema = z.looseObject({}).parse(JSON.parse(readFileSync(join(linter, 'schemas/compose.schema.json'), 'utf8')));
  delete schema['$schema'];
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
  validate(content);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** A value after Compose's interpolation with these variables set. */
function interpolated(value: string, set: Record<string, string>): string {
  return value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_whole, name: string, operator?: string, word?: string) => {
    const given = set[name];
    if (given !== undefined && given !== '') return given;
    if (operator === '-') return word ?? '';
    throw new Error(`${name} is required`);
  });
}

describe('docker-compose.yml', () => {
  it('is valid by the Compose specification', () => {
    expect(schemaFaults(file)).toEqual([]);
  });

  it('would be invalid with a misspelt key or a malformed service', () => {
    expect(schemaFaults({ ...compose, 'x-dateline': {}, servces: {} })).not.toEqual([]);
    expect(schemaFaults({ services: { worker: { image: 'dateline', helthcheck: {} } } })).not.toEqual([]);
    expect(schemaFaults({ services: { worker: { image: 'dateline', restart: 5 } } })).not.toEqual([]);
  });

  it('runs two serving nodes and one worker, which together have every role', () => {
    expect(dateline.map(([, service]) => roles(service))).toEqual([['api', 'gateway'], ['api', 'gateway'], ['worker']]);
    expect(new Set(dateline.flatMap(([, service]) => roles(service)))).toEqual(new Set(ROLES));
  });

  it.each(dateline)('gives %s only known settings with valid values', (_name, { environment = {} }) => {
    expect(knownSettings()).toEqual(expect.arrayContaining(Object.keys(environment)));
    const required = { ADMIN_KEY: 'an-admin-key', POSTGRES_PASSWORD: 'secret' };
    const env = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, interpolated(value, required)]),
    );
    const config = readConfig(env);
    expect(config).toMatchObject({
      host: '0.0.0.0',
      port: 3000,
      adminKey: 'an-admin-key',
      redisUrl: 'redis://redis:6379',
      publicUrl: 'http://localhost:8080',
    });
    expect(config.databaseUrl).toBe('postgres://dateline:secret@postgres:5432/dateline');
  });

  it('has no default password or key: both must be set', () => {
    const environment = dateline[0]?.[1].environment ?? {};
    expect(() => interpolated(environment['ADMIN_KEY'] ?? '', {})).toThrow('ADMIN_KEY is required');
    expect(() => interpolated(environment['DATABASE_URL'] ?? '', {})).toThrow('POSTGRES_PASSWORD is required');
    expect(() => interpolated(compose.services['postgres']?.environment?.['POSTGRES_PASSWORD'] ?? '', {})).toThrow(
      'POSTGRES_PASSWORD is required',
    );
  });

  it('publishes only the proxy, on port 8080 by default', () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['proxy']);
    expect(compose.services['proxy']?.ports?.map((port) => interpolated(port, {}))).toEqual(['8080:80']);
  });

  it('pins each image to a version, restarts after a crash, and checks the health of each service', () => {
    for (const [name, service] of services) {
      expect(service.image, name).toMatch(/^(dateline|(postgres|redis|caddy):\d+)$/);
      expect(service.restart, name).toBe('unless-stopped');
      expect(service.healthcheck.test[0], name).toBe('CMD');
    }
    for (const [name, { build, healthcheck, stop_grace_period: grace }] of dateline) {
      expect(build, name).toBe('.');
      expect(healthcheck.test.join(' '), name).toContain('http://127.0.0.1:3000/health/ready');
      expect(grace, name).toBe('30s');
    }
  });

  it('starts Dateline after Postgres and Redis are healthy, and the proxy after the nodes are', () => {
    const healthy = { condition: 'service_healthy' };
    for (const [name, service] of dateline)
      expect(service.depends_on, name).toEqual({ postgres: healthy, redis: healthy });
    expect(compose.services['proxy']?.depends_on).toEqual({ 'node-1': healthy, 'node-2': healthy });
  });

  it('keeps accepted stories: volumes for Postgres and Redis, no eviction, append-only file, synchronous commits', () => {
    const { postgres, redis } = compose.services;
    expect(redis?.command?.join(' ')).toBe('redis-server --appendonly yes --maxmemory-policy noeviction');
    expect(redis?.volumes).toEqual(['redis:/data']);
    // Since 18 the image stores data in a folder per version below this path, not in …/data.
    expect(postgres?.volumes).toEqual(['postgres:/var/lib/postgresql']);
    expect(Object.keys(compose.volumes).toSorted()).toEqual(['postgres', 'redis']);
    expect(text).not.toMatch(/synchronous_commit|fsync/);
  });

  it('routes the proxy to all serving nodes, and only those', () => {
    const { command, environment } = compose.services['proxy'] ?? {};
    expect(command?.join(' ')).toContain('printenv CADDYFILE > /tmp/Caddyfile && exec caddy run');
    const upstreams = /reverse_proxy (.+) \{/.exec(environment?.['CADDYFILE'] ?? '')?.[1]?.split(' ');
    expect(upstreams).toEqual(
      dateline.filter(([, service]) => roles(service).includes('gateway')).map(([name]) => `${name}:3000`),
    );
  });
});

describe('Dockerfile', () => {
  const stages = readFileSync(join(root, 'Dockerfile'), 'utf8')
    .replaceAll('\\\n', ' ')
    .split(/^(?=FROM )/m)
    .map((stage) => stage.split('\n').filter((line) => line !== '' && !line.startsWith('#')));
  const last = stages.at(-1) ?? [];

  it('builds in one stage and runs in another, on the Node version of package.json', () => {
    expect(stages).toHaveLength(2);
    expect(stages.map(([from]) => from?.split(' ')[1])).toEqual(['node:20-slim', 'node:20-slim']);
    expect(stages[0]).toEqual(expect.arrayContaining(['RUN npm ci', 'RUN npm run build && npm prune --omit=dev']));
  });

  it('runs as an unprivileged user, with a health check on /health/ready, stopped by SIGTERM', () => {
    expect(last.findLast((line) => line.startsWith('USER '))).toBe('USER node');
    expect(last.slice(last.indexOf('USER node')).some((line) => /^(RUN|COPY|ADD) /.test(line))).toBe(false);
    expect(last.find((line) => line.startsWith('HEALTHCHECK '))).toContain('/health/ready');
    expect(last).toContain('STOPSIGNAL SIGTERM');
    expect(last.at(-1)).toBe('CMD ["node", "dist/main.js"]');
  });

  it('copies only what .dockerignore allows: no data, secrets or history', () => {
    const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').trim().split('\n');
    expect(ignored[0]).toBe('*');
    expect(ignored.slice(1).toSorted()).toEqual([
      '!LICENSE',
      '!nest-cli.json',
      '!package-lock.json',
      '!package.json',
      '!src',
      '!stand-ins',
      '!tsconfig.json',
    ]);
  });

  it('sets only known settings', () => {
    const set = last
      .filter((line) => line.startsWith('ENV '))
      .flatMap((line) => [...line.matchAll(/(\w+)=/g)].map(([, name]) => name));
    expect([...knownSettings(), 'NODE_ENV']).toEqual(expect.arrayContaining(set));
  });
});
