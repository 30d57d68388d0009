import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const PATIENCE_MS = 120_000;

/** A process of the benchmark, that does what it is told, one thing after the other, and ends with us. */
export class Child {
  private next = 0;
  private readonly asked = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();

  private constructor(private readonly process: ChildProcess) {
    process.on('message', ({ id, answer, fault }: { id: number; answer?: unknown; fault?: string }) => {
      const waiting = this.asked.get(id);
      this.asked.delete(id);
      if (fault === undefined) waiting?.resolve(answer);
      else waiting?.reject(new Error(fault));
    });
    process.once('exit', (code) => {
      for (const { reject } of this.asked.values()) reject(new Error(`a process of the benchmark ended (${code})`));
      this.asked.clear();
    });
  }

  static start(file: string, ...args: string[]): Child {
    return new Child(fork(join(import.meta.dirname, 'delivery', file), args, { execArgv: ['--expose-gc'] }));
  }

  async ask<T>(act: string, message: object = {}): Promise<T> {
    const id = (this.next += 1);
    const answer = new Promise<unknown>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no answer to ${act} in time`)), PATIENCE_MS);
      const settled =
        <A>(settle: (value: A) => void) =>
        (value: A) => (clearTimeout(late), settle(value));
      this.asked.set(id, { resolve: settled(resolve), reject: settled(reject) });
    });
    this.process.send({ id, act, message });
    return (await answer) as T;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.disconnect(); // it ends itself then
    await ended;
  }
}

/** The other side: what this process can be told to do. */
export function obey(acts: Record<string, (message: never) => unknown>): void {
  process.on('message', ({ id, act, message }: { id: number; act: string; message: never }) => {
    const told = async (): Promise<unknown> => acts[act]?.(message);
    told().then(
      (answer) => process.send?.({ id, answer }),
      (error: unknown) =>
        process.send?.({ id, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.once('disconnect', () => process.exit(0));
}
