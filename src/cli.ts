#!/usr/bin/env node
// `dateline parse page.html` and `dateline compare a.html b.html`: what the server would find, in a terminal.
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
import { say, showComparison, showPage } from './screen.js';
import { migrate, openDatabase, checkPostgres, UnreachablePostgresError } from './store/database/database.js';
import { startEmbeddedPostgres } from './store/postgres/embedded-postgres.js';
import { NewerSchemaError } from './store/database/migrations.js';
import { EmbeddedPostgresError } from './store/postgres/postgres-binaries.js';
import { Store } from './store/store.js';

const USAGE = `Usage:
  dateline parse <file>            what a page says of itself: headline, byline, place, stamps, body
  dateline compare <old> <new>     what changed between two versions, sentence by sentence
  dateline import <file>           sends a WordPress export (WXR) or a ninjs list to a Dateline
  dateline epoch --new             after a restore: readers load anew, and none mistakes old numbers for new

Options:
  --zone <zone>      the publisher's time zone, as Asia/Kolkata
  --url <address>    where the page stood
  --language <tag>   as en-IN
  --type <type>      text/html or text/plain; else by the file's name (.html, .htm, .xhtml)
  --json             all of it, as JSON
  --to <address>     of import: the Dateline, http://localhost:3000 unless said
  --key <key>        of import: a key with the scope publish
Files are read whole; - is standard input. Colour where it is a terminal; NO_COLOR and FORCE_COLOR are heeded.
`;

type Options = { zone?: string | undefined; url?: string | undefined; language?: string | undefined; type?: string | undefined; json?: boolean | undefined };

/** A call that can't be done, in words for whoever made it. */
class UsageError extends Error {}

const REASONS: Record<string, string> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'access is denied' };

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? error.message;
}

function read(file: string, { zone, url, language, type }: Options): ParsedPage {
  let raw: Buffer;
  try {
    raw = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new UsageError(`${file} can not be read: ${reasonOf(error)}`);
  }
  if (raw.every((byte) => byte === 32 || (byte > 8 && byte < 14))) throw new UsageError(`${file} is empty`);
  const kind = type ?? (/^\.(x?html?)$/i.test(extname(file)) ? 'text/html' : 'text/plain');
  if (kind !== 'text/html' && kind !== 'text/plain') throw new UsageError('--type takes text/html or text/plain');
  return parsePage({ type: kind, content: decodeContent(raw, kind), url, zone, language, now: new Date() });
}

async function run(argv: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { zone: { type: 'string' }, url: { type: 'string' }, language: { type: 'string' }, type: { type: 'string' }, json: { type: 'boolean' }, new: { type: 'boolean' }, to: { type: 'string', default: 'http://localhost:3000' }, key: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const [command, first, second, ...rest] = positionals;
  if (values.help === true) return say(USAGE);
  if (command === 'parse' && first !== undefined && second === undefined) {
    const page = read(first, values);
    return values.json === true ? say(JSON.stringify(page, null, 2)) : showPage(page);
  }
  if (command === 'compare' && first !== undefined && second !== undefined && rest.length === 0) {
    const [old, next] = [read(first, values), read(second, values)];
    const comparison = compareRevisions(old, next);
    return values.json === true ? say(JSON.stringify(comparison, null, 2)) : showComparison(comparison, old, next);
  }
  if (command === 'import' && first !== undefined && second === undefined) return say((await importFile(first, { to: values.to, key: values.key })).trimEnd());
  if (command === 'epoch' && first === undefined && values.new === true) return say(`The epoch is ${await renewEpoch()} now.\n`);
  throw new UsageError(USAGE);
}

/** On the Postgres of DATABASE_URL, or the embedded one, which nobody may be using. */
async function renewEpoch(): Promise<string> {
  const config = readConfig(process.env);
  const log = createLogger('warn');
  if (config.databaseUrl !== undefined) await checkPostgres(config.databaseUrl);
  const postgres = config.databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir: config.dataDir, log, onCrash: () => undefined }) : null;
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

// A pager that was closed has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await run(process.argv.slice(2));
} catch (error) {
  const known = [UsageError, ImportError, ConfigError, EmbeddedPostgresError, UnreachablePostgresError, NewerSchemaError].some((kind) => error instanceof kind);
  if (!(error instanceof Error) || (!known && !('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')))) throw error;
  process.stderr.write(`${error.message.trimEnd()}\n`);
  process.exitCode = 2;
}
