// `npm run demo`: publishes a scraped article to a running server, then revises it as a newsroom would.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, styleText } from 'node:util';
import { readConfig } from './config.js';
import type { Change, Op } from './core/story/change.js';
import { applyStep, DEMO_STEPS, DEMO_TEXT } from './demo-story.js';
import { isUrl } from './core/text/is-url.js';

const USAGE = `Usage: npm run demo -- --key <key> [--url http://127.0.0.1:3000] [--every 5]

  --key    a key with the scope publish, such as the admin key that the first start printed; default ADMIN_KEY
  --url    the address of Dateline; default PUBLIC_URL, else PORT on this machine
  --every  seconds between two revisions
`;

const REQUEST_MS = 20_000;

/** The answer to `POST /v1/stories` with `Prefer: wait`. */
type PublishAnswer = {
  submission: string;
  status: string;
  story: string | null;
  revision: number | null;
  change: Change | null;
};

/** An error that the person at the terminal can fix. */
class DemoError extends Error {}

type Style = Parameters<typeof styleText>[0];
const paint = (style: Style, text: string): string =>
  process.stdout.isTTY && process.stdout.getColorDepth() > 1 ? styleText(style, text) : text;
const printLine = (line = ''): void => void process.stdout.write(`${line}\n`);

const CLASS_LABELS: Record<Change['class'], string> = {
  first: 'first published',
  stamp: 'time stamp changed, text unchanged',
  refile: 'small fix',
  update: 'facts changed',
  correction: 'correction',
  headline: 'headline changed',
  status: 'status changed',
  kill: 'withdrawn',
};

const quote = (text: string): string => (text.length > 90 ? `“${text.slice(0, 88).trimEnd()}…”` : `“${text}”`);

function describeOp(op: Op): string {
  switch (op.op) {
    case 'edit':
      return `sentence ${op.at + 1} now reads ${quote(op.text)}`;
    case 'add':
      return `new sentence ${op.at + 1}: ${quote(op.text)}`;
    case 'delete':
      return `sentence ${op.at + 1} was deleted`;
    default:
      return op.from === op.to
        ? `sentence ${op.from + 1} moved to another paragraph`
        : `sentence ${op.from + 1} moved to position ${op.to + 1}`;
  }
}

function printAnswer({ status, revision, change }: PublishAnswer): void {
  const parts = [`${status}, revision ${revision ?? '–'}`];
  if (change !== null) parts.push(paint('bold', CLASS_LABELS[change.class]));
  if (change !== null && change.class !== 'first') parts.push(`significance ${change.significance.toFixed(2)}`);
  printLine(`        ${parts.join(' · ')}`);
  if (change?.silent === true)
    printLine(`        ${paint('yellow', 'silent edit: the text changed, its time stamp did not')}`);
  for (const op of change?.ops ?? []) printLine(paint('dim', `        ${describeOp(op)}`));
  printLine();
}

function describeProblem(status: number, body: string): string {
  try {
    const { title, detail }: { title?: string; detail?: string } = JSON.parse(body);
    return [title ?? `HTTP ${status}`, detail].filter(Boolean).join(': ');
  } catch {
    return `HTTP ${status}`;
  }
}

async function publish(base: URL, key: string, uri: string, text: string): Promise<PublishAnswer> {
  const address = new URL('/v1/stories', base);
  address.search = new URLSearchParams({ uri, zone: 'Asia/Kolkata' }).toString();
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'text/plain; charset=utf-8', prefer: 'wait=10' };
  const request = fetch(address, { method: 'POST', headers, body: text, signal: AbortSignal.timeout(REQUEST_MS) });
  const response = await request.catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new DemoError(
      `Dateline does not answer at ${base.origin} (${cause}). Start it with npm start, or set its address with --url.`,
    );
  });
  const body = await response.text();
  if (response.status === 401)
    throw new DemoError('The key is not valid on this server. The first start printed the admin key.');
  if (response.status === 403) throw new DemoError('The key lacks the scope publish.');
  if (response.status === 202)
    throw new DemoError(
      'The server accepted the article but did not process it within 10 seconds. Is a worker running?',
    );
  if (!response.ok) throw new DemoError(`The server refused the article: ${describeProblem(response.status, body)}`);
  const answer: PublishAnswer = JSON.parse(body);
  return answer;
}

type DemoOptions = { key: string; base: URL; everyMs: number };

/** Parses the command line; returns an error message where it is invalid, and an empty one for --help. */
function readOptions(): DemoOptions | string {
  try {
    const { values } = parseArgs({
      options: {
        key: { type: 'string' },
        url: { type: 'string' },
        every: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (values.help === true) return '';
    // Defaults come from the server's own settings, where the demo runs in the same environment.
    const config = readConfig(process.env);
    const { key = config.adminKey, url = config.publicUrl ?? `http://127.0.0.1:${config.port}`, every = '5' } = values;
    if (key === undefined || key === '') return '--key is missing.';
    if (!isUrl(url) || !/^https?:/.test(url)) return `--url must be an http or https address, not ${url}.`;
    if (!(Number(every) >= 0 && Number(every) <= 3600)) return `--every must be a number of seconds, not ${every}.`;
    return { key, base: new URL(url), everyMs: Number(every) * 1000 };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function runDemo({ key, base, everyMs }: DemoOptions): Promise<void> {
  const started = Date.now();
  const uri = `demo:${started}`;
  const printTitle = (title: string): void => {
    const seconds = Math.round((Date.now() - started) / 1000);
    printLine(`  ${paint('dim', `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`)}  ${title}`);
  };

  const first = await publish(base, key, uri, DEMO_TEXT);
  if (first.story === null) throw new DemoError('The server created no story from the article.');
  printLine(
    `\n  Open this page and watch it change:\n\n  ${paint(['bold', 'underline'], new URL(`/stories/${first.story}`, base).href)}\n`,
  );
  printTitle('Publish the article as it was scraped');
  printAnswer(first);

  let text = DEMO_TEXT;
  for (const step of DEMO_STEPS) {
    await pause(everyMs);
    text = applyStep(text, step);
    printTitle(step.title);
    printAnswer(await publish(base, key, uri, text));
  }
  printLine('  Done. Each run publishes a new story.');
}

const options = readOptions();
if (typeof options === 'string') {
  const isHelp = options === '';
  (isHelp ? process.stdout : process.stderr).write(isHelp ? USAGE : `${options}\n\n${USAGE}`);
  process.exitCode = isHelp ? 0 : 2;
} else {
  try {
    await runDemo(options);
  } catch (error) {
    if (!(error instanceof DemoError)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}
