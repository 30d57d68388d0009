import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
const { packages } = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        hasInstallScript: z.boolean().optional(),
        link: z.boolean().optional(),
        resolved: z.string().optional(),
      }),
    ),
  })
  .parse(read('package-lock.json'));
const { allowScripts } = z.object({ allowScripts: z.record(z.string(), z.boolean()) }).parse(read('package.json'));

describe('Installed packages', () => {
  it('run only the install scripts that package.json decides on by name', () => {
    const scripted = Object.entries(packages).flatMap(([path, { hasInstallScript }]) =>
      hasInstallScript === true ? [path.replace(/^.*node_modules\//, '')] : [],
    );
    expect(scripted.filter((name) => allowScripts[name] === undefined)).toEqual([]);
  });

  it('report no installs: an empty stand-in replaces the package that would', () => {
    const reporters = Object.entries(packages).filter(([path]) => path.endsWith('node_modules/@scarf/scarf'));
    expect(reporters.map(([, { link, resolved }]) => ({ link, resolved }))).toEqual([
      { link: true, resolved: 'stand-ins/scarf' },
    ]);
    expect(readdirSync(join(root, 'stand-ins/scarf'))).toEqual(['package.json']);
    expect(read('stand-ins/scarf/package.json')).not.toHaveProperty('scripts');
    expect(existsSync(join(root, 'node_modules/@scarf/scarf/report.js'))).toBe(false);
  });
});
