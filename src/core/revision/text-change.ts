// What changed in the text that readers see: headline, body, highlights, captions; and whether facts did, or typing alone.
import type { Alignment, Label } from './align.js';
import { isBoilerplateSentence } from '../text/boilerplate-sentence.js';
import { normalise } from '../text/normalise.js';
import type { Media } from '../story/story.js';
import { saysWithdrawn } from './correction/withdrawal.js';
import { saysCorrected } from './correction/wording.js';
import { wordChange, type WordChange } from './word-change.js';

type Text = { headline: string | null; body: string[]; highlights?: string[]; media?: Media[] };
type Sentences = { old: { text: string; label: Label }[]; new: { text: string; label: Label }[] };
type Touched = Pick<WordChange, 'facts' | 'numbers' | 'negations' | 'names'> & { changed: boolean };

export type TextChange = {
  headline: Touched;
  /** Body, highlights and captions. `lead` is true where one of the first two sentences changed in fact. */
  body: Touched & { moved: boolean; lead: boolean };
  /** The words that differ, as a share of the longer text: 0 to 1. */
  share: number;
  /** Sentences, headlines and captions that are new and say of the story that it was corrected or withdrawn. */
  notes: string[];
};

/** Sentences at the head of a story that readers take it by. */
const LEAD = 2;
const NOTHING: WordChange = { facts: false, numbers: false, negations: false, names: false, words: 0 };

/** An edited sentence that is long is hardly furniture, and most of a much edited text is such. */
const MAX_EDITED = 60;
const isBeside = ({ text, label }: { text: string; label: Label }): boolean => (label !== 'edited' || text.length <= MAX_EDITED) && isBoilerplateSentence(text);

type Run = { old: string[]; new: string[]; paired: boolean; lead: boolean };

/** The stretches between unchanged sentences, less what only moved and the page's furniture. `paired` where each new sentence there stems from the old one opposite. */
function runsOf(sentences: Sentences, { from, still }: Alignment): Run[] {
  const runs: Run[] = [];
  let open: Run | null = null;
  const current = (at: number): Run => {
    if (open === null) runs.push((open = { old: [], new: [], paired: true, lead: at < LEAD }));
    return open;
  };
  let place = 0;
  const takeOld = (end: number): void => {
    for (; place < end; place++) {
      const sentence = sentences.old[place];
      if (sentence !== undefined && sentence.label !== 'moved' && !isBeside(sentence)) current(place).old.push(sentence.text);
    }
  };
  for (let at = 0; at < sentences.new.length; at++) {
    const { text, label } = sentences.new[at] ?? { text: '', label: 'unchanged' };
    const origin = from[at] ?? null;
    const holds = still[at] === true && origin !== null;
    if (holds && place < origin) takeOld(origin);
    if (holds && label === 'unchanged') {
      place = origin + 1;
      open = null;
    } else if (label !== 'moved') {
      if (isBeside({ text, label })) {
        if (holds) takeOld(origin + 1);
        continue;
      }
      const run = current(at);
      run.new.push(text);
      if (holds) takeOld(origin + 1);
      if (!holds || run.old.length !== run.new.length) run.paired = false;
    }
  }
  takeOld(sentences.old.length);
  return runs;
}

function changeOfRun(run: Run): WordChange {
  if (run.paired && run.old.length === run.new.length) return run.new.map((text, at) => wordChange(run.old[at] ?? '', text)).reduce(both, NOTHING);
  // A sentence cut in two, or two made one, is judged by its words together.
  return wordChange(run.old.join(' '), run.new.join(' '));
}

/** White space beside punctuation doesn't count, as between sentences that are glued together; inside a word it does. */
const tight = (texts: readonly string[]): string => normalise(texts.join(' ')).replace(/ ?(\p{P}) ?/gu, '$1');

const both = (a: WordChange, b: WordChange): WordChange => ({
  facts: a.facts || b.facts,
  numbers: a.numbers || b.numbers,
  negations: a.negations || b.negations,
  names: a.names || b.names,
  words: a.words + b.words,
});

const visible = (text: string | null | undefined): string => normalise(text ?? '');

function compareTexts(old: readonly (string | null)[] | undefined, next: readonly (string | null)[] | undefined): { changed: boolean; change: WordChange; added: string[] } {
  const [before, after] = [(old ?? []).map(visible).filter((text) => text !== ''), (next ?? []).map(visible).filter((text) => text !== '')];
  if (old === undefined || next === undefined || before.join('\n') === after.join('\n')) return { changed: false, change: NOTHING, added: [] };
  return { changed: true, change: wordChange(before.join(' '), after.join(' ')), added: after.filter((text) => !before.includes(text)) };
}

const saysOfItself = (text: string): boolean => saysCorrected(text) || saysWithdrawn(text);

/** New sentences that say of the story that it was corrected or withdrawn, and edited ones that did not say so before. */
function newNotes(sentences: Sentences, { from }: Alignment): string[] {
  const found: string[] = [];
  sentences.new.forEach(({ text, label }, at) => {
    if ((label !== 'added' && label !== 'edited') || !saysOfItself(text)) return;
    const was = label === 'edited' ? (sentences.old[from[at] ?? -1]?.text ?? '') : '';
    if (!saysOfItself(was)) found.push(text);
  });
  return found;
}

/** Counting letters instead of words is near enough for a share, and quick. */
const LETTERS_A_WORD = 6;
function lengthOf(list: Sentences['old']): number {
  let sum = 0;
  for (const { text } of list) sum += text.length + 1;
  return sum;
}

/** Compares what readers see of two revisions, given the alignment of their sentences. */
export function textChange(previous: Text, next: Text, sentences: Sentences, alignment: Alignment): TextChange {
  const headline = compareTexts([previous.headline], [next.headline]);
  const beside = [
    compareTexts(previous.highlights, next.highlights),
    compareTexts(previous.media?.map(({ caption }) => caption), next.media?.map(({ caption }) => caption)),
  ];
  const runs = runsOf(sentences, alignment)
    .map((run) => ({ ...run, change: changeOfRun(run) }))
    .filter((run) => run.change.facts || tight(run.old) !== tight(run.new));
  const inBody = runs.reduce((sum, { change }) => both(sum, change), NOTHING);
  const inText = beside.reduce((sum, { change }) => both(sum, change), inBody);
  const moved = sentences.new.some(({ text, label }) => label === 'moved' && /[\p{L}\p{N}]/u.test(text) && !isBoilerplateSentence(text));
  const longer = Math.max(1, lengthOf(sentences.old), lengthOf(sentences.new)) / LETTERS_A_WORD;
  return {
    headline: { ...headline.change, changed: headline.changed },
    body: {
      ...inText,
      changed: runs.length > 0 || moved || beside.some(({ changed }) => changed),
      moved,
      lead: runs.some(({ lead, change }) => lead && change.facts),
    },
    share: Math.min(1, inBody.words / longer),
    notes: [...newNotes(sentences, alignment), ...[...headline.added, ...beside.flatMap(({ added }) => added)].filter(saysOfItself)],
  };
}
