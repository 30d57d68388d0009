// Every example of the documentation runs on a fresh Dateline; every link, path and setting exists.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { which } from '../support/machine.js';
import { migratedDatabase } from '../support/postgres.js';
import { startProcess } from '../support/process.js';
import { freePort } from '../support/temporary.js';
import { ExampleRunner } from './example-runner.js';
import { knownSettings } from './known-settings.js';
import { allPages, anchorsOf, codeSpansOf, linksOf, readPage, root, userPages, type Block } from './markdown.js';

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** Blocks marked `no-test`, by their first line, and why no test runs them. */
const NOT_RUN: Record<string, string> = {
  'npm ci && npm start': 'the tests start the built Dateline themselves; npm ci would replace node_modules under them',
  'npm ci && npm test': 'it would run this test again',
  'npm ci && npm run build && npm pack':
    'it would rebuild dist/ under other tests; another test here checks what is packed',
  'curl -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\':
    'it names a site on the internet; the page has the same call for a site of its own',
  'ADMIN_KEY=a-new-long-secret npm start': 'test/boot.test.ts does it on real processes',
  'pg_dump -Fc -d "$DATABASE_URL" -f dateline.dump': 'it needs an external Postgres; test/ops/backup.test.ts runs it',
  'pg_restore --no-owner -d "$DATABASE_URL" dateline.dump':
    'it needs an external Postgres; test/ops/backup.test.ts runs it',
  'DATA_DIR=./data node dist/cli.js epoch --new': 'Dateline must be stopped; test/ops/restore.test.ts runs it',
  'ADMIN_KEY=… POSTGRES_PASSWORD=… docker compose up -d --build':
    'it needs Docker; test/project/compose.test.ts checks the file',
  'npm install ../dateline/dateline-0.1.0.tgz': 'it needs the package registry',
};

/** Ports that pages name beside Dateline's own: receivers of webhooks and watched sites. */
const PORTS = ['9191', '9192'];

const isRun = ({ language, mark }: Block): boolean =>
  (language === 'sh' && mark !== 'no-test' && mark !== 'start') || language === 'js';

/** The settings of a page's block `sh start`: `NAME=value npm start`. */
const settingsOf = (blocks: readonly Block[]): Record<string, string> =>
  Object.fromEntries(
    blocks
      .filter(({ mark }) => mark === 'start')
      .flatMap(({ text }) =>
        [...text.matchAll(/\b([A-Z][A-Z_]+)=(\S+)/g)].map(([, name = '', value = '']) => [
          name,
          value.replaceAll(/^"|"$/g, ''),
        ]),
      ),
  );

describe('README.md', () => {
  const { text, blocks } = readPage('README.md');

  it('fits into 10 KB', () => {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10 * 1024);
  });

  it('names the two commands: how to start, and the test command that .ci/run runs', () => {
    expect(blocks.map((block) => block.text.trim())).toEqual(
      expect.arrayContaining(['npm ci && npm start', 'npm ci && npm test']),
    );
    expect(readFileSync(join(root, '.ci/run'), 'utf8')).toMatch(/\bnpm ci\b[\s\S]*\bnpm test\b/);
  });

  it('links to every page of docs/', () => {
    const linked = linksOf(readPage('README.md')).map((link) => link.replace(/#.*/, ''));
    expect(linked).toEqual(
      expect.arrayContaining(
        userPages()
          .map(({ path }) => path)
          .filter((path) => path !== 'README.md'),
      ),
    );
  });
});

describe('The documentation', () => {
  it.each(allPages())('$path links only to files and headings that exist', (page) => {
    const broken = linksOf(page).filter((link) => {
      if (/^(https?|mailto):/.test(link)) return false;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page.path : normalize(join(dirname(page.path), file));
      return (
        link.startsWith('/') ||
        !existsSync(join(root, target)) ||
        (anchor !== undefined && !anchorsOf(readPage(target)).includes(anchor))
      );
    });
    expect(broken).toEqual([]);
  });

  it.each(allPages())('$path names only source and test files that exist', (page) => {
    const base = page.path === 'src/README.md' ? 'src' : '.';
    const paths = codeSpansOf(page).filter(
      (code) =>
        /^[\w.-]+(\/[\w.-]+)+(\/|\.(ts|md|yml|json|css))$/.test(code) &&
        !/^(dist|node_modules|client|application|text)\//.test(code),
    );
    expect(paths.filter((path) => !existsSync(join(root, base, path)) && !existsSync(join(root, path)))).toEqual([]);
  });

  it('names only npm scripts that package.json has', () => {
    const named = allPages().flatMap(({ text }) =>
      [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script = '']) => script),
    );
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('lists every setting in docs/operating.md, and none that does not exist', () => {
    const rows = [...readPage('docs/operating.md').text.matchAll(/^\| *`([A-Z][A-Z_]+)`/gm)].map(
      ([, name = '']) => name,
    );
    expect(rows.toSorted()).toEqual(knownSettings().toSorted());
  });

  it('leaves no example untested without a reason', () => {
    const marked = userPages().flatMap(({ blocks }) =>
      blocks.filter(({ mark }) => mark === 'no-test').map(({ text }) => text.split('\n')[0] ?? ''),
    );
    expect(marked.toSorted()).toEqual(Object.keys(NOT_RUN).toSorted());
    const marks = userPages().flatMap(({ path, blocks }) =>
      blocks.filter(({ language }) => ['sh', 'js'].includes(language)).map(({ mark }) => `${path}: ${mark}`),
    );
    expect(marks.filter((mark) => !/: (undefined|no-test|start|background)$/.test(mark))).toEqual([]);
  });

  it('packs every file that the package exports, so that it can be installed from a tarball', () => {
    const manifest = z
      .object({
        files: z.array(z.string()),
        exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
      })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    const exported = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    );
    expect(exported.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(
      exported.filter(
        (file) => file !== './package.json' && !manifest.files.some((folder) => file.startsWith(`./${folder}/`)),
      ),
    ).toEqual([]);
    // A `file:` dependency is resolved within the installed package.
    expect(manifest.files).toContain('stand-ins');
  });
});

describe.skipIf(which('curl') === undefined)(
  'The examples, run in order on a fresh Dateline (skipped where curl is missing)',
  () => {
    const pages = userPages().filter(({ blocks }) => blocks.some(isRun));

    it.each(pages)('of $path work as written', { timeout: 180_000 }, async ({ blocks }) => {
      const database = await migratedDatabase('embedded');
      const dateline = await startProcess({ env: { DATABASE_URL: database.url, ...settingsOf(blocks) } });
      try {
        const ports = new Map<string, number>();
        for (const port of PORTS) ports.set(port, await freePort());
        const runner = new ExampleRunner({ url: dateline.url, adminKey: dateline.adminKey }, ports);
        try {
          for (const [at, block] of blocks.entries()) {
            const next = blocks[at + 1];
            if (isRun(block)) await runner.run(block, next?.isOutput === true ? next : undefined);
          }
          await runner.checkPrograms();
        } finally {
          await runner.close();
        }
      } finally {
        await dateline.remove();
        await database.drop();
      }
    });
  },
);
