import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { freePort, temporaryFolder } from './temporary.js';
import { until } from './wait.js';

export type ProcessSettings = {
  /** Dateline's settings. Unset PORT is a free one, unset DATA_DIR a folder that goes away with `remove`. */
  env?: Record<string, string>;
  cwd?: string;
  /** `ready` waits for /health/ready; `exit` gives the process at once, for starts that must fail. */
  expect?: 'ready' | 'exit';
  timeout?: number;
};

/** How a process ended: its exit code, or the signal that ended it. */
export type Ending = number | NodeJS.Signals;

/** Dateline as a real process, in a process group of its own. */
export type DatelineProcess = {
  url: string;
  /** The key given as ADMIN_KEY, else the one that a first start shows. */
  adminKey: string;
  dataDir: string;
  pid: number;
  /** Everything it has said so far, on both streams. */
  output: () => string;
  /** Signals the process alone, waits for its end, and says how it ended. */
  stop: (signal?: NodeJS.Signals) => Promise<Ending>;
  /** SIGKILL to the whole process group. */
  kill9: () => Promise<Ending>;
  exited: Promise<Ending>;
  /** Ends it if it still runs, and removes its folder. */
  remove: () => Promise<void>;
};

const main = resolve(import.meta.dirname, '../../dist/main.js');
const stopWithin = 20_000;

/** Starts `node dist/main.js`, and waits until it is ready. */
export async function startProcess({
  env = {},
  cwd,
  expect = 'ready',
  timeout = 30_000,
}: ProcessSettings = {}): Promise<DatelineProcess> {
  if (!existsSync(main)) throw new Error('dist/main.js is missing: run `npm run build` first');
  const folder = env['DATA_DIR'] === undefined ? temporaryFolder('app') : undefined;
  const dataDir = env['DATA_DIR'] ?? folder?.path ?? '';
  const port = env['PORT'] ?? String(await freePort());
  // Nothing else of the caller's environment: a DATABASE_URL of the developer's must never be tested on.
  const inherited = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/' };
  const child = spawn(process.execPath, [main], {
    cwd: cwd ?? dataDir,
    env: { ...inherited, PORT: port, DATA_DIR: dataDir, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('node could not be started');
  let output = '';
  const read = (part: string) => (output += part);
  child.stdout.setEncoding('utf8').on('data', read);
  child.stderr.setEncoding('utf8').on('data', read);

  const killGroup = () => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group is gone already.
    }
  };
  process.once('exit', killGroup);
  const state: { ending?: Ending } = {};
  const exited = new Promise<Ending>((done) => {
    child.once('exit', (code, signal) => {
      process.off('exit', killGroup);
      const ending = code ?? signal ?? 1;
      state.ending = ending;
      // Its last words may still be in the pipe; a Postgres that outlived it may hold the pipe open for ever.
      const enough = setTimeout(() => done(ending), 500);
      child.once('close', () => {
        clearTimeout(enough);
        done(ending);
      });
    });
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (state.ending === undefined) child.kill(signal);
    const late = setTimeout(killGroup, stopWithin);
    const how = await exited;
    clearTimeout(late);
    return how;
  };
  const kill9 = async () => {
    killGroup();
    return exited;
  };
  const remove = async () => {
    await stop();
    killGroup();
    child.stdout.destroy();
    child.stderr.destroy();
    await folder?.remove();
  };
  const url = `http://127.0.0.1:${port}`;
  const dateline: DatelineProcess = {
    url,
    get adminKey() {
      const key = env['ADMIN_KEY'] ?? shownKey(output);
      if (key === undefined) throw new Error(`no admin key was given or shown:\n${output}`);
      return key;
    },
    dataDir,
    pid,
    output: () => output,
    stop,
    kill9,
    exited,
    remove,
  };
  if (expect === 'exit') return dateline;
  try {
    await until(() => state.ending !== undefined || isReady(url), {
      timeout,
      describe: () => `Dateline to be ready at ${url}:\n${output}`,
    });
    if (state.ending !== undefined)
      throw new Error(`Dateline ended with ${state.ending} before it was ready:\n${output}`);
  } catch (error) {
    killGroup();
    await remove();
    throw error;
  }
  return dateline;
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
  await answer.arrayBuffer();
  return answer.ok;
}

/** The admin key in what a first start prints. */
export function shownKey(output: string): string | undefined {
  return /admin key\W+([\x21-\x7e]{8,})/i.exec(output)?.[1];
}

/** Whether a process runs. One that was killed and that nobody has reaped yet does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
