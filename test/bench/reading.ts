// Reading pages: how fast beside Readability over linkedom, and how right, on the made pages of the tests and on
// labelled stamps.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { parsePage } from '../../src/core/page/parse-page.js';
import { findStamps } from '../../src/core/stamp/grammar.js';
import { madePages, segments, tokenF1, type MadePage } from '../core/page/page-score.js';
import { heading, mean, percent, row } from './table.js';

const now = '2025-11-24T12:00:00Z';
const SECONDS = 4;

const pages = madePages(resolve('test/core/page/pages'));

/** A made page with as much around the story as real pages have: scripts, styles, menus, teasers. About 190 KB. */
function padded({ html }: MadePage): string {
  const script = `<script>window.__state=${JSON.stringify({ items: Array.from({ length: 900 }, (_, at) => ({ id: at, path: `/section/${at}`, flags: ['a', 'b'] })) })}</script>`;
  const menu = `<nav class="menu"><ul>${Array.from({ length: 300 }, (_, at) => `<li class="menu-item menu-item-${at}"><a href="/section/${at}" data-track="menu|${at}"><span>Section ${at}</span></a></li>`).join('')}</ul></nav>`;
  const cards = `<div class="related-grid">${Array.from({ length: 150 }, (_, at) => `<div class="card"><a href="/story/${at}"><img src="/i/${at}.jpg" alt="" loading="lazy"><h3>Another story of the day, number ${at}</h3></a><p class="card-text">What happened elsewhere.</p></div>`).join('')}</div>`;
  const style = `<style>${'.a{color:#123;margin:0 auto}'.repeat(1200)}</style>`;
  const body = /<body[^>]*>/i.exec(html);
  const at = body === null ? 0 : body.index + body[0].length;
  const end = html.search(/<\/body>/i);
  const to = end < 0 ? html.length : end;
  return `${html.slice(0, at)}${script}${style}${menu}${html.slice(at, to)}${cards}${script}${html.slice(to)}`;
}

/** linkedom makes no body of its own, and Readability needs one. */
const documentOf = (html: string) =>
  parseHTML(
    /<html[\s>]/i.test(html) && /<body[\s>]/i.test(html)
      ? html
      : `<!doctype html><html><head></head><body>${html}</body></html>`,
  ).document;

function readable(html: string): { title: string; text: string[] } {
  const made = new Readability(documentOf(html)).parse();
  const holder = parseHTML(`<html><body>${made?.content ?? ''}</body></html>`).document;
  const text = [...holder.querySelectorAll('p, li, h2, h3, blockquote')]
    .map((element: { textContent: string | null }) => (element.textContent ?? '').replace(/\s+/g, ' ').trim())
    .filter((line: string) => line !== '');
  return { title: made?.title ?? '', text };
}

/** Pages a second, over whole rounds of all pages, after a round that warms up. */
function rate(read: (html: string) => void, htmls: string[], seconds = SECONDS): number {
  for (const html of htmls) read(html);
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < seconds * 1000) {
    for (const html of htmls) read(html);
    count += htmls.length;
  }
  return (count / (performance.now() - began)) * 1000;
}

/** Prints how many pages a second one core reads. */
export function readingSpeed(): void {
  heading('Pages a second, one core', 'parsePage', 'Readability', 'ratio', 'goal');
  const sets: [string, string[]][] = [
    ['made pages, as they are', pages.map(({ html }) => html)],
    ['with what surrounds real ones', pages.map(padded)],
  ];
  for (const [name, htmls] of sets) {
    const ours = rate((html) => parsePage({ type: 'text/html', content: html, now }), htmls);
    const theirs = rate((html) => new Readability(documentOf(html)).parse(), htmls);
    row(
      `${name} (${Math.round(mean(htmls.map(({ length }) => length)) / 1024)} KB)`,
      ours.toFixed(0),
      theirs.toFixed(1),
      `${(ours / theirs).toFixed(1)} ×`,
      name.includes('surrounds') ? '≥ 4 ×' : '',
    );
  }
}

