import { expect, test } from 'vitest';
import { JsonBuilder } from '../../../src/read/api/json-builder.js';

test('many items are written as one array, and other work runs meanwhile', async () => {
  let others = 0;
  let isDone = false;
  const look = (): void => {
    others += 1;
    if (!isDone) setImmediate(look);
  };
  setImmediate(look);
  const values = Array.from({ length: 20_000 }, (_none, at) => ({ at, words: 'It is in the news. '.repeat(40) }));
  const json = new JsonBuilder(64 * 1024 * 1024);
  await json.append('[');
  expect(await json.appendItems(values, 0)).toBe(20_000);
  await json.append(']');
  isDone = true;
  const { body, etag } = json.finish();
  expect(JSON.parse(body.toString())).toEqual(values);
  expect(etag).toMatch(/^"[\w-]{22}"$/);
  expect(others).toBeGreaterThan(3);
});

test('a response beyond its limit is refused', async () => {
  const json = new JsonBuilder(1_000);
  await expect(
    json.appendItems(
      Array.from({ length: 100 }, () => 'twenty characters...'),
      0,
    ),
  ).rejects.toMatchObject({ code: 'too_large' });
});
