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

  test('a text is known again behind a hundred others, and is not taken for another on the same event', async () => {
    const report = (town: string) => `Flood warning in ${town}\n\nThe river at ${town} rose by ${town.length} metres overnight, the mayor of ${town} said on Monday.\n\nSchools in ${town} stay closed until the water falls.`;
    const first = (await dateline.post('text/plain', report('Ambleford')).expect(201)).body as Outcome;
    for (let at = 0; at < 100; at += 20) {
      const others = await Promise.all(Array.from({ length: 20 }, (_, index) => dateline.post('text/plain', `Notice ${at + index} of the council\n\nMatter ${at + index} was heard, item by item ${at * 7 + index}, and put off to session ${at + index + 3}.`)));
      for (const other of others) expect(other.status).toBe(201);
    }
    const again = (await dateline.post('text/plain', report('Ambleford').replace('until the water falls', 'until Thursday'))).body as Outcome;
    expect(again).toMatchObject({ status: 'revised', story: first.story, revision: 2 });
    const elsewhere = (await dateline.post('text/plain', report('Little Wexcombe')).expect(201)).body as Outcome;
    expect(elsewhere.story).not.toBe(first.story);
  });
});
