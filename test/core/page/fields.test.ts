// Pages made by hand in the ways of real content systems, each with what a reader would say of it. Their
// words are nobody’s but ours.
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePage } from '../../../src/core/page/parse-page.js';
import { madePages } from './page-score.js';

const pages = madePages(resolve(import.meta.dirname, 'pages'));

describe.each(pages)('$name', ({ html, context, expected: { body, media, ...fields } }) => {
  const read = parsePage({ type: 'text/html', content: html, now: '2025-11-24T12:00:00Z', ...context });

  test('has the fields that a reader sees', () => expect(read).toMatchObject(fields));
  test('has its paragraphs and nothing else', () => expect(read.body).toEqual(body));
  if (media !== undefined) test('has its pictures', () => expect(read.media).toMatchObject(media));
});
