// The page fixtures with their expected fields, and measures of a parser's quality.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParsedPage } from '../../../src/core/story/story.js';

type Expected = Partial<
  Pick<
    ParsedPage,
    'headline' | 'byline' | 'located' | 'firstCreated' | 'versionCreated' | 'language' | 'url' | 'highlights'
  >
> & {
  body: string[];
  media?: Partial<ParsedPage['media'][number]>[];
};
export type MadePage = { name: string; html: string; context: { url?: string; zone?: string }; expected: Expected };

/** The page fixtures of a folder, by name. */
export function madePages(folder: string): MadePage[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.html'))
    .sort()
    .map((file) => {
      const name = file.replace(/\.html$/, '');
      const { context, expected } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Pick<
        MadePage,
        'context' | 'expected'
      >;
      return { name, html: readFileSync(join(folder, file), 'utf8'), context, expected };
    });
}

const tokensOf = (text: string): string[] =>
  text
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu)
    ?.flatMap((word) => (/[\u3040-\u30ff\u3400-\u9fff]/.test(word) ? Array.from(word) : [word])) ?? [];

/** F1 score over the words of two texts, as multisets. */
export function tokenF1(found: string, wanted: string): number {
  const left = new Map<string, number>();
  const words = tokensOf(wanted);
  for (const word of words) left.set(word, (left.get(word) ?? 0) + 1);
  const got = tokensOf(found);
  let shared = 0;
  for (const word of got) {
    const count = left.get(word) ?? 0;
    if (count > 0) shared += 1;
    left.set(word, count - 1);
  }
  return shared === 0 ? 0 : (2 * shared) / (got.length + words.length);
}

const squeeze = (text: string): string => tokensOf(text).join(' ');

/** The share of expected paragraphs found whole, and of found paragraphs that were not expected. */
export function segments(found: string[], wanted: string[]): { kept: number; leaked: number } {
  const all = ` ${squeeze(found.join('\n'))} `;
  const right = ` ${squeeze(wanted.join('\n'))} `;
  const kept = wanted.filter((paragraph) => all.includes(` ${squeeze(paragraph)} `)).length;
  const leaked = found.filter(
    (paragraph) => squeeze(paragraph) !== '' && !right.includes(` ${squeeze(paragraph)} `),
  ).length;
  return { kept: kept / Math.max(1, wanted.length), leaked: leaked / Math.max(1, found.length) };
}
