// Whether a text can hold a label at all: one look over its letters, before the grammar takes it to pieces. It never says no to a text
// that has one; most lines of a page have none, and taking lines to pieces is what reading stamps costs.
import { foldWord } from './fold-word.js';
import { RUN_ON_LABELS } from './tokenizer.js';
import { LABELS, type Label } from './vocabulary.js';

const SIZE = 1 << 15;
/** One bit for every three letters that a label begins with. */
const heads = new Uint8Array(SIZE);
const byHead = new Map<string, Label[]>();
/** First words of one or two letters, which three letters can't tell. */
const short: Label[] = [];
/** Labels that other words run into, in whatever case. */
const RUN_INTO = new Set(RUN_ON_LABELS);
/** How far behind a label's first word its others stand. */
const NEAR = 60;

const place = (text: string, at: number): number => (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) & (SIZE - 1);

for (const [first, labels] of LABELS) {
  if (first.length < 3) {
    short.push(...labels);
    continue;
  }
  const head = first.slice(0, 3);
  heads[place(head, 0)] = 1;
  byHead.set(head, [...(byHead.get(head) ?? []), ...labels]);
}

const isSmall = (code: number): boolean => code >= 97 && code <= 122;
const isBig = (code: number): boolean => code >= 65 && code <= 90;

/** True in plain Latin text where a word in small letters goes on to one side of a place: no label starts or ends there. */
function isWithinWord(text: string, at: number, end: number): boolean {
  const [before, first, after] = [text.charCodeAt(at - 1), text.charCodeAt(at), text.charCodeAt(end)];
  return ((isSmall(before) || isBig(before)) && isSmall(first)) || (isSmall(text.charCodeAt(end - 1)) && isSmall(after));
}

function fits({ words }: Label, folded: string, at: number): boolean {
  const [first = '', second] = words;
  if (!folded.startsWith(first, at)) return false;
  if (second === undefined) return true;
  const from = at + first.length;
  return folded.slice(from, from + NEAR + second.length).includes(second);
}

/** False where no label stands in the text. Linear. */
export function mayHaveLabel(text: string): boolean {
  const folded = foldWord(text);
  const plain = folded.length === text.length;
  const isOpen = (first: string, at: number): boolean => !plain || RUN_INTO.has(first) || !isWithinWord(text, at, at + first.length);
  for (let at = 0; at < folded.length - 2; at += 1) {
    if (heads[place(folded, at)] === 0) continue;
    for (const label of byHead.get(folded.slice(at, at + 3)) ?? []) if (fits(label, folded, at) && isOpen(label.words[0] ?? '', at)) return true;
  }
  return short.some((label) => {
    const [first = ''] = label.words;
    for (let at = folded.indexOf(first); at >= 0; at = folded.indexOf(first, at + 1)) if (fits(label, folded, at) && isOpen(first, at)) return true;
    return false;
  });
}
