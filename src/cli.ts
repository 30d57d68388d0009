#!/usr/bin/env node
// `dateline parse page.html` and `dateline compare a.html b.html`: what the server would find, in a terminal.
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { compareRevisions, type Comparison } from './core/compare.js';
import { decodeContent } from './core/draft.js';
import { parsePage } from './core/page.js';
import type { ParsedPage, Stamp } from './core/story.js';

const USAGE = `Usage:
  dateline parse <file>            what a page says of itself: headline, byline, place, stamps, body
  dateline compare <old> <new>     what changed between two versions, sentence by sentence

Options:
  --zone <zone>      the publisher's time zone, as Asia/Kolkata
  --url <address>    where the page stood
  --language <tag>   as en-IN
  --type <type>      text/html or text/plain; else by the file's name (.html, .htm, .xhtml)
  --json             all of it, as JSON
Files are read whole; - is standard input.
`;

type Options = { zone?: string | undefined; url?: string | undefined; language?: string | undefined; type?: string | undefined; json?: boolean | undefined };

/** A call that can't be done, in words for whoever made it. */
class UsageError extends Error {}

// styleText leaves colour out by itself where the stream is no terminal, or NO_COLOR is set.
const style = (format: Parameters<typeof styleText>[0], text: string): string => (process.stdout.isTTY && process.stdout.hasColors() ? styleText(format, text) : text);
const say = (line = ''): void => void process.stdout.write(`${line}\n`);

function read(file: string, { zone, url, language, type }: Options): ParsedPage {
  let raw: Buffer;
  try {
    raw = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new UsageError(`${file} can not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const kind = type ?? (/^\.(x?html?)$/i.test(extname(file)) ? 'text/html' : 'text/plain');
  if (kind !== 'text/html' && kind !== 'text/plain') throw new UsageError('--type takes text/html or text/plain');
  return parsePage({ type: kind, content: decodeContent(raw, kind), url, zone, language, now: new Date() });
}

const stampLine = ({ text, kind, at, wall, ambiguous, from }: Stamp): string =>
  `${kind.padEnd(9)} ${at ?? wall}${ambiguous ? style('yellow', '  ambiguous') : ''}${style('dim', `  ${from}: “${text}”`)}`;

function showPage(page: ParsedPage): void {
  const from = (field: string): string => (page.provenance[field] === undefined ? '' : style('dim', `  (${page.provenance[field]})`));
  say(style('bold', page.headline ?? '(no headline)') + from('headline'));
  for (const field of ['byline', 'located', 'firstCreated', 'versionCreated', 'language', 'url'] as const) if (page[field] !== null) say(`${field.padEnd(15)}${page[field]}${from(field)}`);
  for (const stamp of page.stamps) say(`stamp          ${stampLine(stamp)}`);
  for (const highlight of page.highlights) say(`highlight      ${highlight}`);
  for (const { type, url, caption, credit } of page.media) say(`${type.padEnd(15)}${[url, caption, credit].filter((part) => part !== null).join(' · ')}`);
  say();
  for (const paragraph of page.body) say(`${paragraph}\n`);
  if (page.body.length === 0) say('(no body)');
}

function showComparison({ class: verdict, silent, significance, suggests, sentences }: Comparison): void {
  say(`${style('bold', verdict)}${silent ? style('red', '  silent: the text changed, its time stamp did not') : ''}${style('dim', `  significance ${significance.toFixed(2)}`)}`);
  if (suggests !== undefined) say(style('yellow', 'The text says that the story is withdrawn: consider a kill.'));
  const lines = [
    ...sentences.old.filter(({ label }) => label === 'deleted' || label === 'edited').map(({ text }) => style('red', `- ${text}`)),
    ...sentences.new.flatMap(({ text, label }) => {
      if (label === 'unchanged') return [];
      return [label === 'moved' ? style('blue', `> ${text}`) : style('green', `+ ${text}`)];
    }),
  ];
  for (const line of lines) say(line);
  const kept = sentences.new.filter(({ label }) => label === 'unchanged').length;
  say(style('dim', `${kept} of ${sentences.new.length} sentences unchanged`));
}

function run(argv: string[]): void {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { zone: { type: 'string' }, url: { type: 'string' }, language: { type: 'string' }, type: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  const [command, first, second, ...rest] = positionals;
  if (values.help === true) return say(USAGE);
  if (command === 'parse' && first !== undefined && second === undefined) {
    const page = read(first, values);
    return values.json === true ? say(JSON.stringify(page, null, 2)) : showPage(page);
  }
  if (command === 'compare' && first !== undefined && second !== undefined && rest.length === 0) {
    const comparison = compareRevisions(read(first, values), read(second, values));
    return values.json === true ? say(JSON.stringify(comparison, null, 2)) : showComparison(comparison);
  }
  throw new UsageError(USAGE);
}

// A pager that was closed has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))) throw error;
  process.stderr.write(`${error.message.trimEnd()}\n`);
  process.exitCode = 2;
}
