import type { TestProject } from 'vitest/node';
import { prepareMachine } from './machine.js';
import { readPlans, refuseHeavyPlans, TELLS_PLANS } from './slow-plans.js';
import { temporaryFolder } from './temporary.js';

/**
 * Once per run: the machine has what tests need, and two Postgres stand for all of them: the embedded one, and one of
 * Debian's that tells its slow plans.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await prepareMachine((line) => process.stderr.write(`${line}\n`));
  const { startEmbeddedPostgres } = await import('../../src/store/postgres/embedded-postgres.js');
  const { createLogger } = await import('../../src/logger.js');
  const folder = temporaryFolder('pg');
  // Only errors: dropping a test's database ends sessions, and Postgres warns of each.
  const postgres = await startEmbeddedPostgres({ dataDir: folder.path, log: createLogger('error') });
  // A run that ends without teardown (a crash, Ctrl-C twice) must not leave it behind: it is in a session of its own.
  const endWithUs = () => process.kill(postgres.pid, 'SIGINT');
  process.once('exit', endWithUs);
  project.provide('postgresUrl', postgres.url);
  const { startPostgresServer } = await import('./postgres-server.js');
  const { createTemplate } = await import('./postgres.js');
  const stock = await startPostgresServer(TELLS_PLANS);
  project.provide('stockPostgresUrl', stock.url);
  await Promise.all([createTemplate(postgres.url), createTemplate(stock.url)]);
  return async () => {
    await postgres.stop();
    process.off('exit', endWithUs);
    await folder.remove();
    const told = readPlans(stock.folder);
    await stock.stop();
    refuseHeavyPlans(told);
  };
}
