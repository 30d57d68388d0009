#!/usr/bin/env node
// The `dateline` command: parses and compares pages as the server does, imports files, and renews the epoch.
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from './config.js';
import { compareRevisions } from './core/revision/compare.js';
import { decodeContent } from './core/story/draft.js';
import { parsePage } from './core/page/parse-page.js';
import type { ParsedPage } from './core/story/story.js';
import { ImportError, importFile } from './import-command.js';
import { createLogger } from './logger.js';
import { printComparison, printLine, printPage } from './terminal.js';
import { migrate, openDatabase, checkPostgres, UnreachablePostgresError } from './store/database/database.js';
import { startEmbeddedPostgres } from './store/postgres/embedded-postgres.js';
import { NewerSchemaError } from './store/database/migrations.js';
import { EmbeddedPostgresError } from './store/postgres/postgres-binaries.js';
import { Store } from './store/store.js';

const USAGE = `Usage:
  dateline parse <file>            print what a page contains: headline, byline, place, stamps, body
  dateline compare <old> <new>     print what changed between two versions, sentence by sentence
  dateline import <file>           send a WordPress export (WXR) or a ninjs list to a Dateline server
  dateline epoch --new             start a new epoch after a restore, so that all readers reload

Options of parse and compare:
  --zone <zone>      the publisher's time zone, such as Asia/Kolkata
  --url <address>    the address of the page
  --language <tag>   such as en-IN
  --type <type>      text/html or text/plain; by default from the file name (.html, .htm, .xhtml)
  --json             print the whole result as JSON

Options of import:
  --to <address>     the Dateline server, http://localhost:3000 by default
  --key <key>        a key with the scope publish

epoch uses DATABASE_URL, or DATA_DIR while Dateline is stopped.
A file named - is standard input. Output is coloured on a terminal; NO_COLOR and FORCE_COLOR are supported.
`;

type PageOptions = {
  zone?: string | undefined;
  url?: string | undefined;
  language?: string | undefined;
  type?: string | undefined;
};

/** A wrong call; `message` is for the person at the terminal. */
class UsageError extends Error {}

const FILE_ERRORS: Record<string, string> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'access is denied',
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return FILE_ERRORS[(error as NodeJS.ErrnoException).code ?? ''] ?? error.message;
}

/** Reads and parses one page; throws UsageError where the file can't be read or is empty. */
function parseFile(file: string, { zone, url, language, type }: PageOptions): ParsedPage {
  let raw: Buffer;
  try {
    raw = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new UsageError(`${file} can not be read: ${reasonOf(error)}`);
  }
  if (raw.every((byte) => byte === 32 || (byte > 8 && byte < 14))) throw new UsageError(`${file} is empty`);
  const contentType = type ?? (/^\.(x?html?)$/i.test(extname(file)) ? 'text/html' : 'text/plain');
  if (contentType !== 'text/html' && contentType !== 'text/plain')
    throw new UsageError('--type must be text/html or text/plain');
  return parsePage({
    type: contentType,
    content: decodeContent(raw, contentType),
    url,
    zone,
    language,
    now: new Date(),
  });
}

async function run(argv: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      zone: { type: 'string' },
      url: { type: 'string' },
      language: { type: 'string' },
      type: { type: 'string' },
      json: { type: 'boolean' },
      new: { type: 'boolean' },
      to: { type: 'string', default: 'http://localhost:3000' },
      key: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [command, first, second, ...rest] = positionals;
  if (values.help === true) return printLine(USAGE);
  if (command === 'parse' && first !== undefined && second === undefined) {
    const page = parseFile(first, values);
    return values.json === true ? printLine(JSON.stringify(page, null, 2)) : printPage(page);
  }
  if (command === 'compare' && first !== undefined && second !== undefined && rest.length === 0) {
    const [old, next] = [parseFile(first, values), parseFile(second, values)];
    const comparison = compareRevisions(old, next);
    return values.json === true
      ? printLine(JSON.stringify(comparison, null, 2))
      : printComparison(comparison, old, next);
  }
  if (command === 'import' && first !== undefined && second === undefined) {
    const summary = await importFile(first, { to: values.to, key: values.key });
    return printLine(summary.trimEnd());
  }
  if (command === 'epoch' && first === undefined && values.new === true)
    return printLine(`The epoch is ${await renewEpoch()} now.\n`);
  throw new UsageError(USAGE);
}

/** Starts a new epoch in the database of DATABASE_URL, else in the embedded one while Dateline is stopped. */
async function renewEpoch(): Promise<string> {
  const config = readConfig(process.env);
  const log = createLogger('warn');
  if (config.databaseUrl !== undefined) await checkPostgres(config.databaseUrl);
  const postgres =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, log, onCrash: () => undefined })
      : null;
  try {
    const url = config.databaseUrl ?? postgres?.url ?? '';
    await migrate(url, log);
    const store = new Store(openDatabase(url, log));
    try {
      return await store.logEpoch.renew();
    } finally {
      await store.db.destroy();
    }
  } finally {
    await postgres?.stop();
  }
}

// A closed pager ends the command without an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await run(process.argv.slice(2));
} catch (error) {
  const isExpected = [
    UsageError,
    ImportError,
    ConfigError,
    EmbeddedPostgresError,
    UnreachablePostgresError,
    NewerSchemaError,
  ].some((kind) => error instanceof kind);
  if (
    !(error instanceof Error) ||
    (!isExpected && !('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')))
  )
    throw error;
  process.stderr.write(`${error.message.trimEnd()}\n`);
  process.exitCode = 2;
}
