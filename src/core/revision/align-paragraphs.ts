// Aligning texts of very many sentences: by paragraphs, which are few. Sentences of equal paragraphs belong together, and no others.
import { alignSentences, type Alignment, type SentenceLabel } from './align.js';

/** A hundred times a long article's. Beyond it aligning sentence by sentence takes seconds. */
export const MAX_SENTENCES = 20_000;

const joined = (paragraphs: readonly (readonly string[])[]): string[] => paragraphs.map((sentences) => sentences.join(' '));

/** Where each paragraph's sentences begin in the flat list. */
function startsOf(paragraphs: readonly (readonly string[])[]): number[] {
  const starts: number[] = [];
  let at = 0;
  for (const { length } of paragraphs) {
    starts.push(at);
    at += length;
  }
  return [...starts, at];
}

/** The alignment of two bodies' sentences, a list for each paragraph: `unchanged` and `moved` with their paragraph, else `deleted` and `added`. */
export function alignParagraphs(old: readonly (readonly string[])[], next: readonly (readonly string[])[]): Alignment {
  const [before, after] = [joined(old), joined(next)];
  const rough = alignSentences(before, after);
  const [oldStarts, nextStarts] = [startsOf(old), startsOf(next)];
  const labels = { old: Array.from({ length: oldStarts.at(-1) ?? 0 }, (): SentenceLabel => 'deleted'), new: Array.from({ length: nextStarts.at(-1) ?? 0 }, (): SentenceLabel => 'added') };
  const from = labels.new.map((): number | null => null);
  const inPlace = labels.new.map(() => false);
  rough.from.forEach((origin, paragraph) => {
    const label = rough.new[paragraph];
    if (origin === null || before[origin] !== after[paragraph] || label === undefined) return;
    const [was, is] = [oldStarts[origin] ?? 0, nextStarts[paragraph] ?? 0];
    const count = next[paragraph]?.length ?? 0;
    // Joined alike and cut otherwise: rare, and no pair.
    if (count !== old[origin]?.length) return;
    for (let at = 0; at < count; at++) {
      from[is + at] = was + at;
      inPlace[is + at] = rough.inPlace[paragraph] === true;
      labels.old[was + at] = labels.new[is + at] = label;
    }
  });
  return { from, inPlace, ...labels };
}
