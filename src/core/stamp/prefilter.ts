// Fast check whether a text may contain a label, before it is tokenised: tokenising dominates the cost of
// reading stamps, and most lines have no label. Has false positives, no false negatives.
import { foldWord } from './fold-word.js';
import { LABELS, type Label } from './vocabulary.js';
import { RUN_ON_LABELS } from './words/header.js';

const TABLE_SIZE = 1 << 15;
/** A hash table of the first three characters of all labels. */
const prefixes = new Uint8Array(TABLE_SIZE);
const labelsByPrefix = new Map<string, Label[]>();
/** Labels whose first word has less than three characters. */
const shortLabels: Label[] = [];
/** Labels that may run into other words, in any case. */
const RUN_INTO = new Set(RUN_ON_LABELS);
/** Most characters between a label's first and second word. */
const MAX_DISTANCE = 60;

const hashAt = (text: string, at: number): number =>
  (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) & (TABLE_SIZE - 1);

for (const [first, labels] of LABELS) {
  if (first.length < 3) {
    shortLabels.push(...labels);
    continue;
  }
  const prefix = first.slice(0, 3);
  prefixes[hashAt(prefix, 0)] = 1;
  labelsByPrefix.set(prefix, [...(labelsByPrefix.get(prefix) ?? []), ...labels]);
}

const isLower = (code: number): boolean => code >= 97 && code <= 122;
const isUpper = (code: number): boolean => code >= 65 && code <= 90;

/** True in Latin text where the label at `at` to `end` is only part of a lower-case word. */
function isWithinWord(text: string, at: number, end: number): boolean {
  const [before, first, after] = [text.charCodeAt(at - 1), text.charCodeAt(at), text.charCodeAt(end)];
  return (
    ((isLower(before) || isUpper(before)) && isLower(first)) || (isLower(text.charCodeAt(end - 1)) && isLower(after))
  );
}

function matches({ words }: Label, folded: string, at: number): boolean {
  const [first = '', second] = words;
  if (!folded.startsWith(first, at)) return false;
  if (second === undefined) return true;
  const from = at + first.length;
  return folded.slice(from, from + MAX_DISTANCE + second.length).includes(second);
}

/** False where the text has no label. Linear. */
export function mayHaveLabel(text: string): boolean {
  const folded = foldWord(text);
  const hasSameLength = folded.length === text.length;
  const isWholeWord = (first: string, at: number): boolean =>
    !hasSameLength || RUN_INTO.has(first) || !isWithinWord(text, at, at + first.length);
  for (let at = 0; at < folded.length - 2; at += 1) {
    if (prefixes[hashAt(folded, at)] === 0) continue;
    for (const label of labelsByPrefix.get(folded.slice(at, at + 3)) ?? [])
      if (matches(label, folded, at) && isWholeWord(label.words[0] ?? '', at)) return true;
  }
  return shortLabels.some((label) => {
    const [first = ''] = label.words;
    for (let at = folded.indexOf(first); at >= 0; at = folded.indexOf(first, at + 1))
      if (matches(label, folded, at) && isWholeWord(first, at)) return true;
    return false;
  });
}
