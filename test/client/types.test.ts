// `dateline/client` as another project has it: its types, by the package's exports, also where there is no DOM.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary.js';

const root = resolve(import.meta.dirname, '../..');
const folder = temporaryFolder('types');
afterAll(() => folder.remove());

const USE = `
import { connect, type StoryView, type Update } from 'dateline/client';
const client = connect('https://news.example', { storage: { get: () => null, set: () => undefined } });
const seen: Update[] = [];
const handle = client.subscribe('topic/floods', { since: 'e1.4', onUpdate: (update) => seen.push(update), onReset: ({ cursor }) => cursor.length, onState: (state) => state === 'live' });
const cursor: string | null = handle.cursor;
handle.unsubscribe();
client.story('x', { onChange: (story: StoryView | null) => story?.posts?.map(({ headline }) => headline) });
client.close();
connect('https://news.example', { token: async () => 'a token' }).close();
connect('https://news.example', { token: 'a token' }).close();
export { cursor };
// @ts-expect-error an update is needed
client.subscribe('all', {});
`;

function compile(use: string): string {
  mkdirSync(join(folder.path, 'node_modules'), { recursive: true });
  try {
    symlinkSync(root, join(folder.path, 'node_modules/dateline'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  writeFileSync(join(folder.path, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder.path, 'use.ts'), use);
  const settings = {
    compilerOptions: {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      module: 'nodenext',
      target: 'es2023',
      lib: ['es2023'],
      types: [],
    },
    files: ['use.ts'],
  };
  writeFileSync(join(folder.path, 'tsconfig.json'), JSON.stringify(settings));
  try {
    return execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder.path], {
      encoding: 'utf8',
    });
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
}

it('compiles for who uses it rightly, and says what is wrong to who does not', () => {
  expect(compile(USE)).toBe('');
  expect(compile(USE.replace('handle.unsubscribe()', 'handle.stop()'))).toContain("Property 'stop' does not exist");
});
