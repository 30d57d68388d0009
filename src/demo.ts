// Shows what Dateline does: posts a scraped article to a running server, and revises it as a newsroom would.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, styleText } from 'node:util';
import { readConfig } from './config.js';
import type { Change, Op } from './core/story/change.js';
import { afterStep, DEMO_STEPS, DEMO_TEXT } from './demo-story.js';

const USAGE = `Usage: npm run demo -- --key <key> [--url http://127.0.0.1:3000] [--every 5]

  --key    a key with the scope publish, as the admin key that the server showed on its first start; else ADMIN_KEY
  --url    where Dateline runs; else PUBLIC_URL, or PORT on this machine
  --every  seconds between two revisions
`;

const REQUEST_MS = 20_000;

/** What Dateline answers to `POST /v1/stories` with `Prefer: wait`. */
type Answer = { submission: string; status: string; story: string | null; revision: number | null; change: Change | null };

/** What the person at the terminal can do something about. */
class DemoError extends Error {}

type Style = Parameters<typeof styleText>[0];
const paint = (style: Style, text: string): string => (process.stdout.isTTY && process.stdout.getColorDepth() > 1 ? styleText(style, text) : text);
const say = (line = ''): void => void process.stdout.write(`${line}\n`);

const CLASS_WORDS: Record<Change['class'], string> = {
  first: 'first published',
  stamp: 'time stamp moved, text unchanged',
  refile: 'small fix',
  update: 'facts changed',
  correction: 'correction',
  headline: 'headline changed',
  status: 'status changed',
  kill: 'withdrawn',
};

const quote = (text: string): string => (text.length > 90 ? `“${text.slice(0, 88).trimEnd()}…”` : `“${text}”`);

function opWords(op: Op): string {
  switch (op.op) {
    case 'edit':
      return `sentence ${op.at + 1} now reads ${quote(op.text)}`;
    case 'add':
      return `new sentence ${op.at + 1}: ${quote(op.text)}`;
    case 'delete':
      return `sentence ${op.at + 1} is gone`;
    default:
      return op.from === op.to ? `sentence ${op.from + 1} is in another paragraph now` : `sentence ${op.from + 1} moved to place ${op.to + 1}`;
  }
}

function sayAnswer({ status, revision, change }: Answer): void {
  const words = [`${status}, revision ${revision ?? '–'}`];
  if (change !== null) words.push(paint('bold', CLASS_WORDS[change.class]));
  if (change !== null && change.class !== 'first') words.push(`significance ${change.significance.toFixed(2)}`);
  say(`        ${words.join(' · ')}`);
  if (change?.silent === true) say(`        ${paint('yellow', 'silent edit: the text changed, its time stamp did not')}`);
  for (const op of change?.ops ?? []) say(paint('dim', `        ${opWords(op)}`));
  say();
}

function problemWords(status: number, body: string): string {
  try {
    const { title, detail }: { title?: string; detail?: string } = JSON.parse(body);
    return [title ?? `HTTP ${status}`, detail].filter(Boolean).join(': ');
  } catch {
    return `HTTP ${status}`;
  }
}

async function publish(base: URL, key: string, uri: string, text: string): Promise<Answer> {
  const address = new URL('/v1/stories', base);
  address.search = new URLSearchParams({ uri, zone: 'Asia/Kolkata' }).toString();
  const headers = { 'authorization': `Bearer ${key}`, 'content-type': 'text/plain; charset=utf-8', 'prefer': 'wait=10' };
  const request = fetch(address, { method: 'POST', headers, body: text, signal: AbortSignal.timeout(REQUEST_MS) });
  const response = await request.catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new DemoError(`No Dateline answers at ${base.origin} (${cause}). Start it with npm start, or name its address with --url.`);
  });
  const body = await response.text();
  if (response.status === 401) throw new DemoError('The key is not valid here. The admin key was shown when the server first started.');
  if (response.status === 403) throw new DemoError('The key may not publish: it needs the scope publish.');
  if (response.status === 202) throw new DemoError('The server took the article but did not work it off within 10 seconds. Is a worker running?');
  if (!response.ok) throw new DemoError(`The server refused the article: ${problemWords(response.status, body)}`);
  const answer: Answer = JSON.parse(body);
  return answer;
}

type Settings = { key: string; base: URL; everyMs: number };

/** Reads the command line; gives what is wrong with it in words. */
function settings(): Settings | string {
  try {
    const { values } = parseArgs({ options: { key: { type: 'string' }, url: { type: 'string' }, every: { type: 'string' }, help: { type: 'boolean' } } });
    if (values.help === true) return '';
    // The settings that the server was started with serve here too.
    const config = readConfig(process.env);
    const { key = config.adminKey, url = config.publicUrl ?? `http://127.0.0.1:${config.port}`, every = '5' } = values;
    if (key === undefined || key === '') return '--key is missing.';
    if (!URL.canParse(url) || !/^https?:/.test(url)) return `--url must be an http or https address, not ${url}.`;
    if (!(Number(every) >= 0 && Number(every) <= 3600)) return `--every must be a number of seconds, not ${every}.`;
    return { key, base: new URL(url), everyMs: Number(every) * 1000 };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function demo({ key, base, everyMs }: Settings): Promise<void> {
  const started = Date.now();
  const uri = `demo:${started}`;
  const head = (title: string): void => {
    const seconds = Math.round((Date.now() - started) / 1000);
    say(`  ${paint('dim', `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`)}  ${title}`);
  };

  const first = await publish(base, key, uri, DEMO_TEXT);
  if (first.story === null) throw new DemoError('The server made no story of the article.');
  say(`\n  Open this page and watch it change:\n\n  ${paint(['bold', 'underline'], new URL(`/stories/${first.story}`, base).href)}\n`);
  head('The article is posted as it was scraped');
  sayAnswer(first);

  let text = DEMO_TEXT;
  for (const step of DEMO_STEPS) {
    await pause(everyMs);
    text = afterStep(text, step);
    head(step.title);
    sayAnswer(await publish(base, key, uri, text));
  }
  say('  That was it. Run it again for a story of its own.');
}

const chosen = settings();
if (typeof chosen === 'string') {
  const asked = chosen === '';
  (asked ? process.stdout : process.stderr).write(asked ? USAGE : `${chosen}\n\n${USAGE}`);
  process.exitCode = asked ? 0 : 2;
} else {
  try {
    await demo(chosen);
  } catch (error) {
    if (!(error instanceof DemoError)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}
