// A statement with an expensive plan fails the test run; one that only waits does not.
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresSession } from '../../src/core/postgres-session.js';
import { startPostgresServer, type PostgresServer } from '../support/postgres-server.js';
import { faultOf, readPlans, refuseHeavyPlans, TELLS_PLANS, type Told } from '../support/slow-plans.js';
import { until } from '../support/wait.js';

describe('Slow plans logged by Debian’s Postgres', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    // Logs the plan of every statement.
    server = await startPostgresServer({ ...TELLS_PLANS, 'auto_explain.log_min_duration': '0', jit_above_cost: '0' });
  });
  afterAll(() => server.stop());

  /** Runs a statement with this application_name; returns the comment that marks it. */
  async function runAs(application_name: string, statement: string, { plain = false } = {}): Promise<string> {
    const address = await server.create(`d_${Math.random().toString(36).slice(2)}`);
    const client = new Client({
      ...(plain ? { connectionString: address } : postgresSession(address)),
      application_name,
    });
    await client.connect();
    const mark = `/* ${Math.random()} */`;
    await client.query(`${statement} ${mark}`);
    await client.end();
    return mark;
  }

  /** Runs a statement as Dateline; returns its logged plan. */
  async function planOf(statement: string, how: { plain?: boolean } = {}): Promise<Told> {
    const mark = await runAs('dateline', statement, how);
    return until(() => readPlans(server.folder).find(({ text }) => text.endsWith(mark)) ?? null, {
      describe: 'the plan to be logged',
    });
  }

  it('are faults if a statement processes many rows or reads many pages', async () => {
    const plan = await planOf('select count(*) from generate_series(1, 300000) n where n % 7 = 0');
    expect(faultOf(plan)).toMatch(/met \d+ rows/);
    expect(() => refuseHeavyPlans([plan])).toThrow(/generate_series/);
    expect(
      faultOf({ plan: { 'Node Type': 'Index Scan', 'Actual Rows': 1, 'Shared Hit Blocks': 30_000 }, jit: undefined }),
    ).toMatch(/30000 pages/);
  });

  it('are faults if Postgres compiled the statement (JIT), which Dateline’s sessions disable', async () => {
    const heavy = 'select sum(n) from generate_series(1, 100) n';
    const compiled = await planOf(heavy, { plain: true });
    expect(faultOf(compiled)).toBe('Postgres compiled it');
    const ours = await planOf(heavy);
    expect(faultOf(ours)).toBeNull();
  });

  it('are no faults if the statement only waited', async () => {
    const waited = await planOf('select pg_sleep(0.25)');
    expect(() => refuseHeavyPlans([waited])).not.toThrow();
  });

  it('are not read for statements of tests and migrations', async () => {
    await runAs('psql', 'select count(*) from generate_series(1, 300001) n');
    await runAs('dateline migration', 'select count(*) from generate_series(1, 300001) n');
    // Once a later plan is logged, these would be too.
    await planOf('select 1');
    expect(readPlans(server.folder).filter(({ text }) => text.includes('300001'))).toEqual([]);
  });
});
