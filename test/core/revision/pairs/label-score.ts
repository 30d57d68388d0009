// How right the labels of sentences are, however the two sides cut a text: each wanted sentence is looked up by its
// letters.
import type { LabelledSentence } from '../../../../src/core/revision/compare.js';
import type { SentenceLabel } from '../../../../src/core/revision/align.js';

export const LABELS: readonly SentenceLabel[] = ['unchanged', 'edited', 'moved', 'added', 'deleted'];

const bare = (text: string): string => text.replace(/\s+/g, '');

/** For each sentence the label that most of its letters have; null where it isn't found. */
export function labelsFor(
  sentences: readonly string[],
  labelled: readonly LabelledSentence[],
): (SentenceLabel | null)[] {
  let all = '';
  const ends: number[] = [];
  for (const { text } of labelled) ends.push((all += bare(text)).length);
  let from = 0;
  return sentences.map((sentence) => {
    const wanted = bare(sentence);
    let begin = all.indexOf(wanted, from);
    if (begin < 0) begin = all.indexOf(wanted);
    if (begin < 0) return null;
    from = begin + wanted.length;
    const letters = new Map<SentenceLabel, number>();
    labelled.forEach(({ label }, at) => {
      const shared = Math.min(from, ends[at] ?? 0) - Math.max(begin, ends[at - 1] ?? 0);
      if (shared > 0) letters.set(label, (letters.get(label) ?? 0) + shared);
    });
    return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
  });
}

/** Counts right and wrong labels over many pairs. */
export class Score {
  private readonly counts = new Map(LABELS.map((label) => [label, { right: 0, wrong: 0, missed: 0 }]));
  pairs = 0;
  perfect = 0;

  add(sides: readonly { wanted: readonly (SentenceLabel | null)[]; got: readonly (SentenceLabel | null)[] }[]): void {
    let isPerfect = true;
    for (const { wanted, got } of sides) {
      wanted.forEach((want, at) => {
        const found = got[at] ?? null;
        const mine = want === null ? undefined : this.counts.get(want);
        if (mine === undefined) return;
        if (found === want) mine.right++;
        else {
          isPerfect = false;
          mine.missed++;
          const theirs = found === null ? undefined : this.counts.get(found);
          if (theirs !== undefined) theirs.wrong++;
        }
      });
    }
    this.pairs++;
    if (isPerfect) this.perfect++;
  }

  f1(label: SentenceLabel): number {
    const { right, wrong, missed } = this.counts.get(label) ?? { right: 0, wrong: 0, missed: 0 };
    return right + wrong + missed === 0 ? 1 : (2 * right) / (2 * right + wrong + missed);
  }

  get macroF1(): number {
    return LABELS.reduce((sum, label) => sum + this.f1(label), 0) / LABELS.length;
  }
}
