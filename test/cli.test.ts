import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLE, withFact, withStamp } from './support/sample.js';
import { temporaryFolder } from './support/temporary.js';

const cli = resolve(import.meta.dirname, '../dist/cli.js');
const folder = temporaryFolder('cli');

const ESCAPE = '\u001B[';

function dateline(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return datelineWith({}, ...args);
}

function datelineWith(
  settings: NodeJS.ProcessEnv,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { FORCE_COLOR: _forced, NO_COLOR: _none, ...env } = process.env;
  return new Promise((done) => {
    execFile(
      process.execPath,
      [cli, ...args],
      { cwd: folder.path, env: { ...env, ...settings } },
      (error, stdout, stderr) => done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

describe('The dateline command', () => {
  beforeAll(async () => {
    await writeFile(join(folder.path, 'old.txt'), SAMPLE);
    await writeFile(join(folder.path, 'new.txt'), withFact(withStamp(SAMPLE, 'Jan 08, 2022, 03:00 PM IST')));
    await writeFile(join(folder.path, 'silent.txt'), withFact(SAMPLE));
  });
  afterAll(() => folder.remove());

  test('parse prints the fields of a page, without colour where the output is no terminal', async () => {
    const { code, stdout } = await dateline('parse', 'old.txt', '--zone', 'Asia/Kolkata');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^NATO members express solidarity/);
    expect(stdout).toMatch(/versionCreated +2022-01-08T07:23:00Z/);
    expect(stdout).not.toContain('\u001B[');
  });

  test('parse --json prints the result of parsePage, ambiguity included', async () => {
    const page = JSON.parse((await dateline('parse', 'old.txt', '--json')).stdout) as {
      versionCreated: null;
      stamps: unknown[];
      body: string[];
    };
    expect(page.versionCreated).toBeNull();
    expect(page.stamps).toEqual([
      expect.objectContaining({ text: 'Updated: Jan 08, 2022, 12:53 PM IST', at: null, ambiguous: true }),
    ]);
    expect(page.body).toHaveLength(9);
  });

  test('compare prints the class, whether the edit was silent, and the changed sentences', async () => {
    const { stdout: loud } = await dateline('compare', 'old.txt', 'new.txt', '--zone', 'Asia/Kolkata');
    expect(loud).toMatch(/^update /);
    expect(loud).not.toContain('silent');
    expect(loud).toMatch(/^- .*Finland and Sweden/m);
    expect(loud).toMatch(/^\+ .*Sweden and Austria/m);
    // Changes are in reading order, the old sentence right before the new one.
    expect(loud).toMatch(/^- .*Finland and Sweden.*\n\+ .*Sweden and Austria/m);
    expect(loud).toMatch(/^versionCreated +- 2022-01-08T07:23:00Z\n +\+ 2022-01-08T09:30:00Z/m);
    const silent = JSON.parse(
      (await dateline('compare', 'old.txt', 'silent.txt', '--zone', 'Asia/Kolkata', '--json')).stdout,
    ) as { class: string; silent: boolean };
    expect(silent).toMatchObject({ class: 'update', silent: true });
  });

  test('FORCE_COLOR enables colour; NO_COLOR, a pipe and --json disable it', async () => {
    const forced = await datelineWith({ FORCE_COLOR: '1' }, 'compare', 'old.txt', 'new.txt');
    expect(forced.stdout).toContain(ESCAPE);
    for (const settings of [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '0' }])
      expect((await datelineWith(settings, 'compare', 'old.txt', 'new.txt')).stdout).not.toContain(ESCAPE);
    expect((await datelineWith({ FORCE_COLOR: '1' }, 'compare', 'old.txt', 'new.txt', '--json')).stdout).not.toContain(
      ESCAPE,
    );
  });

  test('an ambiguous time zone is reported, and control characters of a page never reach the terminal', async () => {
    expect((await dateline('compare', 'old.txt', 'new.txt')).stdout).toMatch(
      /^ambiguous +.*Updated: Jan 08, 2022.*set it with --zone/m,
    );
    expect((await dateline('parse', 'old.txt')).stdout).toMatch(/^stamp .*ambiguous/m);
    await writeFile(
      join(folder.path, 'hostile.txt'),
      SAMPLE.replace('NATO members express', `NATO ${ESCAPE}2Jmembers express`),
    );
    expect((await dateline('parse', 'hostile.txt')).stdout).not.toContain('\u001B');
  });

  test('a wrong call ends with exit code 2 and says why', async () => {
    expect(await dateline()).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage:') });
    expect(await dateline('parse', 'nowhere.txt')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nowhere.txt can not be read'),
    });
    await writeFile(join(folder.path, 'empty.html'), ' \n');
    expect(await dateline('parse', 'empty.html')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'empty.html is empty\n',
    });
    expect(await dateline('parse', '.')).toMatchObject({ code: 2, stderr: '. can not be read: it is a folder\n' });
    expect(await dateline('parse', 'old.txt', '--sideways')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--sideways'),
    });
  });
});
