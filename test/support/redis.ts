import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { findRedis } from './machine.js';
import { freePort, temporaryFolder } from './temporary.js';

export type RedisSettings = {
  /** Keeps an append-only file, written through on every command. */
  persist?: boolean;
  /** `maxmemory-policy`; noeviction unless said. */
  policy?: string;
};

/** A Redis server of the test's own. */
export type RedisServer = {
  url: string;
  port: number;
  /** A client that the helper owns and closes. */
  client: Redis;
  flushall: () => Promise<void>;
  /** Ends it at once, and starts it again on the same port: empty, unless it persists. */
  restart: () => Promise<void>;
  /** Ends it at once and leaves it down; `restart` brings it back. */
  kill: () => Promise<void>;
  /** SIGSTOP and SIGCONT: it answers nobody, and nobody is cut off. */
  signal: (signal: NodeJS.Signals) => void;
  stop: () => Promise<void>;
};

const readyWithin = 10_000;

/** Starts a Redis server on a free loopback port; the caller stops it. */
export async function startRedis({ persist = false, policy = 'noeviction' }: RedisSettings = {}): Promise<RedisServer> {
  const folder = temporaryFolder('redis');
  const start = (port: number) => launch(port, folder.path, persist, policy);
  const first = await startOnFreePort(start);
  let { child } = first;
  const { port } = first;
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: 100 });
  client.on('error', () => undefined); // A test may kill the server; without a listener that ends the worker.
  const kill = async () => {
    await end(child, 'SIGKILL');
  };
  return {
    url,
    port,
    client,
    flushall: async () => {
      await client.flushall();
    },
    restart: async () => {
      await kill();
      child = await start(port);
    },
    kill,
    signal: (signal) => void child.kill(signal),
    stop: async () => {
      client.disconnect();
      await end(child, 'SIGTERM');
      await folder.remove();
    },
  };
}

async function startOnFreePort(
  start: (port: number) => Promise<ChildProcess>,
): Promise<{ child: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { child: await start(port), port };
    } catch (error) {
      if (attempt === 5 || !String(error).includes('Address already in use')) throw error;
    }
  }
}

async function launch(port: number, folder: string, persist: boolean, policy: string): Promise<ChildProcess> {
  const program = findRedis();
  if (program === undefined) throw new Error('no Redis server on this machine: install redis-tools');
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: persist ? 'yes' : 'no',
    appendfsync: 'always',
    'maxmemory-policy': policy,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(program.file, words, { argv0: program.argv0, stdio: ['ignore', 'pipe', 'pipe'] });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  child.once('exit', () => process.off('exit', killWithUs));
  await new Promise<void>((resolve, reject) => {
    let output = '';
    const fail = (why: string) => reject(new Error(`Redis on port ${port} ${why}:\n${output}`));
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`was not ready within ${readyWithin} ms`);
    }, readyWithin);
    const read = (part: Buffer) => {
      output += part.toString();
      if (output.includes('Ready to accept connections')) {
        clearTimeout(deadline);
        child.stdout.off('data', read).resume();
        resolve();
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', (part: Buffer) => (output += part.toString()));
    child.once('error', (error) => fail(`did not start (${error.message})`));
    child.once('exit', (code) => {
      clearTimeout(deadline);
      fail(`ended with ${code}`);
    });
  });
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(late);
}
