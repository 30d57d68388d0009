// Unusual but valid input, and input made to break parsers: never a 5xx.
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_KEY, type TestDateline, type Outcome } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { expectProblem, readAnswer } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';

let dateline: TestDateline;
let admin: Publisher;
const WAIT = { prefer: 'wait=20' };

beforeAll(async () => {
  dateline = await startEmbedded();
  admin = new Publisher(dateline);
});
afterAll(() => dateline.end());

const storyOf = async (answer: { status: number; body: unknown; text: string }): Promise<Record<string, unknown>> => {
  expect({ status: answer.status, text: answer.status < 300 ? '' : answer.text }).toEqual({ status: 201, text: '' });
  return (await dateline.http.get(`/v1/stories/${(answer.body as Outcome).story}`).expect(200)).body as Record<
    string,
    unknown
  >;
};

describe('characters that Postgres can not store', () => {
  test('NULs and lone surrogates in JSON give a readable story', async () => {
    const answer = await admin.send(
      '{"uri":"odd:nul","headline":"A\\u0000B \\ud800 C","body":["x\\u0000y \\udfff z"],"byline":"\\u0000","topics":["odd"]}',
      WAIT,
    );
    expect(await storyOf(answer)).toMatchObject({ headline: 'AB \ufffd C', body: ['xy \ufffd z'], byline: null });
  });

  test('a NUL in a uri makes no second story', async () => {
    const first = await admin.send('{"uri":"odd:\\u0000same","headline":"One","body":["x"]}', WAIT);
    const second = await admin.send({ uri: 'odd:same', headline: 'One', body: ['x'] }, WAIT);
    expect(second.body).toMatchObject({ status: 'unchanged', story: (first.body as Outcome).story });
  });

  test('NULs and broken UTF-8 in plain text give a readable story', async () => {
    const bytes = Buffer.concat([
      Buffer.from('Ferry\0 returns\n\nThe ferry came back '),
      Buffer.from([0xff, 0xc3, 0x28]),
      Buffer.from(' on Monday, the harbour said.\n\nIt sails at noon.'),
    ]);
    const answer = await admin
      .request('post', '/v1/stories')
      .query({ uri: 'odd:text' })
      .set({ 'content-type': 'text/plain', ...WAIT })
      .send(bytes as unknown as string);
    expect((await storyOf(answer))['headline']).toBe('Ferry returns');
  });

  test('a byte order mark before JSON is ignored', async () => {
    const answer = await admin.send(
      `\ufeff${JSON.stringify({ uri: 'odd:bom', headline: 'With a mark', body: ['x'] })}`,
      WAIT,
    );
    expect((await storyOf(answer))['headline']).toBe('With a mark');
  });

  test.each([
    [
      'APPLICATION/JSON',
      JSON.stringify({ uri: 'odd:type-json', headline: 'Ferry returns', body: ['It sails at noon.'] }),
    ],
    [
      'Application/Json; charset=UTF-8',
      JSON.stringify({ uri: 'odd:type-json2', headline: 'Ferry returns', body: ['It sails at noon.'] }),
    ],
    [
      'TEXT/HTML',
      `<html><head><title>Ferry returns</title></head><body><article><h1>Ferry returns</h1>${'<p>It sails at noon from the old pier, and comes back at dusk.</p>'.repeat(3)}</article></body></html>`,
    ],
  ])('a content type in capitals is the same type: %s', async (type, body) => {
    const story = await storyOf(
      await admin
        .request('post', '/v1/stories')
        .set({ 'content-type': type, ...WAIT })
        .send(body),
    );
    expect(story['headline']).toBe('Ferry returns');
    expect(String(story['body'])).toMatch(/^It sails at noon/);
  });

  test('a key’s name has the same rules', async () => {
    const answer = await admin.request('post', '/v1/keys').send({ name: 'nul\u0000led', scopes: ['publish'] });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ name: 'nulled', publisher: 'nulled' });
  });
});

