import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

test('dateline/core parses pages and compares revisions in a process without a server', async () => {
  const program = `
    import { applyOps, compareRevisions, parsePage } from 'dateline/core';
    const page = parsePage({ type: 'text/plain', content: 'A headline\\n\\nUpdated: Jan 08, 2022, 12:53 PM IST\\n\\nOne sentence. Another one.', zone: 'Asia/Kolkata', now: new Date('2022-01-09T00:00:00Z') });
    const next = { ...page, body: ['One sentence. Another two.'] };
    const { class: verdict, silent, ops } = compareRevisions(page, next);
    process.stdout.write(JSON.stringify({ headline: page.headline, versionCreated: page.versionCreated, verdict, silent, body: applyOps(page.body, ops) }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd: root });
  expect(JSON.parse(stdout)).toEqual({
    headline: 'A headline',
    versionCreated: '2022-01-08T07:23:00Z',
    verdict: expect.any(String),
    silent: true,
    body: ['One sentence. Another two.'],
  });
});
