// The parts of a Markdown page that the documentation tests check: code blocks, links and anchors.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/**
 * A fenced block. `language` and `mark` are the words of its info string: ```sh no-test. `isOutput`: it
 * follows another block directly, so it is the output of that one.
 */
export type Block = { language: string; mark: string | undefined; text: string; line: number; isOutput: boolean };
export type Page = { path: string; text: string; blocks: Block[] };

const FENCE = /^( *)```([^\n`]*)\n([\s\S]*?)^ *```$/gm;

function blocksOf(text: string): Block[] {
  let end = -1;
  return [...text.matchAll(FENCE)].map(({ index, 0: whole, 1: indent = '', 2: info = '', 3: body = '' }) => {
    const [language = '', mark] = info.trim().split(/\s+/);
    const isOutput = ['json', 'text'].includes(language) && end >= 0 && text.slice(end, index).trim() === '';
    end = index + whole.length;
    return {
      language,
      mark,
      text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: text.slice(0, index).split('\n').length,
      isOutput,
    };
  });
}

export function readPage(path: string): Page {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, blocks: blocksOf(text) };
}

/** README.md and every page of docs/. */
export const userPages = (): Page[] =>
  [
    'README.md',
    ...readdirSync(join(root, 'docs'))
      .filter((file) => file.endsWith('.md'))
      .sort()
      .map((file) => `docs/${file}`),
  ].map(readPage);

/** Every Markdown page of the repository. */
export const allPages = (): Page[] => [
  ...userPages(),
  ...['SECURITY.md', 'src/README.md', 'test/bench/README.md'].map(readPage),
];

/** The page without code blocks and code spans. */
const proseOf = ({ text }: Page): string => text.replaceAll(FENCE, '').replaceAll(/`[^`\n]+`/g, '');

/** Targets of links and images, as written. */
export const linksOf = (page: Page): string[] =>
  [...proseOf(page).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);

/** Code spans, without their backticks. */
export const codeSpansOf = ({ text }: Page): string[] =>
  [...text.replaceAll(FENCE, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf({ text }: Page): string[] {
  const headings = [...text.replaceAll(FENCE, '').matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading);
  const slugs = headings.map((heading) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
  return slugs.map((slug, at) => {
    const before = slugs.slice(0, at).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}