describe('values that would break the log if stored', () => {
  const refused: [what: string, field: string, body: string][] = [
    [
      'a NUL in a picture’s address',
      'media.0.url',
      '{"headline":"x","body":["x"],"media":[{"url":"https://a.example/\\u0000"}]}',
    ],
    ['a NUL in the story’s own', 'url', '{"headline":"x","body":["x"],"url":"https://a.example/\\u0000"}'],
    ['a line end in an address', 'url', '{"headline":"x","body":["x"],"url":"https://a.example/\\nb"}'],
    [
      'an embargo that ends in the year 10000',
      'embargoedUntil',
      '{"headline":"x","body":["x"],"embargoedUntil":"9999-12-31T23:59:59-14:00"}',
    ],
    [
      'a time before the year 1',
      'firstCreated',
      '{"headline":"x","body":["x"],"firstCreated":"0000-01-01T00:00:00+14:00"}',
    ],
  ];
  test.each(refused)('%s is refused with the field', async (_what, field, body) => {
    const problem = expectProblem(await admin.send(body, WAIT), 422, 'invalid_field');
    expect(problem.errors?.map((error) => error.field)).toEqual([field]);
  });

  test('a key that expires in the year 10000 is refused', async () => {
    expectProblem(
      await admin
        .request('post', '/v1/keys')
        .send({ name: 'long', scopes: ['read'], expiresAt: '9999-12-31T23:59:59-14:00' }),
      422,
      'invalid_field',
    );
  });

  test('a page with a NUL in a caption’s structured data becomes a story without it', async () => {
    const data =
      '{"@type":"NewsArticle","headline":"Ferry returns","image":{"@type":"ImageObject","url":"https://a.example/i.jpg","caption":"The \\u0000ferry"}}';
    const page = `<html><head><script type="application/ld+json">${data}</script></head><body><article><h1>Ferry returns</h1><p>The ferry came back on Monday, the harbour said, and it sails again at noon from the old pier.</p></article></body></html>`;
    const answer = await admin
      .request('post', '/v1/stories')
      .query({ uri: 'odd:caption' })
      .set({ 'content-type': 'text/html', ...WAIT })
      .send(page);
    expect(await storyOf(answer)).toMatchObject({ media: [{ url: 'https://a.example/i.jpg', caption: 'The ferry' }] });
    await dateline.http.get('/v1/updates').expect(200);
  });

  test('a uri of a thousand four-byte characters identifies a story every time', async () => {
    const uri = Array.from({ length: 1_000 }, (_, at) => String.fromCodePoint(0x20000 + ((at * 7919) % 40_000))).join(
      '',
    );
    const first = await admin.publish({ uri, headline: 'One', body: ['x'] });
    expect(await admin.publish({ uri, headline: 'Two', body: ['x'] })).toMatchObject({
      status: 'revised',
      story: first.story,
    });
  });
});

describe('malicious bodies', () => {
  test('5,000 paragraphs become a story, and then a second version', async () => {
    const body = Array.from({ length: 5000 }, (_, at) => `Paragraph ${at} has its own words, and a number: ${at * 7}.`);
    const story = await storyOf(await admin.send({ uri: 'odd:long', headline: 'Long', body }, WAIT));
    expect((story['body'] as string[]).length).toBe(5000);
    const answer = await admin.send(
      { uri: 'odd:long', headline: 'Long', body: body.with(2500, 'This one was written anew.') },
      WAIT,
    );
    expect(answer.body).toMatchObject({ status: 'revised', revision: 2 });
  });

  test('JSON nested 100,000 deep is refused', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const status = (await admin.send(`{"headline":"x","body":${deep}}`, WAIT)).status;
    expect([400, 422]).toContain(status);
    expectProblem(await admin.send(`{"headline":"x","body":["x"],"deep":${deep}}`, WAIT), 422, 'invalid_field');
  });

  test('HTML nested 20,000 deep gets a response', async () => {
    const answer = await admin
      .request('post', '/v1/stories')
      .query({ uri: 'odd:deep' })
      .set({ 'content-type': 'text/html', ...WAIT })
      .send(`<html><body><h1>Deep</h1>${'<div>'.repeat(20_000)}x`);
    expect([201, 422]).toContain(answer.status);
    if (answer.status === 422) expectProblem(answer, 422, 'invalid_content');
  });

  test('10,000 unknown fields are refused with a short response', async () => {
    const answer = await admin.send(Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`field${at}`, at])));
    expectProblem(answer, 422, 'invalid_field');
    expect(answer.text.length).toBeLessThan(8_000);
  });

  test('an unknown field with a name of a megabyte is refused with a short response', async () => {
    const answer = await admin.send({ headline: 'x', body: ['x'], ['y'.repeat(1_000_000)]: 1 });
    expectProblem(answer, 422, 'invalid_field');
    expect(answer.text.length).toBeLessThan(8_000);
  });
});

