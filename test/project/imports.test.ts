import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { cruise, type IConfiguration, type IViolation } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary.js';
import { formFaults } from './source-form.js';

const root = resolve(import.meta.dirname, '../..');
const rules: IConfiguration = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');

/** One file that breaks each import rule: what it imports, and the files that must stand for that. */
const offenders: { rule: string; file: string; imports: string }[] = [
  { rule: 'access-imports', file: 'src/access/keys.ts', imports: '../queue/jobs.js' },
  { rule: 'arrive-imports', file: 'src/arrive/publish.ts', imports: '../revise/reviser.js' },
  { rule: 'queue-imports', file: 'src/queue/sweeps.ts', imports: '../store/stories.js' },
  { rule: 'revise-imports', file: 'src/revise/handler.ts', imports: '../deliver/hub.js' },
  { rule: 'store-imports', file: 'src/store/database.ts', imports: '../access/scopes.js' },
  { rule: 'threads-imports', file: 'src/threads/thread-pool.ts', imports: '../read/pages.js' },
  { rule: 'deliver-imports', file: 'src/deliver/gateway.ts', imports: '../read/pages.js' },
  { rule: 'read-imports', file: 'src/read/feeds.ts', imports: '../queue/jobs.js' },
  { rule: 'ops-imports', file: 'src/ops/metrics.ts', imports: '../deliver/hub.js' },
  { rule: 'core-imports', file: 'src/core/story.ts', imports: '../config.js' },
  { rule: 'core-packages', file: 'src/core/parse-html.ts', imports: 'kysely' },
  { rule: 'core-packages', file: 'src/core/identity.ts', imports: 'node:fs' },
  { rule: 'client-imports', file: 'src/client/live-story.ts', imports: '../logger.js' },
  { rule: 'client-packages', file: 'src/client/feed-client.ts', imports: 'zod' },
  { rule: 'sql-in-store', file: 'src/read/updates.ts', imports: 'kysely' },
  { rule: 'pg-in-store', file: 'src/deliver/log-tail.ts', imports: 'pg' },
  { rule: 'roots', file: 'src/ops/health.ts', imports: '../main.js' },
  { rule: 'app-module', file: 'src/ops/operator.ts', imports: '../app.module.js' },
  { rule: 'no-circles', file: 'src/queue/ring-a.ts', imports: '../house/ring-b.js' },
  { rule: 'resolvable', file: 'src/queue/lost.ts', imports: '../house/nowhere.js' },
];

/** Imports that the table allows, one of each kind. */
const keepers: { file: string; imports: string }[] = [
  { file: 'src/main.ts', imports: '../house/app.module.js' },
  { file: 'src/app.module.ts', imports: '../house/deliver/hub.js' },
  { file: 'src/arrive/submissions.ts', imports: '../store/stories.js' },
  { file: 'src/arrive/sources.ts', imports: '../logger.js' },
  { file: 'src/ops/load.ts', imports: '../deliver/counters.js' },
  { file: 'src/deliver/bus-postgres.ts', imports: 'pg' },
  { file: 'src/read/differences.ts', imports: '../threads/pool.js' },
  { file: 'src/queue/backend.ts', imports: '../config.js' },
  { file: 'src/store/tables.ts', imports: 'kysely' },
  { file: 'src/core/update.ts', imports: 'node:crypto' },
  { file: 'src/core/change.ts', imports: 'htmlparser2' },
  { file: 'src/client/wire.ts', imports: '../core/update.js' },
  { file: 'src/client/socket.ts', imports: 'socket.io-client' },
];

const bystanders = ['config', 'logger', 'queue/jobs', 'store/stories', 'access/scopes', 'read/pages', 'revise/reviser', 'deliver/hub', 'deliver/counters', 'threads/pool'];

