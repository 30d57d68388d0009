// A statement that is slow by what it does fails the run; one that waits does not.
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresSession } from '../../src/core/postgres-session.js';
import { startPostgresServer, type PostgresServer } from '../support/postgres-server.js';
import { faultOf, readPlans, refuseHeavyPlans, TELLS_PLANS, type Told } from '../support/slow-plans.js';
import { until } from '../support/wait.js';

describe('The slow plans of Debian’s Postgres', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    // Each is slow enough here, whatever it does.
    server = await startPostgresServer({ ...TELLS_PLANS, 'auto_explain.log_min_duration': '0', jit_above_cost: '0' });
  });
  afterAll(() => server.stop());

  /** Asks as this application, which may be none of Dateline's. */
  async function ask(application_name: string, statement: string, { plain = false } = {}): Promise<string> {
    const address = await server.create(`d_${Math.random().toString(36).slice(2)}`);
    const client = new Client({ ...(plain ? { connectionString: address } : postgresSession(address)), application_name });
    await client.connect();
    const mark = `/* ${Math.random()} */`;
    await client.query(`${statement} ${mark}`);
    await client.end();
    return mark;
  }

  /** Asks as Dateline, and gives the plan that is told of it. */
  async function told(statement: string, how: { plain?: boolean } = {}): Promise<Told> {
    const mark = await ask('dateline', statement, how);
    return until(() => readPlans(server.folder).find(({ text }) => text.endsWith(mark)) ?? null, { describe: 'the plan to be told' });
  }

  it('are faults where a statement meets many rows or reads many pages', async () => {
    const plan = await told('select count(*) from generate_series(1, 300000) n where n % 7 = 0');
    expect(faultOf(plan)).toMatch(/met \d+ rows/);
    expect(() => refuseHeavyPlans([plan])).toThrow(/generate_series/);
    expect(faultOf({ plan: { 'Node Type': 'Index Scan', 'Actual Rows': 1, 'Shared Hit Blocks': 30_000 }, jit: undefined })).toMatch(/30000 pages/);
  });

  it('are faults where Postgres compiled it, which no session of ours asks for', async () => {
    const heavy = 'select sum(n) from generate_series(1, 100) n';
    const compiled = await told(heavy, { plain: true });
    expect(faultOf(compiled)).toBe('Postgres compiled it');
    const ours = await told(heavy);
    expect(faultOf(ours)).toBeNull();
  });

  it('are none where it waited', async () => {
    const waited = await told('select pg_sleep(0.25)');
    expect(() => refuseHeavyPlans([waited])).not.toThrow();
  });

  it('are not told of the tests’ own statements, nor of a migration’s', async () => {
    await ask('psql', 'select count(*) from generate_series(1, 300001) n');
    await ask('dateline migration', 'select count(*) from generate_series(1, 300001) n');
    // What is told later is told of these by then.
    await told('select 1');
    expect(readPlans(server.folder).filter(({ text }) => text.includes('300001'))).toEqual([]);
  });
});
