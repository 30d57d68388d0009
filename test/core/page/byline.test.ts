// Bylines in all the places and forms of real pages: people, without roles, papers and dates.
import { describe, expect, test } from 'vitest';
import { parsePage } from '../../../src/core/page/parse-page.js';

const STORY = [
  'A storm hit the coast on Monday, and many people were without power, officials said.',
  'The wind reached 100 miles an hour, the weather service said, and trees fell on roads and railways.',
  'Trains were cancelled until noon, and schools stayed closed in several counties, the government said.',
]
  .map((text) => `<p>${text}</p>`)
  .join('');
const page = (head: string, header: string, below = ''): string =>
  `<html lang="en"><head><title>Storm hits the coast | The Paper</title><meta property="og:site_name" content="The Paper">${head}</head><body><article><h1>Storm hits the coast</h1>${header}<div class="body">${STORY}</div>${below}</article></body></html>`;
const linked = (author: unknown): string =>
  `<script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', headline: 'Storm hits the coast', author, publisher: { '@type': 'Organization', name: 'The Paper' } })}</script>`;
const bylineOf = (content: string): string | null =>
  parsePage({ type: 'text/html', content, now: '2025-01-01T00:00:00Z' }).byline;

describe('structured data names', () => {
  test.each<[unknown, string | null]>([
    [[{ name: 'Jane Doe' }, { name: 'John Roe' }, { name: 'Ann Lee' }], 'Jane Doe, John Roe and Ann Lee'],
    [{ name: ['Jane Doe', 'John Roe'] }, 'Jane Doe and John Roe'],
    ['Jane Doe and John Roe', 'Jane Doe and John Roe'],
    [{ name: 'Jane Doe, Chief Political Editor' }, 'Jane Doe'],
    [{ name: 'Jane Doe | The Paper' }, 'Jane Doe'],
    [{ name: 'Jane Doe For Daily Post' }, 'Jane Doe'],
    [{ name: "Sean O'Neill" }, "Sean O'Neill"],
    [{ name: 'Reuters' }, 'Reuters'],
    [{ name: 'jdoe' }, 'jdoe'],
    [{ name: 'admin' }, null],
    [{ name: '@janedoe' }, null],
    [{ name: 'https://p.example/jane' }, null],
    [{ name: 'The Paper' }, null],
  ])('%j: %s', (author, byline) => expect(bylineOf(page(linked(author), ''))).toBe(byline));
});

describe('meta tags name', () => {
  test.each<[string, string]>([
    [
      '<meta property="article:author" content="https://facebook.example/paper"><meta name="parsely-author" content="Jane Doe">',
      'Jane Doe',
    ],
    ['<meta name="author" content="admin"><meta name="sailthru.author" content="Jane Doe">', 'Jane Doe'],
    [
      '<meta name="author" content="The Paper"><meta name="byl" content="By Jane Doe and John Roe">',
      'Jane Doe and John Roe',
    ],
    ['<meta name="dc.creator" content="Doe, Jane">', 'Jane Doe'],
  ])('%s: %s', (head, byline) => expect(bylineOf(page(head, ''))).toBe(byline));
});

describe('a visible byline names', () => {
  test.each<[string, string | null]>([
    ['By Jane Doe, Staff Writer', 'Jane Doe'],
    ['By Jane Doe and John Roe | The Paper', 'Jane Doe and John Roe'],
    ['By Jane Doe in Paris and John Roe in London', 'Jane Doe and John Roe'],
    ['By Jane Doe<br>Mar 3, 2022', 'Jane Doe'],
    ['By Staff |', null],
    ['Von Anna Müller und Peter Schmidt', 'Anna Müller and Peter Schmidt'],
    ['Das Gespräch führte Petra Vogel', 'Petra Vogel'],
    ['Par Claire Morand et Paul Girard', 'Claire Morand and Paul Girard'],
    ['de Marco Ferri', 'Marco Ferri'],
    ['Автор: Иван Петров', 'Иван Петров'],
    ['द्वारा राकेश कुमार', 'राकेश कुमार'],
    ['بقلم محمد علي', 'محمد علي'],
    ['文/张小明', '张小明'],
    ['记者 张小明', '张小明'],
    ['김민수 기자', '김민수'],
  ])('%s: %s', (words, byline) => expect(bylineOf(page('', `<div class="author">${words}</div>`))).toBe(byline));

  test('above its title or its paper’s name', () => {
    expect(
      bylineOf(
        page(
          '<meta name="author" content="The Paper">',
          '<div class="info"><span class="author-name">Jane Doe</span><span class="author-title">Political editor</span></div>',
        ),
      ),
    ).toBe('Jane Doe');
  });
  test('where the story is signed below', () => {
    expect(bylineOf(page('', '', '<p class="author_mail"><strong>Jane Doe</strong></p>'))).toBe('Jane Doe');
  });
  test('without markup, if one name is alone below the headline', () => {
    expect(bylineOf(page('', '<div><span>Jane Doe</span></div>'))).toBe('Jane Doe');
    expect(bylineOf(page('', '<div><span>Jane Doe</span></div><div>Ann Lee</div>'))).toBeNull();
    expect(bylineOf(page('', '<div><span>Weather Service</span></div>'))).toBeNull();
    expect(bylineOf(page('', '<div><img src="a.jpg"><span>John Roe</span></div>'))).toBeNull();
  });
  test('and never a photographer or a commenter', () => {
    expect(
      bylineOf(
        page(
          '',
          '<div><img src="a.jpg"><span class="img-author">John Roe</span></div>',
          '<div class="comments"><span class="author">Ann Lee</span></div>',
        ),
      ),
    ).toBeNull();
  });
});

describe('text without tags', () => {
  const read = (header: string) =>
    parsePage({
      type: 'text/plain',
      content: `Storm hits the coast\n${header}\n\n${STORY.replace(/<\/?p>/g, '\n')}`,
      now: '2025-01-01T00:00:00Z',
    });
  test('names the person below the headline', () => expect(read('Jane Doe').byline).toBe('Jane Doe'));
  test('and takes no line as a name if the story has its words in lower case', () =>
    expect(read('Weather Service Officials').byline).toBeNull());
});
