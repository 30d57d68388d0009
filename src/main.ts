// Entry point: starts Dateline, handles signals, and shuts down gracefully.
import { hostname } from 'node:os';
import { ConfigError, readConfig, type Config } from './config.js';
import { createLogger, type Logger } from './logger.js';
import { UnfitRedisError } from './queue/bullmq-backend.js';
import { startServer, type Server } from './server.js';
import { checkPostgres, UnreachablePostgresError } from './store/database/database.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './store/postgres/embedded-postgres.js';
import { NewerSchemaError } from './store/database/migrations.js';
import { EmbeddedPostgresError } from './store/postgres/postgres-binaries.js';

/** Shutdown deadline after DRAIN_NOTICE_SECONDS. Unfinished work stays in Postgres for the next start. */
const STOP_DEADLINE_MS = 10_000;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const printError = (text: string): void => void process.stderr.write(`${text}\n`);

/** The admin key where this start generated it, else how to replace one that is lost. */
function adminKeyLines({ adminKey }: Server, config: Config): string[] {
  if (adminKey !== null)
    return [
      '',
      `  Admin key: ${adminKey}`,
      '             Generated now and shown only this once: only its hash is stored.',
    ];
  if (config.adminKey !== undefined) return [];
  return [
    '',
    '  The admin key is the one that the first start printed. If it is lost, restart once with ADMIN_KEY set to a new one.',
  ];
}

/** Prints the address, the admin key and commands to try. */
function printWelcome(server: Server, config: Config, postgres: EmbeddedPostgres | null, log: Logger): void {
  const key = server.adminKey ?? (config.adminKey === undefined ? '<admin key>' : '$ADMIN_KEY');
  const isWithoutPublicUrl = config.publicUrl === undefined && config.roles.has('api');
  const auth = `-H "Authorization: Bearer ${key}"`;
  const lines = [
    '',
    `  Dateline is ready at ${server.url}`,
    '',
    `  Roles:     ${[...config.roles].join(', ')}`,
    `  Database:  ${postgres === null ? 'the Postgres of DATABASE_URL' : `embedded Postgres ${postgres.version}, data in ${config.dataDir}`}`,
    `  Queue:     ${config.redisUrl === undefined ? 'Postgres' : 'Redis'}`,
    ...adminKeyLines(server, config),
    ...(config.roles.has('api')
      ? [
          '',
          '  Commands to try, from the folder of Dateline:',
          `    npm run demo -- --url ${server.url} --key "${key}"`,
          `    curl ${auth} -H "Content-Type: text/plain" -H "Prefer: wait=5" --data-binary @test/samples/nato-solidarity.txt "${server.url}/v1/stories?uri=nato&zone=Asia/Kolkata"`,
          `    curl -N -H "Accept: text/event-stream" "${server.url}/v1/updates?channel=all"`,
          '',
          '  Pages, where you sign in with the key:',
          `    ${server.url}/console  write live blogs`,
          `    ${server.url}/ops      see what is late or failed`,
          `    ${server.url}/docs     API reference`,
        ]
      : []),
    ...(isWithoutPublicUrl
      ? [
          '',
          '  PUBLIC_URL is not set: RSS, JSON Feed and the sitemap use the host of each request, so caches can not',
          '  store them. Set it to the address that readers use, such as https://news.example',
        ]
      : []),
    '',
  ];
  if (isWithoutPublicUrl) log.warn('PUBLIC_URL is not set: caches can not store feeds and the sitemap');
  print(lines.join('\n'));
  log.info(
    {
      url: server.url,
      roles: [...config.roles],
      queue: config.redisUrl === undefined ? 'postgres' : 'redis',
      host: hostname(),
    },
    'ready',
  );
}

/** The message for a failed start: one line where the operator can fix it, else a stack trace. */
function explain(error: unknown): string {
  if (error instanceof ConfigError)
    return `Dateline can not start because of these settings:\n  ${error.message.replaceAll('\n', '\n  ')}`;
  if (
    [EmbeddedPostgresError, UnreachablePostgresError, NewerSchemaError, UnfitRedisError].some(
      (kind) => error instanceof kind,
    )
  )
    return `Dateline can not start: ${(error as Error).message}`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `Dateline can not start: ${error.message}. Set PORT to another port.`;
  return `Dateline can not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel);
  let server: Server | null = null;
  let postgres: EmbeddedPostgres | null = null;
  let stopping: Promise<void> | null = null;

  const stop = (reason: string, exitCode: number): void => {
    if (stopping !== null) return;
    log.info({ reason }, 'stopping');
    const timeoutMs = STOP_DEADLINE_MS + config.drainNoticeSeconds * 1000;
    const deadline = setTimeout(() => {
      log.error('shutdown timed out; the next start completes the remaining work');
      process.exit(1);
    }, timeoutMs + 5_000);
    stopping = (async () => {
      const closed = server?.close().catch((error: unknown) => log.error({ err: error }, 'closing the server failed'));
      const timedOut = new Promise<void>((resolve) => setTimeout(resolve, timeoutMs).unref());
      await Promise.race([closed, timedOut]);
      await postgres?.stop();
      clearTimeout(deadline);
      log.info('stopped');
      process.exit(exitCode);
    })();
    stopping.catch((error: unknown) => {
      log.fatal({ err: error }, 'shutdown failed');
      process.exit(1);
    });
  };

  process.on('SIGTERM', () => stop('SIGTERM', 0));
  process.on('SIGINT', () => stop('SIGINT', 0));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught exception');
    stop('uncaught exception', 1);
  });
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'unhandled rejection');
    stop('unhandled rejection', 1);
  });

  try {
    if (config.databaseUrl === undefined) {
      postgres = await startEmbeddedPostgres({
        dataDir: config.dataDir,
        log: log.child({ part: 'postgres' }),
        onCrash: () => stop('the embedded Postgres keeps crashing', 1),
      });
    } else {
      await checkPostgres(config.databaseUrl);
    }
    server = await startServer(config, config.databaseUrl ?? postgres?.url ?? '', log);
    if (stopping === null) printWelcome(server, config, postgres, log);
    else await server.close();
  } catch (error) {
    printError(explain(error));
    await postgres?.stop();
    process.exit(1);
  }
}

run().catch((error: unknown) => {
  printError(explain(error));
  process.exit(error instanceof ConfigError ? 2 : 1);
});
