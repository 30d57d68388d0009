// How fast and how right compareRevisions is: against jsdiff's diffSentences in the same run, and on labelled pairs.
// compare.js [--cases <folder with revisions.jsonl>]; without it only the speed rows. Takes some twenty seconds at most.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { diffSentences } from 'diff';
import type { Label } from '../../src/core/align.js';
import { compareRevisions, type Comparison, type RevisionText } from '../../src/core/compare.js';
import { splitSentences } from '../../src/core/sentences.js';
import { saysCorrected } from '../../src/core/wording.js';
import { DECOYS, NOTES } from '../core/pairs/correction-notes.js';
import { LABELS, labelsFor, Score } from '../core/pairs/label-score.js';
import { makePair } from '../core/pairs/made-pair.js';
import { seeded } from '../support/seeded.js';

type Side = { headline: string; modified: string | null; body: string[]; sentences: string[] };
type Case = { id: string; class: string | null; old: Side; new: Side; truth: { old: (Label | null)[]; new: (Label | null)[] } };

const SENTENCES = 1000;
const SLICE_MS = 350;
const FOLDS = 5;
const RIGHT: Record<string, Comparison['class'][]> = { none: ['unchanged'], 'stamp-only': ['stamp'], typo: ['refile'], headline: ['headline'], substantive: ['update', 'correction'] };
const SUBJECTS = ['The minister', 'A spokesman', 'The company', 'Her lawyer', 'The mayor of Lyon', 'The union', 'One witness', 'The central bank'];
const VERBS = ['said on Monday that', 'denied that', 'has confirmed that', 'told reporters that', 'expects that', 'wrote to staff that'];
const OBJECTS = ['the bridge', 'a new contract', 'the vote', 'its third factory', 'the inquiry', 'this budget', 'the ceasefire', 'every school'];
const ENDS = ['would be delayed by weeks', 'cost 40 million euros', 'had been agreed in Geneva', 'was not what voters wanted', 'will close in March', 'needs the approval of parliament'];

const revision = (body: string[]): RevisionText => ({ headline: null, versionCreated: null, body });
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const line = (name: string, ...values: string[]): void => print(`  ${name.padEnd(34)}${values.map((value) => value.padStart(16)).join('')}`);

/** The median time of a call, after a few to warm up. */
function time(run: () => void): number {
  for (let round = 0; round < 5; round++) run();
  const times: number[] = [];
  for (const end = performance.now() + SLICE_MS; performance.now() < end || times.length < 5; ) {
    const begin = performance.now();
    run();
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
}

function madeSentences(seed: number): string[] {
  const below = seeded(seed);
  const one = (list: readonly string[]): string => list[below(list.length)] ?? '';
  return Array.from({ length: SENTENCES }, (_, at) => `${one(SUBJECTS)} ${one(VERBS)} ${one(OBJECTS)} and ${one(OBJECTS)} in district ${at * 7 + seed} ${one(ENDS)}.`);
}

function speed(): void {
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
    ['90 added or deleted', text.flatMap((sentence, at) => (at % 20 === 3 ? [] : at % 25 === 4 ? [sentence, other[at] ?? ''] : [sentence]))],
    ['everything different', other],
    ['blocks moved', [...text.slice(300, 350), ...text.slice(0, 300), ...text.slice(500, 600), ...text.slice(350, 500), ...text.slice(600)]],
  ];
  print(`\nA pair of ${SENTENCES} sentences, median in ms`);
  line('', 'jsdiff', 'dateline', '× its time');
  for (const perParagraph of [1, 4]) {
    const paragraphs = (list: readonly string[]): string[] => Array.from({ length: Math.ceil(list.length / perParagraph) }, (_, at) => list.slice(at * perParagraph, (at + 1) * perParagraph).join(' '));
    const old = paragraphs(text);
    for (const [name, changed] of kinds) {
      const next = paragraphs(changed);
      const [left, right] = [old.join('\n'), next.join('\n')];
      const theirs = time(() => void diffSentences(left, right));
      const ours = time(() => void compareRevisions(revision(old), revision(next)));
      line(`${name}, ${perParagraph} a paragraph`, theirs.toFixed(2), ours.toFixed(2), (ours / theirs).toFixed(2));
    }
  }
}

function printScore(name: string, score: Score): void {
  line(name, `F1 ${percent(score.macroF1)}`, `moved ${percent(score.f1('moved'))}`, `perfect ${percent(score.perfect / score.pairs)}`);
}

function quality(folder: string): void {
  const cases = readFileSync(join(folder, 'revisions.jsonl'), 'utf8').trim().split('\n').map((row) => JSON.parse(row) as Case);
  const compared = cases.map(({ old, new: next }) => {
    const side = ({ headline, modified, body }: Side): RevisionText => ({ headline, versionCreated: modified, body });
    return compareRevisions(side(old), side(next));
  });
  const real = new Score();
  const folds = Array.from({ length: FOLDS }, () => new Score());
  const verdicts = { right: 0, all: 0, same: 0, falselyRevised: 0 };
  cases.forEach((one, at) => {
    const { sentences, class: verdict } = compared[at] ?? compareRevisions(revision([]), revision([]));
    const sides = (['old', 'new'] as const).map((side) => ({ wanted: one.truth[side], got: labelsFor(one[side].sentences, sentences[side]) }));
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
  const pool = cases.flatMap((one) => one.new.sentences).filter((text) => text.split(' ').length >= 6 && text.split(' ').length < 45);
  for (const { old } of cases) {
    const pair = makePair(old.body.map(splitSentences), pool, below);
    const { sentences } = compareRevisions(revision(pair.old.body), revision(pair.new.body));
    made.add((['old', 'new'] as const).map((side) => ({ wanted: pair[side].labels, got: labelsFor(pair[side].sentences, sentences[side]) })));
  }

  print('\nLabels of sentences');
  printScore(`${real.pairs} real pairs`, real);
  line('', ...LABELS.map((label) => `${label} ${(100 * real.f1(label)).toFixed(1)}`));
  folds.forEach((fold, at) => printScore(`  fold ${at + 1} of ${FOLDS}`, fold));
  printScore(`${made.pairs} made pairs`, made);
  print('\nVerdicts');
  line('class right', percent(verdicts.right / verdicts.all), `of ${verdicts.all}`);
  line('false revision', percent(verdicts.falselyRevised / Math.max(1, verdicts.same)), `of ${verdicts.same}`);
  const notes = Object.values(NOTES).flat();
  line('corrections found', percent(notes.filter(saysCorrected).length / notes.length), `of ${notes.length}`);
  line('decoys taken for corrections', percent(DECOYS.filter(saysCorrected).length / DECOYS.length), `of ${DECOYS.length}`);
}

const { values } = parseArgs({ options: { cases: { type: 'string' } } });
if (values.cases !== undefined) quality(values.cases);
speed();
