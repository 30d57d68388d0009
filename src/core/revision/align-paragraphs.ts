// Aligns very long texts by paragraph. Only sentences of equal paragraphs are paired.
import { alignSentences, type Alignment, type SentenceLabel } from './align.js';

/** Beyond this, aligning by sentence takes seconds. A long article has a hundredth of it. */
export const MAX_SENTENCES = 20_000;

const joined = (paragraphs: readonly (readonly string[])[]): string[] =>
  paragraphs.map((sentences) => sentences.join(' '));

/** The index of each paragraph's first sentence in the flat list. */
function startsOf(paragraphs: readonly (readonly string[])[]): number[] {
  const starts: number[] = [];
  let at = 0;
  for (const { length } of paragraphs) {
    starts.push(at);
    at += length;
  }
  return [...starts, at];
}

/**
 * Aligns two bodies, each a list of sentences per paragraph. Sentences are `unchanged` or `moved` with their
 * paragraph, else `deleted` or `added`.
 */
export function alignParagraphs(old: readonly (readonly string[])[], next: readonly (readonly string[])[]): Alignment {
  const [before, after] = [joined(old), joined(next)];
  const byParagraph = alignSentences(before, after);
  const [oldStarts, nextStarts] = [startsOf(old), startsOf(next)];
  const labels = {
    old: Array.from({ length: oldStarts.at(-1) ?? 0 }, (): SentenceLabel => 'deleted'),
    new: Array.from({ length: nextStarts.at(-1) ?? 0 }, (): SentenceLabel => 'added'),
  };
  const from = labels.new.map((): number | null => null);
  const inPlace = labels.new.map(() => false);
  byParagraph.from.forEach((origin, paragraph) => {
    const label = byParagraph.new[paragraph];
    if (origin === null || before[origin] !== after[paragraph] || label === undefined) return;
    const [was, is] = [oldStarts[origin] ?? 0, nextStarts[paragraph] ?? 0];
    const count = next[paragraph]?.length ?? 0;
    // Equal paragraphs with other sentence boundaries are rare, and not paired.
    if (count !== old[origin]?.length) return;
    for (let at = 0; at < count; at++) {
      from[is + at] = was + at;
      inPlace[is + at] = byParagraph.inPlace[paragraph] === true;
      labels.old[was + at] = labels.new[is + at] = label;
    }
  });
  return { from, inPlace, ...labels };
}
