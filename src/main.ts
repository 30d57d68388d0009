// Boot, signals, drain.
import { hostname } from 'node:os';
import { ConfigError, readConfig, type Config } from './config.js';
import { createLogger, type Logger } from './logger.js';
import { UnfitRedisError } from './queue/bullmq-backend.js';
import { startServer, type Server } from './server.js';
import { checkPostgres, UnreachablePostgresError } from './store/database/database.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './store/postgres/embedded-postgres.js';
import { NewerSchemaError } from './store/database/migrations.js';
import { EmbeddedPostgresError } from './store/postgres/postgres-binaries.js';

/** After the notice of DRAIN_NOTICE_SECONDS stopping takes this long at most; what isn't done by then is in Postgres and is done at the next start. */
const STOP_DEADLINE_MS = 10_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`${text}\n`);

function welcome(server: Server, config: Config, postgres: EmbeddedPostgres | null, log: Logger): void {
  const key = server.adminKey ?? (config.adminKey === undefined ? '<the admin key of the first start>' : '$ADMIN_KEY');
  const auth = `-H "Authorization: Bearer ${key}"`;
  const lines = [
    '',
    `  Dateline is ready at ${server.url}`,
    '',
    `  Roles:     ${[...config.roles].join(', ')}`,
    `  Truth:     ${postgres === null ? 'the Postgres of DATABASE_URL' : `Postgres ${postgres.version} under ${config.dataDir}`}`,
    `  Queue:     ${config.redisUrl === undefined ? 'Postgres' : 'Redis'}`,
    ...(server.adminKey === null ? [] : ['', `  Admin key: ${server.adminKey}`, '             Made now and shown only this once; it is kept as a hash.']),
    ...(config.roles.has('api')
      ? [
          '',
          '  Try, in the folder of Dateline:',
          `    npm run demo -- --url ${server.url} --key "${key}"`,
          `    curl ${auth} -H "Content-Type: text/plain" -H "Prefer: wait=5" --data-binary @test/samples/nato-solidarity.txt "${server.url}/v1/stories?uri=nato&zone=Asia/Kolkata"`,
          `    curl -N -H "Accept: text/event-stream" "${server.url}/v1/updates?channel=all"`,
          '',
          '  In a browser, where you sign in with the key:',
          `    ${server.url}/console  writes live blogs`,
          `    ${server.url}/ops      shows what is late and what failed`,
          `    ${server.url}/docs     describes the API`,
        ]
      : []),
    ...(config.publicUrl === undefined && config.roles.has('api') ? ['', '  PUBLIC_URL is not set: RSS, JSON Feed and the sitemap name the host that each asks for, and no cache', '  may keep them. Set it to the address that readers use, as https://news.example'] : []),
    '',
  ];
  if (config.publicUrl === undefined && config.roles.has('api')) log.warn('PUBLIC_URL is not set: feeds and the sitemap can not be kept by caches');
  say(lines.join('\n'));
  log.info({ url: server.url, roles: [...config.roles], queue: config.redisUrl === undefined ? 'postgres' : 'redis', host: hostname() }, 'ready');
}

/** Start-up faults that a person can mend are told in a line; others with all that is known. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return `Dateline can not start with these settings:\n  ${error.message.replaceAll('\n', '\n  ')}`;
  if ([EmbeddedPostgresError, UnreachablePostgresError, NewerSchemaError, UnfitRedisError].some((kind) => error instanceof kind)) return `Dateline can not start: ${(error as Error).message}`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return `Dateline can not start: ${error.message}. Set PORT to another port.`;
  return `Dateline can not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel);
  let server: Server | null = null;
  let postgres: EmbeddedPostgres | null = null;
  let stopping: Promise<void> | null = null;

  const stop = (why: string, code: number): void => {
    if (stopping !== null) return;
    log.info({ why }, 'stopping');
    const patience = STOP_DEADLINE_MS + config.drainNoticeSeconds * 1000;
    const deadline = setTimeout(() => {
      log.error('stopping took too long; what is left is done at the next start');
      process.exit(1);
    }, patience + 5_000);
    stopping = (async () => {
      const closed = server?.close().catch((error: unknown) => log.error({ err: error }, 'closing failed'));
      const late = new Promise<void>((resolve) => setTimeout(resolve, patience).unref());
      await Promise.race([closed, late]);
      await postgres?.stop();
      clearTimeout(deadline);
      log.info('stopped');
      process.exit(code);
    })();
    stopping.catch((error: unknown) => {
      log.fatal({ err: error }, 'stopping failed');
      process.exit(1);
    });
  };

  process.on('SIGTERM', () => stop('SIGTERM', 0));
  process.on('SIGINT', () => stop('SIGINT', 0));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an uncaught fault');
    stop('a fault', 1);
  });
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'an unhandled rejection');
    stop('a fault', 1);
  });

  try {
    if (config.databaseUrl === undefined) {
      postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log: log.child({ part: 'postgres' }), onCrash: () => stop('Postgres can not be kept up', 1) });
    } else {
      await checkPostgres(config.databaseUrl);
    }
    server = await startServer(config, config.databaseUrl ?? postgres?.url ?? '', log);
    if (stopping === null) welcome(server, config, postgres, log);
    else await server.close();
  } catch (error) {
    complain(explain(error));
    await postgres?.stop();
    process.exit(1);
  }
}

run().catch((error: unknown) => {
  complain(explain(error));
  process.exit(error instanceof ConfigError ? 2 : 1);
});
