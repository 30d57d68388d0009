import { spawnSync } from 'node:child_process';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** A worker process whose event loop stands still reports no timeout. Without news for this long, the run ends. */
const SILENCE_MS = 300_000;

/** What a run came to. A file or a suite that broke outside its tests counts as one failure. */
export type Count = { passed: number; failed: number; skipped: number };

/**
 * Ends the run's output with `N passed, N failed`, alone on its line; before it, how many were left out, where some
 * were.
 */
export class CountReporter implements Reporter {
  private count: Count | undefined;
  private readonly running = new Set<string>();
  private watchdog: NodeJS.Timeout | undefined;

  onTestModuleStart({ moduleId }: TestModule): void {
    this.running.add(moduleId);
    this.watch();
  }

  onTestModuleEnd({ moduleId }: TestModule): void {
    this.running.delete(moduleId);
    this.watch();
  }

  onTestCaseResult(): void {
    this.watch();
  }

  private watch(): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      process.stderr.write(
        `No test ended for ${SILENCE_MS / 1000} s; the run ends. Still running:\n${[...this.running].join('\n')}\n`,
      );
      spawnSync('pkill', ['-KILL', '-P', String(process.pid)]);
      process.exit(1);
    }, SILENCE_MS).unref();
  }

  onInit(): void {
    // On exit, not at the end of the run: whatever else prints, this line stays last, also when the set-up failed.
    process.on('exit', (code) => {
      process.stdout.write(`${inWords(this.count ?? { passed: 0, failed: 0, skipped: 0 }, code !== 0)}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const count: Count = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) count.failed += 1;
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) count.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test left pending by a worker that died did not pass.
        count[state === 'pending' ? 'failed' : state] += 1;
      }
    }
    this.count = count;
  }
}

/** The closing lines; a run that ended badly never says that nothing failed. */
export function inWords(count: Count, endedBadly: boolean): string {
  const failed = endedBadly ? Math.max(1, count.failed) : count.failed;
  return `${count.skipped > 0 ? `${count.skipped} skipped\n` : ''}${count.passed} passed, ${failed} failed`;
}