describe('The house', () => {
  it('has no import that the table of rooms forbids', async () => {
    expect((await violations(root)).map(inWords)).toEqual([]);
  });

  it('has no barrel, default export, vague file name, stray SQL or reader of process.env, and a core that never waits', async () => {
    const faults: string[] = [];
    for (const file of await readdir(join(root, 'src'), { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      for (const fault of formFaults(`src/${file}`, await readFile(join(root, 'src', file), 'utf8'))) faults.push(`src/${file}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });
});

describe('The import rules', () => {
  const folder = temporaryFolder('house');
  let found: IViolation[] = [];

  beforeAll(async () => {
    symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'));
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(folder.path, file)), { recursive: true });
      writeFileSync(join(folder.path, file), text);
    };
    for (const name of bystanders) write(`src/${name}.ts`, 'export const here = true;\n');
    for (const { file, imports } of [...keepers, ...offenders]) write(file, `import type * as other from '${imports}';\nexport type Other = typeof other;\n`);
    write('src/queue/ring-b.ts', "export * as ring from '../house/ring-a.js';\n");
    write('tsconfig.json', await readFile(join(root, 'tsconfig.json'), 'utf8'));
    found = await violations(folder.path);
  });
  afterAll(() => folder.remove());

  it.each(offenders)('$rule finds $file importing $imports', ({ rule, file }) => {
    expect(found.filter(({ from }) => from === file).map((violation) => violation.rule.name)).toContain(rule);
  });

  it.each(keepers)('let $file import $imports', ({ file }) => {
    expect(found.filter(({ from }) => from === file).map(inWords)).toEqual([]);
  });

  it('are each proved by an offender', () => {
    expect([...new Set(offenders.map(({ rule }) => rule))].toSorted()).toEqual(rules.forbidden?.map(({ name }) => name).toSorted());
  });
});

describe('The rules on a source file', () => {
  it.each([
    ['src/read/stories.ts', "export * from '../house/pages.js';", 'it is a barrel (export *)'],
    ['src/read/stories.ts', "export * as pages from '../house/pages.js';", 'it is a barrel (export *)'],
    ['src/read/stories.ts', 'export default class Stories {}', 'it has a default export'],
    ['src/read/stories.ts', 'const stories = 1;\nexport { stories as default };', 'it has a default export'],
    ['src/read/stories.ts', 'export const port = process.env.PORT;', 'it reads process.env'],
    ['src/main.ts', "export const port = process['env']['PORT'];", 'it reads process.env'],
    ['src/ops/health.ts', "import { env } from 'node:process';", 'it reads process.env'],
    ['src/ops/health.ts', 'const { env } = process;', 'it reads process.env'],
    ['src/read/stories.ts', 'const rows = sql`select 1`;', 'it has SQL'],
    ['src/deliver/bus-postgres.ts', "client.query('SELECT seq FROM updates');", 'it has SQL'],
    ['src/queue/jobs.ts', 'client.query(`update ${table} set done = true`);', 'it has SQL'],
    ['src/core/story.ts', 'export async function read() {}', 'core waits (async)'],
    ['src/core/story.ts', 'export const at = new Date();', 'core reads the clock'],
    ['src/core/story.ts', 'export const at = Date.now();', 'core calls Date.now'],
    ['src/core/story.ts', 'export const id = randomUUID();', 'core calls randomUUID'],
    ['src/read/index.ts', '', 'it is not named for the noun it exports'],
    ['src/read/stories.service.ts', '', 'it is not named for the noun it exports'],
    ['src/read/story-utils.ts', '', 'it is not named for the noun it exports'],
    ['src/read/Stories.ts', '', 'its name is not lower-case words with hyphens'],
  ])('find fault with %s: %s', (file, text, fault) => {
    expect(formFaults(file, text)).toContain(fault);
  });

  it.each([
    ['src/config.ts', 'export const port = process.env.PORT;'],
    ['src/main.ts', 'const config = readConfig(process.env);'],
    ['src/store/stories.ts', 'export const rows = sql`select id from stories`;'],
    ['src/deliver/bus-postgres.ts', "client.query('select pg_notify($1, $2)', []); client.query('LISTEN updates');"],
    ['src/core/stamp.ts', 'export const at = new Date(0); // async only in words'],
    ['src/core/library.ts', "export { applyOps } from '../house/update.js';"],
  ])('have nothing against %s: %s', (file, text) => {
    expect(formFaults(file, text)).toEqual([]);
  });
});

async function violations(folder: string): Promise<IViolation[]> {
  const { options, ...ruleSet } = rules;
  const result = await cruise(['src'], { ...options, tsConfig: {}, ruleSet, validate: true, baseDir: folder, preserveSymlinks: true });
  if (typeof result.output === 'string') throw new TypeError('the cruise gave text instead of its findings');
  return result.output.summary.violations;
}

function inWords({ rule, from, to }: IViolation): string {
  return `${rule.name}: ${from} → ${to}`;
}
