// A full collection in a server's process, asked for by the inspector as developers' tools do: in a quiet process
// none comes by itself.
import { WebSocket } from 'undici';
import type { DatelineProcess } from './process.js';
import { until } from './wait.js';

/** What the server has to be started with, so that its inspector takes any free port. */
export const INSPECTABLE = { NODE_OPTIONS: '--inspect-port=127.0.0.1:0' };

const LISTENING = /Debugger listening on (ws:\S+)/g;

/**
 * Resolves once all that nobody refers to any more is let go in the process's main thread. The first call opens its
 * inspector.
 */
export async function collectGarbage({ pid, output }: Pick<DatelineProcess, 'pid' | 'output'>): Promise<void> {
  const address = (): string | undefined => [...output().matchAll(LISTENING)].at(-1)?.[1];
  if (address() === undefined) process.kill(pid, 'SIGUSR1');
  const socket = new WebSocket(await until(() => address() ?? null, { describe: 'the inspector to listen' }));
  try {
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('error', () => reject(new Error('the inspector does not answer')));
      socket.addEventListener('open', () =>
        socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' })),
      );
      socket.addEventListener('message', ({ data }) => {
        const { id, error } = JSON.parse(String(data)) as { id?: number; error?: { message: string } };
        if (id !== 1) return;
        if (error === undefined) resolve();
        else reject(new Error(error.message));
      });
    });
  } finally {
    socket.close();
  }
}