describe('a malformed address never causes a 5xx:', () => {
  const get = async (path: string, headers: Record<string, string> = {}) =>
    readAnswer(await fetch(`${dateline.url}${path}`, { headers }));

  test.each(['/v1/stories/%', '/v1/stories/%zz', '/v1/stories/%c3%28', '/v1/%ff', '/stories/%E0%A4%A'])(
    '%s',
    async (path) => {
      const answer = await get(path);
      expect([400, 404]).toContain(answer.status);
      expectProblem(answer, answer.status, answer.status === 400 ? 'bad_request' : 'not_found');
    },
  );

  test.each([
    '/v1/stories/%00',
    '/v1/stories/%00/revisions',
    '/v1/stories/..%2f..%2fetc%2fpasswd',
    "/v1/stories/'%3b--",
    `/v1/stories/${'x'.repeat(5000)}`,
    '/v1/stories/__proto__',
  ])('%s', async (path) => {
    expectProblem(await get(path), 404, 'not_found');
  });

  test.each(['/v1/submissions/%00', '/v1/submissions/%00/raw', '/v1/submissions/1'])('%s with a key', async (path) => {
    expectProblem(await get(path, { authorization: `Bearer ${ADMIN_KEY}` }), 404, 'not_found');
  });

  test.each([
    '/v1/updates?channel=%00',
    '/v1/updates?channel=topic/%00',
    '/v1/updates?channel=%zz',
    '/v1/stories?channel=topic/%00',
    '/v1/updates?channel=all&channel=all',
  ])('%s', async (path) => {
    const answer = await get(path);
    if (path.includes('&')) expectProblem(answer, 422, 'invalid_field');
    else expectProblem(answer, 400, 'bad_channel');
  });

  test('/v1/updates?after=%00', async () => {
    expectProblem(await get('/v1/updates?after=%00'), 400, 'bad_cursor');
  });

  test('a NUL in the query of a page', async () => {
    const answer = await admin
      .request('post', '/v1/stories?uri=%00&zone=%00')
      .set('content-type', 'text/plain')
      .send('x');
    expectProblem(answer, 422, 'invalid_field');
  });

  test('a NUL in a DELETE of a key', async () => {
    expectProblem(await admin.request('delete', '/v1/keys/%00'), 404, 'not_found');
  });
});

describe('malformed headers', () => {
  test.each(['""', 'x'.repeat(256), 'ключ'])('an invalid Idempotency-Key is refused: %j', async (key) => {
    const answer = await readAnswer(
      await fetch(`${dateline.url}/v1/stories`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${ADMIN_KEY}`,
          'content-type': 'application/json',
          'idempotency-key': Buffer.from(key).toString('latin1'),
        },
        body: '{"headline":"x","body":["x"]}',
      }),
    );
    expectProblem(answer, 400, 'bad_request');
  });

  test.each(['3', '"three"', '"-1"', '"1", "2"'])('an If-Match without a revision is refused: %s', async (ifMatch) => {
    const { story } = await admin.publish({ uri: 'odd:if-match', headline: 'x', body: ['x'] });
    expectProblem(
      await admin.request('patch', `/v1/stories/${story}`).set('if-match', ifMatch).send({ headline: 'y' }),
      400,
      'bad_request',
    );
  });

  test.each(['wait', 'wait=', 'wait=soon', 'wait=-1', 'respond-async', ''])(
    'a Prefer without a valid wait is ignored: %j',
    async (prefer) => {
      const answer = await admin.send({ uri: 'odd:prefer', headline: 'x', body: ['x'] }, { prefer });
      expect(answer.status).toBe(202);
      await admin.ended(answer);
    },
  );
});

test('an internal error reveals nothing, and the next request is served', async () => {
  const { story } = await admin.publish({ uri: 'odd:fault', headline: 'x', body: ['x'] });
  const client = new Client({ connectionString: dateline.world.env.DATABASE_URL });
  await client.connect();
  await client.query('alter table revisions rename to revisions_gone');
  try {
    expectProblem(await dateline.http.get(`/v1/stories/${story}`), 500, 'internal');
    expectProblem(await dateline.http.get('/v1/updates'), 500, 'internal');
    const reader = await dateline.read();
    const { epoch } = await reader.welcome();
    await dateline.http.get('/health/live').expect(200);
    expect((await reader.subscribe('all', `${epoch}.0`)).ok).toBe(true);
  } finally {
    await client.query('alter table revisions_gone rename to revisions');
    await client.end();
  }
  await dateline.http.get(`/v1/stories/${story}`).expect(200);
});
