import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../support/columns.js';
import { TestDateline, type Outcome } from '../support/dateline.js';
import { SAMPLE } from '../support/sample.js';

describe.each(columns)('$name', ({ settings }) => {
  let dateline: TestDateline;
  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
  });
  afterAll(() => dateline.end());

  test('a text without uri or url that is sent ten times at once is one story', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => dateline.post('text/plain', SAMPLE)));
    const outcomes = answers.map((answer) => answer.body as Outcome);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['created', ...Array.from({ length: 9 }, () => 'unchanged')]);
    expect(new Set(outcomes.map(({ story }) => story)).size).toBe(1);
  });
});
