// The change of the visible text (headline, body, highlights, captions): of facts, or of typography and
// spelling only.
import type { Alignment, SentenceLabel } from './align.js';
import { isBoilerplateSentence } from '../text/boilerplate-sentence.js';
import { normalise } from '../text/normalise.js';
import type { Media } from '../story/story.js';
import { isWithdrawalNotice } from './correction/withdrawal-notice.js';
import { isCorrectionNote } from './correction/correction-note.js';
import { wordChange, type WordChange } from './word-change.js';

type Text = { headline: string | null; body: string[]; highlights?: string[]; media?: Media[] };
type Sentences = { old: { text: string; label: SentenceLabel }[]; new: { text: string; label: SentenceLabel }[] };
type Evidence = Pick<WordChange, 'facts' | 'numbers' | 'negations' | 'names'> & { changed: boolean };

export type TextChange = {
  headline: Evidence;
  /** Body, highlights and captions. `lead`: the facts in one of the first two sentences changed. */
  body: Evidence & { moved: boolean; lead: boolean };
  /** The share of changed words in the longer text: 0 to 1. */
  share: number;
  /** New sentences, headlines and captions that state a correction or withdrawal of the story. */
  notes: string[];
};

/** Sentences that form the lead of a story. */
const LEAD_SENTENCES = 2;
const NO_CHANGE: WordChange = { facts: false, numbers: false, negations: false, names: false, words: 0 };

/** Characters. A longer edited sentence is hardly boilerplate, so the expensive test is skipped. */
const MAX_EDITED_BOILERPLATE = 60;
const isIgnored = ({ text, label }: { text: string; label: SentenceLabel }): boolean =>
  (label !== 'edited' || text.length <= MAX_EDITED_BOILERPLATE) && isBoilerplateSentence(text);

type Run = { old: string[]; new: string[]; paired: boolean; lead: boolean };

/**
 * The changed sentences between unchanged ones, without moved sentences and boilerplate. `paired`: each new
 * sentence is a version of the old one at the same index.
 */
function runsOf(sentences: Sentences, { from, inPlace }: Alignment): Run[] {
  const runs: Run[] = [];
  let open: Run | null = null;
  const current = (at: number): Run => {
    if (open === null) runs.push((open = { old: [], new: [], paired: true, lead: at < LEAD_SENTENCES }));
    return open;
  };
  let place = 0;
  const takeOld = (end: number): void => {
    for (; place < end; place++) {
      const sentence = sentences.old[place];
      if (sentence !== undefined && sentence.label !== 'moved' && !isIgnored(sentence))
        current(place).old.push(sentence.text);
    }
  };
  for (let at = 0; at < sentences.new.length; at++) {
    const { text, label } = sentences.new[at] ?? { text: '', label: 'unchanged' };
    const origin = from[at] ?? null;
    const isInPlace = inPlace[at] === true && origin !== null;
    if (isInPlace && place < origin) takeOld(origin);
    if (isInPlace && label === 'unchanged') {
      place = origin + 1;
      open = null;
    } else if (label !== 'moved') {
      if (isIgnored({ text, label })) {
        if (isInPlace) takeOld(origin + 1);
        continue;
      }
      const run = current(at);
      run.new.push(text);
      if (isInPlace) takeOld(origin + 1);
      if (!isInPlace || run.old.length !== run.new.length) run.paired = false;
    }
  }
  takeOld(sentences.old.length);
  return runs;
}

function changeOfRun(run: Run): WordChange {
  if (run.paired && run.old.length === run.new.length)
    return run.new.map((text, at) => wordChange(run.old[at] ?? '', text)).reduce(merge, NO_CHANGE);
  // Split and joined sentences are compared as a whole.
  return wordChange(run.old.join(' '), run.new.join(' '));
}

/**
 * Removes white space next to punctuation, where it is often missing between sentences. Within words it
 * counts.
 */
const withoutPunctuationSpace = (texts: readonly string[]): string =>
  normalise(texts.join(' ')).replace(/ ?(\p{P}) ?/gu, '$1');

const merge = (a: WordChange, b: WordChange): WordChange => ({
  facts: a.facts || b.facts,
  numbers: a.numbers || b.numbers,
  negations: a.negations || b.negations,
  names: a.names || b.names,
  words: a.words + b.words,
});

const visibleText = (text: string | null | undefined): string => normalise(text ?? '');

function compareTexts(
  old: readonly (string | null)[] | undefined,
  next: readonly (string | null)[] | undefined,
): { changed: boolean; change: WordChange; added: string[] } {
  const [before, after] = [
    (old ?? []).map(visibleText).filter((text) => text !== ''),
    (next ?? []).map(visibleText).filter((text) => text !== ''),
  ];
  if (old === undefined || next === undefined || before.join('\n') === after.join('\n'))
    return { changed: false, change: NO_CHANGE, added: [] };
  return {
    changed: true,
    change: wordChange(before.join(' '), after.join(' ')),
    added: after.filter((text) => !before.includes(text)),
  };
}

const isNote = (text: string): boolean => isCorrectionNote(text) || isWithdrawalNotice(text);

/** Added sentences that state a correction or withdrawal, and edited ones that didn't before. */
function newNotes(sentences: Sentences, { from }: Alignment): string[] {
  const found: string[] = [];
  sentences.new.forEach(({ text, label }, at) => {
    if ((label !== 'added' && label !== 'edited') || !isNote(text)) return;
    const was = label === 'edited' ? (sentences.old[from[at] ?? -1]?.text ?? '') : '';
    if (!isNote(was)) found.push(text);
  });
  return found;
}

/** Counting characters instead of words is fast, and accurate enough for a share. */
const CHARS_PER_WORD = 6;
function lengthOf(list: Sentences['old']): number {
  let sum = 0;
  for (const { text } of list) sum += text.length + 1;
  return sum;
}

/** Compares the visible text of two revisions, given the alignment of their sentences. */
export function textChange(previous: Text, next: Text, sentences: Sentences, alignment: Alignment): TextChange {
  const headline = compareTexts([previous.headline], [next.headline]);
  const otherTexts = [
    compareTexts(previous.highlights, next.highlights),
    compareTexts(
      previous.media?.map(({ caption }) => caption),
      next.media?.map(({ caption }) => caption),
    ),
  ];
  const runs = runsOf(sentences, alignment)
    .map((run) => ({ ...run, change: changeOfRun(run) }))
    .filter((run) => run.change.facts || withoutPunctuationSpace(run.old) !== withoutPunctuationSpace(run.new));
  const inBody = runs.reduce((sum, { change }) => merge(sum, change), NO_CHANGE);
  const inText = otherTexts.reduce((sum, { change }) => merge(sum, change), inBody);
  const moved = sentences.new.some(
    ({ text, label }) => label === 'moved' && /[\p{L}\p{N}]/u.test(text) && !isBoilerplateSentence(text),
  );
  const longer = Math.max(1, lengthOf(sentences.old), lengthOf(sentences.new)) / CHARS_PER_WORD;
  return {
    headline: { ...headline.change, changed: headline.changed },
    body: {
      ...inText,
      changed: runs.length > 0 || moved || otherTexts.some(({ changed }) => changed),
      moved,
      lead: runs.some(({ lead, change }) => lead && change.facts),
    },
    share: Math.min(1, inBody.words / longer),
    notes: [
      ...newNotes(sentences, alignment),
      ...[...headline.added, ...otherTexts.flatMap(({ added }) => added)].filter(isNote),
    ],
  };
}
