// Comparing revisions: how fast beside jsdiff's diffSentences, and how right, on labelled pairs and on notes of
// correction.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { diffSentences } from 'diff';
import type { SentenceLabel } from '../../src/core/revision/align.js';
import { compareRevisions, type Comparison, type RevisionText } from '../../src/core/revision/compare.js';
import { splitSentences } from '../../src/core/text/sentences.js';
import { isWithdrawalNotice } from '../../src/core/revision/correction/withdrawal-notice.js';
import { isCorrectionNote } from '../../src/core/revision/correction/correction-note.js';
import { DECOYS, FIRST_SIGHT, KILLS, NOTES } from '../core/revision/pairs/correction-notes.js';
import { LABELS, labelsFor, Score } from '../core/revision/pairs/label-score.js';
import { makePair } from '../core/revision/pairs/made-pair.js';
import { seeded } from '../support/seeded.js';
import { heading, median, percent, row, say } from './table.js';

type Side = { headline: string; modified: string | null; body: string[]; sentences: string[] };
type Case = {
  id: string;
  class: string | null;
  old: Side;
  new: Side;
  truth: { old: (SentenceLabel | null)[]; new: (SentenceLabel | null)[] };
};

const SENTENCES = 1000;
const SLICE_MS = 500;
const WARM_UP = 5;
const LEAST_ROUNDS = 5;
const FOLDS = 5;
const RIGHT: Record<string, Comparison['class'][]> = {
  none: ['unchanged'],
  'stamp-only': ['stamp'],
  typo: ['refile'],
  headline: ['headline'],
  substantive: ['update', 'correction'],
};
const SUBJECTS = [
  'The minister',
  'A spokesman',
  'The company',
  'Her lawyer',
  'The mayor of Lyon',
  'The union',
  'One witness',
  'The central bank',
];
const VERBS = [
  'said on Monday that',
  'denied that',
  'has confirmed that',
  'told reporters that',
  'expects that',
  'wrote to staff that',
];
const OBJECTS = [
  'the bridge',
  'a new contract',
  'the vote',
  'its third factory',
  'the inquiry',
  'this budget',
  'the ceasefire',
  'every school',
];
const ENDS = [
  'would be delayed by weeks',
  'cost 40 million euros',
  'had been agreed in Geneva',
  'was not what voters wanted',
  'will close in March',
  'needs the approval of parliament',
];

const revision = (body: string[]): RevisionText => ({ headline: null, versionCreated: null, body });

/** The median times of two calls in turns, so that a noisy moment hits both; a few to warm up are left out. */
function times(ours: () => void, theirs: () => void): { ours: number; theirs: number } {
  const took = { ours: [] as number[], theirs: [] as number[] };
  const clock = (run: () => void): number => {
    const begin = performance.now();
    run();
    return performance.now() - begin;
  };
  for (let round = 0; round < WARM_UP; round++) [theirs, ours].forEach(clock);
  for (const end = performance.now() + SLICE_MS; performance.now() < end || took.ours.length < LEAST_ROUNDS;) {
    took.theirs.push(clock(theirs));
    took.ours.push(clock(ours));
  }
  return { ours: median(took.ours), theirs: median(took.theirs) };
}

function madeSentences(seed: number): string[] {
  const below = seeded(seed);
  const one = (list: readonly string[]): string => list[below(list.length)] ?? '';
  return Array.from(
    { length: SENTENCES },
    (_, at) =>
      `${one(SUBJECTS)} ${one(VERBS)} ${one(OBJECTS)} and ${one(OBJECTS)} in district ${at * 7 + seed} ${one(ENDS)}.`,
  );
}

/** Prints the times for a pair of 1,000 sentences, by kind of change and by how many sentences a paragraph has. */
export function comparingSpeed(): void {
  const below = seeded(5);
  const [text, other] = [madeSentences(1), madeSentences(2)];
  const edited = (count: number): string[] => {
    const next = [...text];
    for (let edit = 0; edit < count; edit++) {
      const at = below(SENTENCES);
      next[at] = (next[at] ?? '').replace(/ that /, ' again that ');
    }
    return next;
  };
  const kinds: [string, string[]][] = [
    ['the same', [...text]],
    ['10 sentences edited', edited(10)],
    ['400 sentences edited', edited(400)],
    [
      '90 added or deleted',
      text.flatMap((sentence, at) => (at % 20 === 3 ? [] : at % 25 === 4 ? [sentence, other[at] ?? ''] : [sentence])),
    ],
    ['everything different', other],
    [
      'blocks moved',
      [
        ...text.slice(300, 350),
        ...text.slice(0, 300),
        ...text.slice(500, 600),
        ...text.slice(350, 500),
        ...text.slice(600),
      ],
    ],
  ];
  for (const perParagraph of [1, 4, SENTENCES]) {
    heading(
      `A pair of ${SENTENCES} sentences, ${perParagraph === SENTENCES ? 'all in one paragraph' : `${perParagraph} a paragraph`}`,
      'dateline, ms',
      'jsdiff, ms',
      '× its time',
      'goal',
    );
    // New strings, as from two documents: where both sides hold the same ones, comparing costs nothing.
    const paragraphs = (list: readonly string[]): string[] =>
      Array.from({ length: Math.ceil(list.length / perParagraph) }, (_, at) =>
        Buffer.from(list.slice(at * perParagraph, (at + 1) * perParagraph).join(' ')).toString(),
      );
    const old = paragraphs(text);
    for (const [name, changed] of kinds) {
      const next = paragraphs(changed);
      const [left, right] = [old.join('\n'), next.join('\n')];
      const { ours, theirs } = times(
        () => void compareRevisions(revision(old), revision(next)),
        () => void diffSentences(left, right),
      );
      row(name, ours.toFixed(2), theirs.toFixed(2), (ours / theirs).toFixed(2), '≤ 0.8');
    }
  }
}

