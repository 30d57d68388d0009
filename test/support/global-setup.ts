import type { TestProject } from 'vitest/node';
import { prepareMachine } from './machine.js';
import { temporaryFolder } from './temporary.js';

/** Once per run: the machine has what tests need, and one Postgres stands for all of them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await prepareMachine((line) => process.stderr.write(`${line}\n`));
  const { startEmbeddedPostgres } = await import('../../src/store/embedded-postgres.js');
  const { createLogger } = await import('../../src/logger.js');
  const folder = temporaryFolder('pg');
  // Only errors: dropping a test's database ends sessions, and Postgres warns of each.
  const postgres = await startEmbeddedPostgres({ dataDir: folder.path, log: createLogger('error') });
  // A run that ends without teardown (a crash, Ctrl-C twice) must not leave it behind: it is in a session of its own.
  const endWithUs = () => process.kill(postgres.pid, 'SIGINT');
  process.once('exit', endWithUs);
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    process.off('exit', endWithUs);
    await folder.remove();
  };
}
