// Parsing a large import in a thread blocks nobody, and has the same result as in place.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ImportParser } from '../../../src/arrive/publish/import-parser.js';
import { read } from '../../../src/arrive/publish/import-worker.js';
import { DatelineError } from '../../../src/core/errors.js';
import { watchLoop } from '../../support/loop-watch.js';

const item = (at: number) => ({
  uri: `item-${at}`,
  type: 'text',
  version: '1',
  headlines: [{ role: 'main', value: `Item ${at}` }],
  bodies: [{ role: 'main', value: `It says ${at}. `.repeat(40) }],
});
const sent = (value: unknown) => ({
  form: 'ninjs' as const,
  contentType: 'application/vnd.iptc.ninjs+json',
  bytes: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
});

let reader: ImportParser;
beforeEach(() => {
  reader = new ImportParser();
});
afterEach(() => reader.close());

test('ten thousand items are parsed without blocking the event loop, each with its own bytes', async () => {
  const all = Array.from({ length: 10_000 }, (_none, at) => item(at));
  const body = sent(all);
  const { value, longest } = await watchLoop(() => reader.parse(body));
  expect(longest).toBeLessThan(0.5);
  expect(value.items).toHaveLength(10_000);
  expect(value.isList).toBe(true);
  const { end = 0 } = value.items[6_999] ?? {};
  expect(JSON.parse(Buffer.from(value.bytes.subarray(end, value.items[7_000]?.end)).toString())).toEqual(all[7_000]);
}, 60_000);

test('an error in a thread is the same error as in place', async () => {
  const padding = ' '.repeat(100_000);
  for (const wrong of [
    '{',
    '[{"type": 1}]',
    '[{"uri": "a", "type": "none"}]',
    '{"uri": "a", "__proto__": {}}',
    'null',
    '"a"',
  ]) {
    const [here, there] = [
      await reader.parse(sent(wrong)).catch((error: unknown) => error),
      await reader.parse(sent(`${wrong}${padding}`)).catch((error: unknown) => error),
    ];
    expect(here).toBeInstanceOf(DatelineError);
    expect(there).toBeInstanceOf(DatelineError);
    expect((there as DatelineError).code).toBe((here as DatelineError).code);
    expect((there as DatelineError).detail).toEqual((here as DatelineError).detail);
  }
});

test('a live blog’s item is split into the blog and its posts', () => {
  const blog = {
    ...item(0),
    type: 'composite',
    associations: [
      { ...item(2), name: 'b', rel: 'post' },
      { ...item(1), name: 'a', rel: 'post' },
    ],
  };
  const reading = read(sent(blog));
  expect('parsed' in reading && reading.parsed.items.map(({ uri }) => uri)).toEqual(['item-0', 'item-1', 'item-2']);
  expect('parsed' in reading && reading.parsed.isList).toBe(false);
});
