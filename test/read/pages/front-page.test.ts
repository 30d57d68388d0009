// The page at the root.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbedded } from '../../support/embedded.js';
import type { TestDateline } from '../../support/dateline.js';

let dateline: TestDateline;
beforeAll(async () => {
  dateline = await startEmbedded();
});
afterAll(() => dateline.end());

const front = () => dateline.http.get('/').expect(200);

test('says that nothing is published yet, and how to begin', async () => {
  const { text, headers } = await front();
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(text).toContain('Nothing has been published yet');
  expect(text).toContain('href="/docs"');
});

test('lists the newest stories first, as text, with links; hidden and killed stories are left out', async () => {
  await dateline.publish({ uri: 'old', headline: 'The <b>ferry</b> is late', body: ['By an hour.'] });
  const blog = await dateline.publish({
    uri: 'night',
    kind: 'liveblog',
    headline: 'The night of the storm',
    body: ['We follow it.'],
  });
  await dateline.publish({
    uri: 'post',
    kind: 'post',
    partOf: 'night',
    headline: 'A tree fell',
    body: ['On the road.'],
  });
  await dateline.publish({ uri: 'draft', headline: 'A draft', body: ['Not yet.'], pubStatus: 'withheld' });
  await dateline.publish({ uri: 'gone', headline: 'A mistake', body: ['It was wrong.'] });
  await dateline.publish({ uri: 'gone', headline: 'A mistake', body: ['It was wrong.'], pubStatus: 'canceled' });
  const { text, headers } = await front();
  const headlines = [...text.matchAll(/<a href="\/stories\/([^"]+)" dir="auto">([^<]*)<\/a>/g)].map(
    ([, id, headline]) => [id === blog.story, headline],
  );
  expect(headlines).toEqual([
    [true, 'The night of the storm'],
    [false, 'The &lt;b&gt;ferry&lt;/b&gt; is late'],
  ]);
  expect(text).toContain('>Live</b>');
  await dateline.http
    .get('/')
    .set('if-none-match', headers['etag'] ?? '')
    .expect(304);
  await dateline.publish({ uri: 'old', headline: 'The ferry is here', body: ['At last.'] });
  expect(
    (
      await dateline.http
        .get('/')
        .set('if-none-match', headers['etag'] ?? '')
        .expect(200)
    ).text,
  ).toContain('The ferry is here');
});
