// Hand-written pages in the style of real content systems, each with its expected fields. Their texts are our
// own.
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePage } from '../../../src/core/page/parse-page.js';
import { madePages } from './page-score.js';

const pages = madePages(resolve(import.meta.dirname, 'pages'));

describe.each(pages)('$name', ({ html, context, expected: { body, media, ...fields } }) => {
  const read = parsePage({ type: 'text/html', content: html, now: '2025-11-24T12:00:00Z', ...context });

  test('has the expected fields', () => expect(read).toMatchObject(fields));
  test('has the expected paragraphs and no others', () => expect(read.body).toEqual(body));
  if (media !== undefined) test('has its pictures', () => expect(read.media).toMatchObject(media));
});
