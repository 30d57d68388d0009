import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { cruise, type IConfiguration, type ICruiseResult, type IViolation } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary.js';
import { folderCycles } from './folder-cycles.js';
import { formFaults } from './source-form.js';

const root = resolve(import.meta.dirname, '../..');
const rules: IConfiguration = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');

/** A violation of each import rule: a file, and what it imports. */
const offenders: { rule: string; file: string; imports: string }[] = [
  { rule: 'access-imports', file: 'src/access/key/keys.ts', imports: '../../queue/submission-queue.js' },
  { rule: 'arrive-imports', file: 'src/arrive/publish/publish.ts', imports: '../../revise/reviser.js' },
  { rule: 'queue-imports', file: 'src/queue/sweeps.ts', imports: '../store/story/stories.js' },
  { rule: 'revise-imports', file: 'src/revise/handler.ts', imports: '../deliver/tail/hub.js' },
  { rule: 'store-imports', file: 'src/store/database/database.ts', imports: '../../access/key/scopes.js' },
  { rule: 'concurrency-imports', file: 'src/concurrency/thread-pool.ts', imports: '../read/pages/pages.js' },
  { rule: 'deliver-imports', file: 'src/deliver/socket/gateway.ts', imports: '../../read/pages/pages.js' },
  { rule: 'read-imports', file: 'src/read/feed/feeds.ts', imports: '../../queue/submission-queue.js' },
  { rule: 'ops-imports', file: 'src/ops/metrics/metrics.ts', imports: '../../deliver/tail/hub.js' },
  { rule: 'core-imports', file: 'src/core/story/story.ts', imports: '../../config.js' },
  { rule: 'core-packages', file: 'src/core/page/parse-html.ts', imports: 'kysely' },
  { rule: 'core-packages', file: 'src/core/story/identity.ts', imports: 'node:fs' },
  { rule: 'client-imports', file: 'src/client/connection/live-story.ts', imports: '../../logger.js' },
  { rule: 'client-packages', file: 'src/client/connection/feed-client.ts', imports: 'zod' },
  { rule: 'sql-in-store', file: 'src/read/api/updates.ts', imports: 'kysely' },
  { rule: 'pg-in-store', file: 'src/deliver/tail/log-tail.ts', imports: 'pg' },
  { rule: 'entry-points', file: 'src/ops/state/health.ts', imports: '../../main.js' },
  { rule: 'app-module', file: 'src/ops/page/operator.ts', imports: '../../app.module.js' },
  { rule: 'no-file-cycles', file: 'src/queue/cycle-a.ts', imports: './cycle-b.js' },
  { rule: 'resolvable', file: 'src/queue/lost.ts', imports: './nowhere.js' },
];

/** Imports that the rules allow, one of each kind. */
const allowed: { file: string; imports: string }[] = [
  { file: 'src/main.ts', imports: './app.module.js' },
  { file: 'src/app.module.ts', imports: './deliver/tail/hub.js' },
  { file: 'src/arrive/publish/submissions.ts', imports: '../../store/story/stories.js' },
  { file: 'src/arrive/watch/sources.ts', imports: '../../logger.js' },
  { file: 'src/ops/state/load.ts', imports: '../../deliver/counters.js' },
  { file: 'src/deliver/bus/postgres-bus.ts', imports: 'pg' },
  { file: 'src/read/pages/differences.ts', imports: '../../concurrency/pool.js' },
  { file: 'src/queue/backend.ts', imports: '../config.js' },
  { file: 'src/store/database/tables.ts', imports: 'kysely' },
  { file: 'src/core/log/update.ts', imports: 'node:crypto' },
  { file: 'src/core/story/change.ts', imports: 'htmlparser2' },
  { file: 'src/client/connection/wire.ts', imports: '../../core/log/update.js' },
  { file: 'src/client/connection/socket.ts', imports: 'socket.io-client' },
];

const targets = [
  'config',
  'logger',
  'queue/submission-queue',
  'store/story/stories',
  'access/key/scopes',
  'read/pages/pages',
  'revise/reviser',
  'deliver/tail/hub',
  'deliver/counters',
  'concurrency/pool',
];

