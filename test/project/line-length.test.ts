import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { lengthFaults } from './line-length.js';

const root = resolve(import.meta.dirname, '../..');

test.each(['src', 'test'])(
  '%s has no line over 120 columns outside literals, and no list of words in a regex',
  async (folder) => {
    const faults: string[] = [];
    for (const file of await readdir(join(root, folder), { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      faults.push(...lengthFaults(`${folder}/${file}`, await readFile(join(root, folder, file), 'utf8')));
    }
    expect(faults).toEqual([]);
  },
);

test.each([
  ['code', `const total = ${'addend + '.repeat(15)}0;`, ['a.ts:1: over 120 columns']],
  ['a comment', `// ${'word '.repeat(30)}`, ['a.ts:1: over 120 columns']],
  ['a long text in short code', `const title = '${'word '.repeat(30)}';`, []],
  ['code after a text', `call('text', ${'argument, '.repeat(15)}last);`, ['a.ts:1: over 120 columns']],
  ['a regex of words', `const words = /${'word|'.repeat(70)}end/;`, ['a.ts:1: a regular expression over 320 columns']],
])('%s is measured', (_name, text, faults) => {
  expect(lengthFaults('a.ts', text)).toEqual(faults);
});
