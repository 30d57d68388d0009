import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { findNginx } from './machine.js';
import { freePort, temporaryFolder } from './temporary.js';
import { until } from './wait.js';

/** A proxy of the test's own, in front of one origin. */
export type Nginx = {
  url: string;
  /** What it complained of. */
  complaints: () => string;
  stop: () => Promise<void>;
};

/** As far as it goes without settings: no more than where to pass requests on. */
const PLAIN = `
server {
  listen 80;
  location / { proxy_pass http://127.0.0.1:3000; }
}`;

/** The nginx configuration of docs/operating.md. */
export function documentedSettings(): string {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/operating.md'), 'utf8');
  const [, block] = /^ *```nginx\n([\s\S]*?)^ *```/m.exec(page) ?? [];
  if (block === undefined) throw new Error('docs/operating.md has no settings for nginx');
  return block;
}

/** What only the machine decides: where files are, who runs it, and that it stays in the foreground. */
const frame = (folder: string, settings: string): string => `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
worker_rlimit_nofile 8192;
pid ${folder}/pid;
error_log stderr warn;
events { worker_connections 4096; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  ${settings}
}
`;

/** Starts nginx on a free loopback port in front of the port `origin`; the caller stops it. */
export async function startNginx(origin: number, settings: string = PLAIN): Promise<Nginx> {
  const program = findNginx();
  if (program === undefined) throw new Error('no nginx on this machine: install nginx');
  const folder = temporaryFolder('nginx');
  const port = await freePort();
  const here = settings
    .replace(/\blisten 80;/, `listen 127.0.0.1:${port};`)
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${origin}`)
    .replace(/^(\s*proxy_cache_path) \S+/m, `$1 ${folder.path}/cache`);
  writeFileSync(join(folder.path, 'nginx.conf'), frame(folder.path, here));
  const child = spawn(program, ['-p', folder.path, '-e', 'stderr', '-c', join(folder.path, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => (complaints += part));
  const killWithUs = () => child.kill('SIGTERM');
  process.once('exit', killWithUs);
  const gone = once(child, 'exit');
  const stop = async (): Promise<void> => {
    process.off('exit', killWithUs);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await gone;
    await folder.remove();
  };
  try {
    await until(() => child.exitCode !== null || answers(port), {
      describe: () => `nginx on port ${port}:\n${complaints}`,
    });
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}:\n${complaints}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, complaints: () => complaints, stop };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
