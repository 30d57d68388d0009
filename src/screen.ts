// What `dateline parse` and `dateline compare` print for a person at a terminal.
import { styleText } from 'node:util';
import type { Comparison } from './core/revision/compare.js';
import { diffLines } from './core/revision/diff-lines.js';
import type { ParsedPage, Stamp } from './core/story/story.js';

const style = (format: Parameters<typeof styleText>[0], text: string): string => (text === '' ? '' : styleText(format, text));
/** styleText leaves colour out where the output is no terminal or NO_COLOR is set, unless FORCE_COLOR asks for it. */
const coloured = style('bold', 'x') !== 'x';

/** Control characters of a page never reach the terminal, which would obey them. */
const printable = (text: string): string => text.replace(/(?![\t\n])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');

/** Prints a line. */
export const say = (line = ''): void => void process.stdout.write(`${line}\n`);

const WIDTH = 15;
const field = (name: string, value: string): void => say(`${style('dim', name.padEnd(WIDTH))}${value}`);

const stampLine = ({ text, kind, at, wall, zone, ambiguous, approximate, from }: Stamp): string => {
  const doubts = [ambiguous ? 'ambiguous: the words name no certain zone' : '', approximate === true ? 'approximate' : ''].filter((doubt) => doubt !== '').join(', ');
  return `${kind.padEnd(10)}${(at ?? `${wall}${zone === null ? '' : ` ${zone}`}`).padEnd(21)}${style('dim', ` ${from}: “${printable(text)}”`)}${doubts === '' ? '' : style('yellow', `  ${doubts}`)}`;
};

/** Prints what a page says of itself, where each value was found, and where its own words contradict each other. */
export function showPage(page: ParsedPage): void {
  const from = (name: string): string => (page.provenance[name] === undefined ? '' : style('dim', `  (${page.provenance[name]})`));
  say(style('bold', printable(page.headline ?? '(no headline)')) + from('headline'));
  for (const name of ['byline', 'located', 'firstCreated', 'versionCreated', 'language', 'url'] as const) if (page[name] !== null) field(name, printable(page[name]) + from(name));
  for (const stamp of page.stamps) field('stamp', stampLine(stamp));
  for (const conflict of page.conflicts ?? []) field('conflict', style('yellow', printable(conflict)));
  for (const highlight of page.highlights) field('highlight', printable(highlight));
  for (const { type, url, caption, credit } of page.media) field(type, printable([url, caption, credit].filter((part) => part !== null).join(' · ')));
  say();
  for (const paragraph of page.body) say(`${printable(paragraph)}\n`);
  if (page.body.length === 0) say('(no body)');
}

/** The words in which two versions of a sentence differ, underlined, where there is colour. */
function underlined(text: string, other: string): string {
  if (!coloured) return text;
  const [words, others] = [text.split(' '), other.split(' ')];
  const least = Math.min(words.length, others.length);
  let [head, tail] = [0, 0];
  while (head < least && words[head] === others[head]) head++;
  while (tail < least - head && words.at(-1 - tail) === others.at(-1 - tail)) tail++;
  const middle = words.slice(head, words.length - tail).join(' ');
  return [...words.slice(0, head), ...(middle === '' ? [] : [styleText('underline', middle)]), ...words.slice(words.length - tail)].join(' ');
}

const COLOURS = { '-': 'red', '+': 'green', '>': 'blue' } as const;

function showField(name: string, before: string | null, after: string | null): void {
  if (before === after) return;
  const [was, is] = [printable(before ?? '(none)'), printable(after ?? '(none)')];
  field(name, style('red', `- ${underlined(was, is)}`));
  field('', style('green', `+ ${underlined(is, was)}`));
}

/** Prints what changed between two pages: verdict, fields, and the sentences that are not the same, in reading order. */
export function showComparison({ class: verdict, silent, significance, suggests, sentences }: Comparison, old: ParsedPage, next: ParsedPage): void {
  say(`${style('bold', verdict)}${style('dim', `  significance ${significance.toFixed(2)}`)}${silent ? style('red', '  silent: the text changed, its time stamp did not') : ''}`);
  if (suggests !== undefined) say(style('yellow', 'The text says that the story is withdrawn: consider a kill.'));
  for (const name of ['headline', 'byline', 'located', 'firstCreated', 'versionCreated'] as const) showField(name, old[name], next[name]);
  const ambiguous = [...old.stamps, ...next.stamps].find((stamp) => stamp.ambiguous);
  if (ambiguous !== undefined) field('ambiguous', style('yellow', `“${printable(ambiguous.text)}” names no certain zone; --zone settles it`));
  for (const conflict of new Set([...(old.conflicts ?? []), ...(next.conflicts ?? [])])) field('conflict', style('yellow', printable(conflict)));
  let same = 0;
  const skip = (): void => {
    if (same > 0) say(style('dim', `  … ${same} ${same === 1 ? 'sentence' : 'sentences'} unchanged`));
    same = 0;
  };
  for (const { mark, text, counterpart } of diffLines(sentences.old, sentences.new)) {
    if (mark === ' ') {
      same++;
      continue;
    }
    skip();
    const shown = printable(text).trim();
    say(style(COLOURS[mark], `${mark} ${counterpart === undefined ? shown : underlined(shown, printable(counterpart).trim())}`));
  }
  skip();
}
