import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLE, withFact, withStamp } from './support/sample.js';
import { temporaryFolder } from './support/temporary.js';

const cli = resolve(import.meta.dirname, '../dist/cli.js');
const folder = temporaryFolder('cli');

function dateline(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [cli, ...args], { cwd: folder.path }, (error, stdout, stderr) => done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }));
  });
}

describe('the dateline command', () => {
  beforeAll(async () => {
    await writeFile(join(folder.path, 'old.txt'), SAMPLE);
    await writeFile(join(folder.path, 'new.txt'), withFact(withStamp(SAMPLE, 'Jan 08, 2022, 03:00 PM IST')));
    await writeFile(join(folder.path, 'silent.txt'), withFact(SAMPLE));
  });
  afterAll(() => folder.remove());

  test('parse says what a page says of itself, legibly, and without colour where it is no terminal', async () => {
    const { code, stdout } = await dateline('parse', 'old.txt', '--zone', 'Asia/Kolkata');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^NATO members express solidarity/);
    expect(stdout).toMatch(/versionCreated +2022-01-08T07:23:00Z/);
    expect(stdout).not.toContain('\u001B[');
  });

  test('parse --json is what parsePage gives, ambiguity included', async () => {
    const page = JSON.parse((await dateline('parse', 'old.txt', '--json')).stdout) as { versionCreated: null; stamps: unknown[]; body: string[] };
    expect(page.versionCreated).toBeNull();
    expect(page.stamps).toEqual([expect.objectContaining({ text: 'Updated: Jan 08, 2022, 12:53 PM IST', at: null, ambiguous: true })]);
    expect(page.body).toHaveLength(9);
  });

  test('compare names the class, the silence and the sentences', async () => {
    const { stdout: loud } = await dateline('compare', 'old.txt', 'new.txt', '--zone', 'Asia/Kolkata');
    expect(loud).toMatch(/^update /);
    expect(loud).not.toContain('silent');
    expect(loud).toMatch(/^- .*Finland and Sweden/m);
    expect(loud).toMatch(/^\+ .*Sweden and Austria/m);
    const silent = JSON.parse((await dateline('compare', 'old.txt', 'silent.txt', '--zone', 'Asia/Kolkata', '--json')).stdout) as { class: string; silent: boolean };
    expect(silent).toMatchObject({ class: 'update', silent: true });
  });

  test('a call that can not be done ends with 2 and says why', async () => {
    expect(await dateline()).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage:') });
    expect(await dateline('parse', 'nowhere.txt')).toMatchObject({ code: 2, stderr: expect.stringContaining('nowhere.txt can not be read') });
    expect(await dateline('parse', 'old.txt', '--sideways')).toMatchObject({ code: 2, stderr: expect.stringContaining('--sideways') });
  });
});
