import type { LabelledSentence } from './compare.js';

/**
 * One sentence of a unified difference: `-` deleted, `+` added, `>` moved here, ` ` unchanged. `counterpart`
 * is the other version of an edited sentence. `at` is its index among the new sentences; for `-`, that of the
 * sentence behind it.
 */
export type DiffLine = { mark: '-' | '+' | '>' | ' '; text: string; at: number; counterpart?: string };

/** Merges both lists of sentences in reading order, deleted ones before their replacements. */
export function diffLines(old: readonly LabelledSentence[], next: readonly LabelledSentence[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < next.length) {
    const [was, is] = [old[i], next[j]];
    if (was?.label === 'deleted') lines.push({ mark: '-', text: was.text, at: j });
    if (was?.label === 'deleted' || was?.label === 'moved') i++;
    else if (is?.label === 'added' || is?.label === 'moved') {
      lines.push({ mark: is.label === 'added' ? '+' : '>', text: is.text, at: j });
      j++;
    } else {
      const isEdit = was?.label === 'edited' && is?.label === 'edited';
      if (was?.label === 'edited' || is === undefined) {
        if (was !== undefined)
          lines.push({ mark: '-', text: was.text, at: j, ...(isEdit ? { counterpart: is.text } : {}) });
        i++;
      }
      if (is?.label === 'edited') {
        lines.push({ mark: '+', text: is.text, at: j, ...(isEdit ? { counterpart: was.text } : {}) });
        j++;
      } else if (is !== undefined && was?.label !== 'edited') {
        lines.push({ mark: ' ', text: is.text, at: j });
        [i, j] = [i + 1, j + 1];
      }
    }
  }
  return lines;
}
