// Reading pages, side by side with what reads them elsewhere, in one run: npm run bench:core [-- --cases <folder>]
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { parsePage } from '../../src/core/page.js';
import { findStamps } from '../../src/core/stamp.js';
import { madePages, segments, tokenF1, type MadePage } from '../core/page-score.js';

const now = '2025-11-24T12:00:00Z';
const SECONDS = 4;

const pages = madePages(resolve('test/core/pages'));
const casesAt = process.argv.indexOf('--cases');
const cases = casesAt < 0 ? null : (process.argv[casesAt + 1] ?? null);

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
const documentOf = (html: string) => parseHTML(/<html[\s>]/i.test(html) && /<body[\s>]/i.test(html) ? html : `<!doctype html><html><head></head><body>${html}</body></html>`).document;

function readable(html: string): { title: string; text: string[] } {
  const made = new Readability(documentOf(html)).parse();
  const holder = parseHTML(`<html><body>${made?.content ?? ''}</body></html>`).document;
  const text = [...holder.querySelectorAll('p, li, h2, h3, blockquote')].map((element: { textContent: string | null }) => (element.textContent ?? '').replace(/\s+/g, ' ').trim()).filter((line: string) => line !== '');
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

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const percent = (part: number, of = 1): string => `${((100 * part) / of).toFixed(1)} %`;
const row = (...cells: string[]): void => say(cells.map((cell, at) => (at === 0 ? cell.padEnd(46) : cell.padStart(14))).join(''));
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function speed(): void {
  row('pages a second, one core', 'parsePage', 'Readability', 'ratio');
  const sets: [string, string[]][] = [['made pages, as they are', pages.map(({ html }) => html)], ['made pages, with what surrounds real ones', pages.map(padded)]];
  for (const [name, htmls] of sets) {
    const ours = rate((html) => parsePage({ type: 'text/html', content: html, now }), htmls);
    const theirs = rate((html) => new Readability(documentOf(html)).parse(), htmls);
    row(`${name} (${Math.round(mean(htmls.map(({ length }) => length)) / 1024)} KB)`, ours.toFixed(0), theirs.toFixed(1), `${(ours / theirs).toFixed(1)} ×`);
  }
}

function quality(): void {
  const read = pages.map(({ html, context }) => parsePage({ type: 'text/html', content: html, now, ...context }));
  const other = pages.map(({ html }) => readable(html));
  const right = (field: 'headline' | 'byline' | 'located' | 'firstCreated' | 'versionCreated' | 'language'): string => {
    const asked = pages.map(({ expected }, at) => ({ expected: expected[field], found: read[at]?.[field] })).filter(({ expected }) => expected !== undefined);
    return percent(asked.filter(({ expected, found }) => expected === found).length, asked.length);
  };
  const wanted = pages.map(({ expected }) => expected.body);
  const score = (bodies: string[][]) => ({
    f1: mean(bodies.map((body, at) => tokenF1(body.join('\n'), wanted[at]?.join('\n') ?? ''))),
    kept: mean(bodies.map((body, at) => segments(body, wanted[at] ?? []).kept)),
    leaked: mean(bodies.map((body, at) => segments(body, wanted[at] ?? []).leaked)),
  });
  const ours = score(read.map(({ body }) => body));
  const theirs = score(other.map(({ text }) => text));
  say('');
  row(`${pages.length} made pages`, 'parsePage', 'Readability');
  row('headline exact', right('headline'), percent(other.filter(({ title }, at) => title === pages[at]?.expected.headline).length, pages.length));
  for (const field of ['byline', 'located', 'firstCreated', 'versionCreated', 'language'] as const) row(field, right(field), '–');
  row('body, F1 over words', percent(ours.f1), percent(theirs.f1));
  row('paragraphs kept whole', percent(ours.kept), percent(theirs.kept));
  row('paragraphs that are no body', percent(ours.leaked), percent(theirs.leaked));
}

/** Pages robbed of what rules may lean on: how much the reading depends on names and marks. */
const robbed: [string, (html: string) => string][] = [
  ['without classes and ids', (html) => html.replace(/\s(?:class|id)=(?:"[^"]*"|[^\s>]+)/g, '')],
  ['with div for article, main, aside, nav …', (html) => html.replace(/<(\/?)(?:article|main|section|header|footer|aside|nav|figure|figcaption)\b/g, '<$1div')],
  ['without JSON-LD and meta tags', (html) => html.replace(/<script type="application\/ld\+json">[\s\S]*?<\/script>|<meta[^>]*>/g, '')],
];

function variations(): void {
  say('');
  row('body, F1 over words, of the same pages', 'parsePage', 'Readability');
  for (const [name, rob] of robbed) {
    const htmls = pages.map((page) => ({ ...page, html: rob(page.html) }));
    const f1 = (read: (page: MadePage) => string[]): string => percent(mean(htmls.map((page) => tokenF1(read(page).join('\n'), page.expected.body.join('\n')))));
    row(name, f1(({ html, context }) => parsePage({ type: 'text/html', content: html, now, ...context }).body), f1(({ html }) => readable(html).text));
  }
}

type StampCase = { text: string; wall: string; zone: string | null };

/** The update stamps of real pages, their words run together: the day and the minute that the label says. */
function stamps(folder: string): void {
  const all = readFileSync(join(folder, 'stamps.jsonl'), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as StampCase);
  const found = all.map(({ text }) => findStamps(text, { now: Date.parse(now) }).find(({ stamp }) => stamp.kind === 'updated')?.stamp.wall ?? '');
  const timed = all.map(({ wall }, at) => ({ wall, found: found[at] ?? '' })).filter(({ wall }) => wall.includes('T'));
  say('');
  row(`${all.length} stamps, tags dropped`, 'findStamps');
  row('day', percent(all.filter(({ wall }, at) => found[at]?.slice(0, 10) === wall.slice(0, 10)).length, all.length));
  row('minute', percent(timed.filter(({ wall, found: said }) => wall === said).length, timed.length));
}

speed();
quality();
variations();
if (cases !== null) stamps(cases);