describe('The source tree', () => {
  let result: ICruiseResult;
  beforeAll(async () => {
    result = await cruiseFolder(root);
  });

  it('has no import that the rules forbid', () => {
    expect(result.summary.violations.map(inWords)).toEqual([]);
  });

  it('has no import cycle between folders', () => {
    expect(folderCycles(result.modules)).toEqual([]);
  });

  it('has at most 30 files in a folder', async () => {
    const counts = new Map<string, number>();
    for (const { source } of result.modules)
      if (source.startsWith('src/') && !source.startsWith('src/store/migrations/'))
        counts.set(dirname(source), (counts.get(dirname(source)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > 30)).toEqual([]);
  });

  it('has no barrel, default export, vague file name, stray SQL or reader of process.env, and a core that never waits', async () => {
    const faults: string[] = [];
    for (const file of await readdir(join(root, 'src'), { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      for (const fault of formFaults(`src/${file}`, await readFile(join(root, 'src', file), 'utf8')))
        faults.push(`src/${file}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });
});

describe('The import rules', () => {
  const folder = temporaryFolder('imports');
  let found: IViolation[] = [];

  beforeAll(async () => {
    symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'));
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(folder.path, file)), { recursive: true });
      writeFileSync(join(folder.path, file), text);
    };
    for (const name of targets) write(`src/${name}.ts`, 'export const here = true;\n');
    for (const { file, imports } of [...allowed, ...offenders])
      write(file, `import type * as other from '${imports}';\nexport type Other = typeof other;\n`);
    write('src/queue/cycle-b.ts', "export * as cycle from './cycle-a.js';\n");
    write('tsconfig.json', await readFile(join(root, 'tsconfig.json'), 'utf8'));
    found = (await cruiseFolder(folder.path)).summary.violations;
  });
  afterAll(() => folder.remove());

  it.each(offenders)('$rule finds $file importing $imports', ({ rule, file }) => {
    expect(found.filter(({ from }) => from === file).map((violation) => violation.rule.name)).toContain(rule);
  });

  it.each(allowed)('allow $file to import $imports', ({ file }) => {
    expect(found.filter(({ from }) => from === file).map(inWords)).toEqual([]);
  });

  it('are each proved by an offender', () => {
    expect([...new Set(offenders.map(({ rule }) => rule))].toSorted()).toEqual(
      rules.forbidden?.map(({ name }) => name).toSorted(),
    );
  });
});

describe('The rule on folders', () => {
  const imports = (source: string, ...resolved: string[]) => ({
    source,
    dependencies: resolved.map((to) => ({ resolved: to })),
  });

  it('finds a cycle through several folders', () => {
    const modules = [
      imports('src/a/x/one.ts', 'src/a/y/two.ts'),
      imports('src/a/y/two.ts', 'src/b/z/three.ts'),
      imports('src/b/z/three.ts', 'src/a/x/four.ts'),
      imports('src/a/x/four.ts'),
    ];
    expect(folderCycles(modules)).toEqual(['src/a/x, src/a/y, src/b/z']);
  });

  it('allows imports in one direction, and a module’s own root', () => {
    expect(
      folderCycles([
        imports('src/a/x/one.ts', 'src/a/y/two.ts', 'src/a/settings.ts'),
        imports('src/a/y/two.ts'),
        imports('src/a/a.module.ts', 'src/a/x/one.ts'),
      ]),
    ).toEqual([]);
  });
});

describe('The rules on a source file', () => {
  it.each([
    ['src/read/stories.ts', "export * from '../other/pages.js';", 'it is a barrel (export *)'],
    ['src/read/stories.ts', "export * as pages from '../other/pages.js';", 'it is a barrel (export *)'],
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
    ['src/read/story-links.ts', 'export const isLink = (url: string) => URL.canParse(url);', 'it calls URL.canParse'],
    ['src/read/index.ts', '', 'it is not named for the noun it exports'],
    ['src/read/stories.service.ts', '', 'it is not named for the noun it exports'],
    ['src/read/story-utils.ts', '', 'it is not named for the noun it exports'],
    ['src/read/Stories.ts', '', 'its name is not lower-case words with hyphens'],
  ])('reject %s: %s', (file, text, fault) => {
    expect(formFaults(file, text)).toContain(fault);
  });

  it.each([
    ['src/config.ts', 'export const port = process.env.PORT;'],
    ['src/main.ts', 'const config = readConfig(process.env);'],
    ['src/store/stories.ts', 'export const rows = sql`select id from stories`;'],
    ['src/deliver/bus-postgres.ts', "client.query('select pg_notify($1, $2)', []); client.query('LISTEN updates');"],
    ['src/core/stamp.ts', 'export const at = new Date(0); // async only in words'],
    ['src/core/library.ts', "export { applyOps } from '../other/update.js';"],
  ])('accept %s: %s', (file, text) => {
    expect(formFaults(file, text)).toEqual([]);
  });
});

async function cruiseFolder(folder: string): Promise<ICruiseResult> {
  const { options, ...ruleSet } = rules;
  const { output } = await cruise(['src'], {
    ...options,
    tsConfig: {},
    ruleSet,
    validate: true,
    baseDir: folder,
    preserveSymlinks: true,
  });
  if (typeof output === 'string') throw new TypeError('dependency-cruiser returned text instead of a result');
  return output;
}

function inWords({ rule, from, to }: IViolation): string {
  return `${rule.name}: ${from} → ${to}`;
}
