// The diff page: readers see what was deleted, inserted and moved, and publishers' content is never markup.
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diffPage } from '../../../src/read/pages/diff-page.js';
import type { RevisionView } from '../../../src/core/story/story-view.js';
import { oneColumn } from '../../support/columns.js';
import { ADMIN_KEY, TestDateline } from '../../support/dateline.js';
import { expectWithin } from '../../support/time-limit.js';

const revision = (fields: Partial<RevisionView>): RevisionView => ({
  story: '01890a5d-ac96-774b-bcce-b302099a8057',
  revision: 1,
  change: { class: 'first', silent: false, significance: 0 },
  receivedAt: '2022-01-08T07:24:10Z',
  headline: 'Council votes on the bridge',
  byline: null,
  located: null,
  firstCreated: null,
  versionCreated: '2022-01-08T07:23:00Z',
  language: 'en',
  topics: [],
  body: [
    'The council met on Friday. It voted by five to four.',
    'The bridge will cost 1.5 million. Work begins in May.',
    'Nobody spoke against it for long, the mayor said.',
  ],
  highlights: [],
  media: [],
  pubStatus: 'usable',
  embargoedUntil: null,
  edNote: null,
  correction: null,
  pinned: false,
  keyEvent: false,
  stamps: [],
  provenance: {},
  ...fields,
});

const shown = (before: Partial<RevisionView>, after: Partial<RevisionView>) => {
  const { document } = parseHTML(diffPage({ before: revision(before), after: revision({ revision: 2, ...after }) }));
  const texts = (selector: string): string[] =>
    [...document.querySelectorAll(selector)].map((element) => element.textContent ?? '');
  return { document, texts };
};

describe('a diff page', () => {
  test('marks only the changed words of an edited sentence, in place', () => {
    const { texts } = shown(
      {},
      {
        body: [
          'The council met on Friday. It voted by five to four.',
          'The bridge will cost 15 million. Work begins in May.',
          'Nobody spoke against it for long, the mayor said.',
        ],
      },
    );
    expect(texts('.body del').join('|')).toBe('1.5');
    expect(texts('.body ins').join('|')).toBe('15');
    expect(texts('.body p.changed')).toEqual(['The bridge will cost 1.515 million. Work begins in May.']);
    expect(texts('.body p')).toHaveLength(3);
  });

  test('marks inserted, deleted and moved sentences differently, and counts them', () => {
    const { texts, document } = shown(
      {},
      {
        body: [
          'The council met on Friday. It voted by five to four.',
          'Nobody spoke against it for long, the mayor said.',
          'The bridge will cost 1.5 million. Work begins in May. The old one will be pulled down in autumn.',
        ],
      },
    );
    expect(texts('.body ins')).toEqual(['The old one will be pulled down in autumn.']);
    expect(texts('.body .moved').length).toBeGreaterThan(0);
    expect(texts('.body del')).toEqual([]);
    expect(document.querySelector('.verdict')?.textContent).toMatch(/1 was added, .*moved/);
    const cut = shown(
      {},
      { body: ['The council met on Friday. It voted by five to four.', 'The bridge will cost 1.5 million.'] },
    );
    expect(cut.texts('.body del')).toEqual([
      'Work begins in May.',
      'Nobody spoke against it for long, the mayor said.',
    ]);
  });

  test('shows a changed headline, note and stamp before the text, and names a silent edit', () => {
    const stamp = {
      text: 'Updated: Jan 08, 2022, 12:53 PM IST',
      kind: 'updated' as const,
      wall: '2022-01-08T12:53',
      zone: null,
      at: null,
      ambiguous: true,
      from: 'label' as const,
    };
    const { texts, document } = shown(
      {},
      {
        headline: 'Council votes against the bridge',
        correction: 'The vote was five to four.',
        stamps: [stamp],
        body: ['The council met on Friday. It voted by four to five.'],
      },
    );
    expect(texts('dt')).toEqual(['Headline', 'Correction', 'Time stamp']);
    expect(document.querySelector('.doubt')?.textContent).toContain('IST');
    expect(
      shown({}, { body: ['The council met on Friday. It voted by four to five.'] }).texts('.silent strong'),
    ).toEqual(['Silent edit']);
  });

  test('shows publishers’ markup as text, in fields and sentences, old and new', () => {
    const { document } = shown(
      { body: ['<img src=x onerror=alert(1)> stood here, they say.'] },
      { headline: '<script>alert(1)</script>', byline: '"><b>x', body: ['<i>Nothing</i> stands here, they say.'] },
    );
    expect(document.querySelectorAll('main script, main img, main b, main i')).toHaveLength(0);
  });

  test('takes bounded time for very long sentences', () => {
    const begun = performance.now();
    shown({ body: ['word '.repeat(40_000)] }, { body: ['other '.repeat(40_000)] });
    expectWithin(10_000, performance.now() - begun);
  });
});

describe.each(oneColumn)('$name', ({ settings }) => {
  let dateline: TestDateline;
  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
  });
  afterAll(() => dateline.end());

  test('exists for any two revisions that readers may see, linked from the story’s history; not for a kill', async () => {
    const version = (body: string, more: object = {}) =>
      dateline.publish({ uri: 'bridge', headline: 'The bridge', body: [body], ...more });
    const { story } = await version('It costs 1.5 million.');
    await version('It costs 15 million.');
    await version('It costs 15 million. Nobody knows why.');
    const page = await dateline.http.get(`/stories/${story}`);
    expect(page.text).toContain(`/stories/${story}/diff/2..3`);
    const diff = await dateline.http.get(`/stories/${story}/diff/1..3`);
    expect([diff.status, diff.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(diff.text).toContain('<ins>15</ins>');
    expect(diff.text).toContain('Nobody knows why.');
    for (const wrong of ['1..9', '0..1', '1..x', '1...3', '1'])
      expect((await dateline.http.get(`/stories/${story}/diff/${wrong}`)).status).toBe(404);
    await dateline.http
      .delete(`/v1/stories/${story}`)
      .set({ authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' })
      .send({ reason: 'wrong' });
    const killed = await dateline.http.get(`/stories/${story}/diff/1..3`);
    expect(killed.status).toBe(410);
    expect(killed.text).not.toContain('million');
  });
});