function pageQuality(): void {
  const read = pages.map(({ html, context }) => parsePage({ type: 'text/html', content: html, now, ...context }));
  const other = pages.map(({ html }) => readable(html));
  const right = (field: 'headline' | 'byline' | 'located' | 'firstCreated' | 'versionCreated' | 'language'): string => {
    const asked = pages
      .map(({ expected }, at) => ({ expected: expected[field], found: read[at]?.[field] }))
      .filter(({ expected }) => expected !== undefined);
    return percent(asked.filter(({ expected, found }) => expected === found).length / Math.max(1, asked.length));
  };
  const wanted = pages.map(({ expected }) => expected.body);
  const score = (bodies: string[][]) => ({
    f1: mean(bodies.map((body, at) => tokenF1(body.join('\n'), wanted[at]?.join('\n') ?? ''))),
    kept: mean(bodies.map((body, at) => segments(body, wanted[at] ?? []).kept)),
    leaked: mean(bodies.map((body, at) => segments(body, wanted[at] ?? []).leaked)),
  });
  const ours = score(read.map(({ body }) => body));
  const theirs = score(other.map(({ text }) => text));
  heading(`${pages.length} made pages`, 'parsePage', 'Readability', 'goal');
  row(
    'headline exact',
    right('headline'),
    percent(other.filter(({ title }, at) => title === pages[at]?.expected.headline).length / pages.length),
    '≥ 77 %',
  );
  const goals = { byline: '≥ 70 %', located: '≥ 90 %', firstCreated: '≥ 85 %', versionCreated: '≥ 92 %', language: '' };
  for (const field of ['byline', 'located', 'firstCreated', 'versionCreated', 'language'] as const)
    row(field, right(field), '–', goals[field]);
  row('body, F1 over words', percent(ours.f1), percent(theirs.f1), '≥ 96.5 %');
  row('paragraphs kept whole', percent(ours.kept), percent(theirs.kept), '≥ 95 %');
  row('paragraphs that are no body', percent(ours.leaked), percent(theirs.leaked), '≤ 9 %');
}

/** Pages robbed of what rules may lean on: how much the reading depends on names and marks. */
const robbed: [string, (html: string) => string][] = [
  ['without classes and ids', (html) => html.replace(/\s(?:class|id)=(?:"[^"]*"|[^\s>]+)/g, '')],
  [
    'with div for article, main, aside, nav …',
    (html) => html.replace(/<(\/?)(?:article|main|section|header|footer|aside|nav|figure|figcaption)\b/g, '<$1div'),
  ],
  [
    'without JSON-LD and meta tags',
    (html) => html.replace(/<script type="application\/ld\+json">[\s\S]*?<\/script>|<meta[^>]*>/g, ''),
  ],
];

function variations(): void {
  heading('Body, F1 over words, of the same pages', 'parsePage', 'Readability');
  for (const [name, rob] of robbed) {
    const htmls = pages.map((page) => ({ ...page, html: rob(page.html) }));
    const f1 = (read: (page: MadePage) => string[]): string =>
      percent(mean(htmls.map((page) => tokenF1(read(page).join('\n'), page.expected.body.join('\n')))));
    row(
      name,
      f1(({ html, context }) => parsePage({ type: 'text/html', content: html, now, ...context }).body),
      f1(({ html }) => readable(html).text),
    );
  }
}

type StampCase = { text: string; wall: string; zone: string | null };
const FOLDS = 5;

/** The update stamps of real pages, their words run together: the day and the minute that the label says. */
function stampQuality(folder: string): void {
  const all = readFileSync(join(folder, 'stamps.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as StampCase);
  const read = all.map(({ text, wall }) => ({
    wall,
    found: findStamps(text, { now: Date.parse(now) }).find(({ stamp }) => stamp.kind === 'updated')?.stamp.wall ?? '',
  }));
  const share = (list: typeof read, letters: number): string =>
    percent(
      list.filter(({ wall, found }) => found.slice(0, letters) === wall.slice(0, letters)).length /
        Math.max(1, list.length),
    );
  const shares = (list: typeof read): string[] => [
    share(list, 10),
    share(
      list.filter(({ wall }) => wall.includes('T')),
      16,
    ),
  ];
  heading(`${all.length} stamps of real pages, tags dropped`, 'day', 'minute', 'goal');
  row('all', ...shares(read), '≥ 92 / 88 %');
  for (let fold = 0; fold < FOLDS; fold++)
    row(`  fold ${fold + 1} of ${FOLDS}`, ...shares(read.filter((_, at) => at % FOLDS === fold)));
}

/** Prints how right pages are read; stamps only where a folder with `stamps.jsonl` is given. */
export function readingQuality(folder: string | null): void {
  pageQuality();
  variations();
  if (folder !== null) stampQuality(folder);
}
