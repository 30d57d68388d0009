import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { maskUrlsInText } from './core/text/masked-url.js';

export type { Logger } from 'pino';

/** Logs JSON lines to stderr (stdout is for people). Keys, cookies and secrets in addresses are redacted. */
export function createLogger(
  level: string,
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Logger {
  const options = {
    level,
    base: { app: 'dateline' },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['req.headers.authorization', 'req.headers.cookie'],
    hooks: { streamWrite: maskUrlsInText },
  };
  return pino(options, destination);
}

/** Routes Nest's log lines into ours; its start-up messages are logged at debug level. */
export function nestLogger(log: Logger): LoggerService {
  const write =
    (level: 'debug' | 'warn' | 'error' | 'fatal' | 'trace') =>
    (message: unknown, ...rest: unknown[]) =>
      log[level](
        { context: rest.at(-1) },
        message instanceof Error ? (message.stack ?? message.message) : String(message),
      );
  return {
    log: write('debug'),
    debug: write('debug'),
    verbose: write('trace'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
  };
}

/** Injection token of the process-wide Logger. */
export const LOGGER = Symbol('logger');