function scoreRow(name: string, score: Score, goal = ''): void {
  row(name, percent(score.macroF1), percent(score.f1('moved')), percent(score.perfect / score.pairs), goal);
}

type Copy = {
  headline: string;
  modified: string | null;
  body: string[];
  sentences: string[];
  labels: (SentenceLabel | null)[];
};

/** The labelled pairs of a folder, else the few copies among the tests, which carry no class. */
function casesOf(folder: string | null): Case[] {
  if (folder !== null)
    return readFileSync(join(folder, 'revisions.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Case);
  const { pairs } = JSON.parse(readFileSync(resolve('test/core/revision/pairs/real.json'), 'utf8')) as {
    pairs: { id: string; old: Copy; new: Copy }[];
  };
  return pairs.map(({ id, old, new: next }) => ({
    id,
    class: null,
    old,
    new: next,
    truth: { old: old.labels, new: next.labels },
  }));
}

/** Prints how right labels, classes and notes of correction are. */
export function comparingQuality(folder: string | null): void {
  const cases = casesOf(folder);
  const compared = cases.map(({ old, new: next }) => {
    const side = ({ headline, modified, body }: Side): RevisionText => ({ headline, versionCreated: modified, body });
    return compareRevisions(side(old), side(next));
  });
  const real = new Score();
  const folds = Array.from({ length: FOLDS }, () => new Score());
  const verdicts = { right: 0, all: 0, same: 0, falselyRevised: 0 };
  cases.forEach((one, at) => {
    const { sentences, class: verdict } = compared[at] ?? compareRevisions(revision([]), revision([]));
    const sides = (['old', 'new'] as const).map((side) => ({
      wanted: one.truth[side],
      got: labelsFor(one[side].sentences, sentences[side]),
    }));
    real.add(sides);
    folds[at % FOLDS]?.add(sides);
    if (one.class === null) return;
    verdicts.all++;
    if (RIGHT[one.class]?.includes(verdict) === true) verdicts.right++;
    if (one.class !== 'none' && one.class !== 'stamp-only') return;
    verdicts.same++;
    if (verdict !== 'unchanged' && verdict !== 'stamp') verdicts.falselyRevised++;
  });

  const below = seeded(1);
  const made = new Score();
  const pool = cases
    .flatMap((one) => one.new.sentences)
    .filter((text) => text.split(' ').length >= 6 && text.split(' ').length < 45);
  for (const { old } of cases) {
    const pair = makePair(old.body.map(splitSentences), pool, below);
    const { sentences } = compareRevisions(revision(pair.old.body), revision(pair.new.body));
    made.add(
      (['old', 'new'] as const).map((side) => ({
        wanted: pair[side].labels,
        got: labelsFor(pair[side].sentences, sentences[side]),
      })),
    );
  }

  heading('Labels of sentences', 'macro-F1', 'moved F1', 'perfect pairs', 'goal');
  scoreRow(`${real.pairs} real pairs`, real, '≥ 95.5, 85, 97');
  say(`    ${LABELS.map((label) => `${label} ${percent(real.f1(label))}`).join(', ')}`);
  folds.forEach((fold, at) => (fold.pairs > 1 ? scoreRow(`  fold ${at + 1} of ${FOLDS}`, fold) : undefined));
  scoreRow(`${made.pairs} pairs made from them`, made, '≥ 98.5, 85, –');

  heading('Verdicts', 'share', 'of', 'goal');
  if (verdicts.all > 0) {
    row('class right', percent(verdicts.right / verdicts.all), String(verdicts.all), '≥ 96 %');
    row(
      'false revision',
      percent(verdicts.falselyRevised / Math.max(1, verdicts.same)),
      String(verdicts.same),
      '≤ 2 %',
    );
  }
  const says =
    (said: (sentence: string) => boolean) =>
    (note: string): boolean =>
      splitSentences(note).some(said);
  const share = (list: readonly string[], said: (sentence: string) => boolean): [string, string] => [
    percent(list.filter(says(said)).length / list.length),
    String(list.length),
  ];
  row(
    'corrections found',
    ...share([...Object.values(NOTES).flat(), ...FIRST_SIGHT.flatMap(({ notes }) => notes)], isCorrectionNote),
    '≥ 85 %',
  );
  FIRST_SIGHT.forEach(({ foundAtFirstSight, notes }, at) =>
    row(`  set ${at + 1}, at first sight (as recorded)`, percent(foundAtFirstSight), String(notes.length)),
  );
  row('kills suggested', ...share(KILLS, isWithdrawalNotice));
  row(
    'decoys taken for either',
    ...share(DECOYS, (sentence) => isCorrectionNote(sentence) || isWithdrawalNotice(sentence)),
    '0 %',
  );
}
