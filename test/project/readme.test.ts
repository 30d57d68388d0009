import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { knownSettings } from './known-settings.js';

const root = resolve(import.meta.dirname, '../..');
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

describe('README.md', () => {
  let readme = '';
  let code = '';

  beforeAll(() => {
    readme = readFileSync(join(root, 'README.md'), 'utf8');
    code = [...readme.matchAll(/```[^\n]*\n([\s\S]*?)```|`([^`\n]+)`/g)].map(([, block, inline]) => block ?? inline).join('\n');
  });

  it('names the two commands: how to start, and the test command that .ci/run runs', () => {
    expect(code).toContain('npm ci && npm start');
    expect(code).toContain('npm ci && npm test');
    const steps = readFileSync(join(root, '.ci/run'), 'utf8');
    expect(steps).toMatch(/\bnpm ci\b[\s\S]*\bnpm test\b/);
  });

  it('names no script that package.json lacks', () => {
    const named = [...code.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script]) => script);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  it('lists every setting, and none that is not', () => {
    const known = knownSettings();
    const rows = [...readme.matchAll(/^\| *`([A-Z][A-Z_]+)`/gm)].map(([, name]) => name);
    expect(new Set(rows)).toEqual(new Set(known));
  });

  it('links to no file that is not there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, link]) => link ?? '');
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });
});
