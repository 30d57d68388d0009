// Human-readable output of `dateline parse` and `dateline compare`.
import { styleText } from 'node:util';
import type { Comparison } from './core/revision/compare.js';
import { diffLines } from './core/revision/diff-lines.js';
import type { ParsedPage, Stamp } from './core/story/story.js';

const style = (format: Parameters<typeof styleText>[0], text: string): string =>
  text === '' ? '' : styleText(format, text);
/** styleText omits colour where the output is no terminal or NO_COLOR is set, unless FORCE_COLOR is set. */
const hasColour = style('bold', 'x') !== 'x';

/** Replaces control and bidi characters of the page, which the terminal would interpret. */
const printable = (text: string): string => text.replace(/(?![\t\n])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');

/** Prints one line to stdout. */
export const printLine = (line = ''): void => void process.stdout.write(`${line}\n`);

const LABEL_WIDTH = 15;
const printField = (name: string, value: string): void =>
  printLine(`${style('dim', name.padEnd(LABEL_WIDTH))}${value}`);

const stampLine = ({ text, kind, at, wall, zone, ambiguous, approximate, from }: Stamp): string => {
  const doubts = [
    ambiguous ? 'ambiguous: the text names no definite time zone' : '',
    approximate === true ? 'approximate' : '',
  ]
    .filter((doubt) => doubt !== '')
    .join(', ');
  return `${kind.padEnd(10)}${(at ?? `${wall}${zone === null ? '' : ` ${zone}`}`).padEnd(21)}${style('dim', ` ${from}: “${printable(text)}”`)}${doubts === '' ? '' : style('yellow', `  ${doubts}`)}`;
};

/** Prints the fields of a parsed page, their origins, and contradictions between the page's times. */
export function printPage(page: ParsedPage): void {
  const origin = (name: string): string =>
    page.provenance[name] === undefined ? '' : style('dim', `  (${page.provenance[name]})`);
  printLine(style('bold', printable(page.headline ?? '(no headline)')) + origin('headline'));
  for (const name of ['byline', 'located', 'firstCreated', 'versionCreated', 'language', 'url'] as const) {
    if (page[name] !== null) printField(name, printable(page[name]) + origin(name));
  }
  for (const stamp of page.stamps) printField('stamp', stampLine(stamp));
  for (const conflict of page.conflicts ?? []) printField('conflict', style('yellow', printable(conflict)));
  for (const highlight of page.highlights) printField('highlight', printable(highlight));
  for (const { type, url, caption, credit } of page.media)
    printField(type, printable([url, caption, credit].filter((part) => part !== null).join(' · ')));
  printLine();
  for (const paragraph of page.body) printLine(`${printable(paragraph)}\n`);
  if (page.body.length === 0) printLine('(no body)');
}

/** `text` with the words underlined in which it differs from `other`; unchanged without colour. */
function withDifferenceUnderlined(text: string, other: string): string {
  if (!hasColour) return text;
  const [words, others] = [text.split(' '), other.split(' ')];
  const shorter = Math.min(words.length, others.length);
  let [head, tail] = [0, 0];
  while (head < shorter && words[head] === others[head]) head++;
  while (tail < shorter - head && words.at(-1 - tail) === others.at(-1 - tail)) tail++;
  const middle = words.slice(head, words.length - tail).join(' ');
  return [
    ...words.slice(0, head),
    ...(middle === '' ? [] : [styleText('underline', middle)]),
    ...words.slice(words.length - tail),
  ].join(' ');
}

const COLOURS = { '-': 'red', '+': 'green', '>': 'blue' } as const;

function printFieldChange(name: string, before: string | null, after: string | null): void {
  if (before === after) return;
  const [oldText, newText] = [printable(before ?? '(none)'), printable(after ?? '(none)')];
  printField(name, style('red', `- ${withDifferenceUnderlined(oldText, newText)}`));
  printField('', style('green', `+ ${withDifferenceUnderlined(newText, oldText)}`));
}

/** Prints what changed between two pages: class, fields, and the changed sentences in reading order. */
export function printComparison(comparison: Comparison, old: ParsedPage, next: ParsedPage): void {
  const { class: changeClass, silent, significance, suggests, sentences } = comparison;
  const silentNote = silent ? style('red', '  silent: the text changed, its time stamp did not') : '';
  printLine(`${style('bold', changeClass)}${style('dim', `  significance ${significance.toFixed(2)}`)}${silentNote}`);
  if (suggests !== undefined) printLine(style('yellow', 'The text says that the story is withdrawn. Consider a kill.'));
  for (const name of ['headline', 'byline', 'located', 'firstCreated', 'versionCreated'] as const)
    printFieldChange(name, old[name], next[name]);
  const ambiguous = [...old.stamps, ...next.stamps].find((stamp) => stamp.ambiguous);
  if (ambiguous !== undefined)
    printField(
      'ambiguous',
      style('yellow', `“${printable(ambiguous.text)}” names no definite time zone; set it with --zone`),
    );
  for (const conflict of new Set([...(old.conflicts ?? []), ...(next.conflicts ?? [])]))
    printField('conflict', style('yellow', printable(conflict)));
  let unchanged = 0;
  const printUnchanged = (): void => {
    if (unchanged > 0)
      printLine(style('dim', `  … ${unchanged} ${unchanged === 1 ? 'sentence' : 'sentences'} unchanged`));
    unchanged = 0;
  };
  for (const { mark, text, counterpart } of diffLines(sentences.old, sentences.new)) {
    if (mark === ' ') {
      unchanged++;
      continue;
    }
    printUnchanged();
    const shown = printable(text).trim();
    printLine(
      style(
        COLOURS[mark],
        `${mark} ${counterpart === undefined ? shown : withDifferenceUnderlined(shown, printable(counterpart).trim())}`,
      ),
    );
  }
  printUnchanged();
}
