// What became of a story between two revisions: class, silence, significance, and the difference sentence by sentence.
import { jsonEqual } from '../text/json-equal.js';
import { align, type Alignment, type Label } from './align.js';
import type { ChangeClass, Op } from '../story/change.js';
import { cleanShort } from '../story/clean-content.js';
import { alignCoarsely, MOST_SENTENCES } from './coarse-align.js';
import { EarlierCut } from './previous-segmentation.js';
import { normalise } from '../text/normalise.js';
import { makeOps } from './ops.js';
import { splitSentencesReusing, splitSentences, splitRunOnSentence } from '../text/sentences.js';
import { significanceOf } from './significance.js';
import { stampBetween } from './stamp-change.js';
import type { Content } from '../story/story.js';
import { textChange, type TextChange } from './text-change.js';
import { saysWithdrawn } from './correction/withdrawal.js';
import { saysCorrected } from './correction/wording.js';

/** What is compared of a revision. Fields that either side leaves out are not compared; `pubStatus` left out is `usable`, and a live blog without `coverageEndTime` goes on. */
export type RevisionText = { headline: string | null; versionCreated: string | null; body: string[] } & Partial<Omit<Content, 'headline' | 'versionCreated' | 'body'>>;

export type LabelledSentence = { text: string; label: Label };

/** The sentence-level difference of two bodies. */
export type BodyComparison = { ops: Op[]; sentences: { old: LabelledSentence[]; new: LabelledSentence[] } };

/** `class` is `unchanged` where a reader sees no difference. `ops` turn the one body into the other exactly, whatever the class. */
export type Comparison = BodyComparison & {
  class: Exclude<ChangeClass, 'first'> | 'unchanged';
  /** Text that readers see changed, and the stamp stayed (or went). False where the story never had a stamp. */
  silent: boolean;
  /** 0 to 1. */
  significance: number;
  /** New text says that the story is withdrawn; a person decides. */
  suggests?: 'kill';
};

function labelled(texts: readonly string[], labels: readonly Label[]): LabelledSentence[] {
  const list: LabelledSentence[] = [];
  for (let at = 0; at < texts.length; at++) list.push({ text: texts[at] ?? '', label: labels[at] ?? 'unchanged' });
  return list;
}

/** How far from where it stood an old paragraph is looked for. Further off it is cut again, which costs little. */
const NEAR = 8;

/** From so many sentences on a paragraph is cut along the one that stood in its place. */
const LONG = 8;
const recut = (paragraph: string, was: string, sentences: readonly string[]): string[] =>
  sentences.length < LONG ? splitSentences(paragraph) : splitSentencesReusing(paragraph, new EarlierCut(was, sentences));

/** The sentences of both bodies. Most paragraphs stand in both, and are cut once. */
function cutBoth(previous: readonly string[], next: readonly string[]): { old: string[][]; fresh: string[][] } {
  const old: string[][] = [];
  for (const paragraph of previous) old.push(splitSentences(paragraph));
  const fresh: string[][] = [];
  let hint = 0;
  for (const paragraph of next) {
    let at = hint;
    const end = Math.min(previous.length, hint + NEAR);
    while (at < end && previous[at] !== paragraph) at++;
    const known = at < end ? old[at] : undefined;
    fresh.push(known ?? recut(paragraph, previous[hint] ?? '', old[hint] ?? []));
    hint = known === undefined ? hint + 1 : at + 1;
  }
  return { old, fresh };
}

function flat(lists: readonly (readonly string[])[]): string[] {
  const all: string[] = [];
  for (const list of lists) for (const text of list) all.push(text);
  return all;
}

type Compared = BodyComparison & { alignment: Alignment };

/** Sentences that run into each other without a space are one to ops, which could not put them together again, and two to readers. */
function alignGlued(old: readonly string[], next: readonly string[]): Pick<Compared, 'sentences' | 'alignment'> {
  const [olds, nexts] = [old.flatMap(splitRunOnSentence), next.flatMap(splitRunOnSentence)];
  const alignment = align(olds, nexts);
  return { alignment, sentences: { old: labelled(olds, alignment.old), new: labelled(nexts, alignment.new) } };
}

function alignBodies(previous: readonly string[], next: readonly string[]): Compared {
  const { old, fresh } = cutBoth(previous, next);
  const [oldTexts, freshTexts] = [flat(old), flat(fresh)];
  const isVast = Math.max(oldTexts.length, freshTexts.length) > MOST_SENTENCES;
  const alignment = isVast ? alignCoarsely(old, fresh) : align(oldTexts, freshTexts);
  const ops = makeOps(old, fresh, alignment);
  const isGlued = (text: string, label: Label | undefined): boolean => label !== 'unchanged' && label !== 'moved' && splitRunOnSentence(text).length > 1;
  if (!isVast && (oldTexts.some((text, at) => isGlued(text, alignment.old[at])) || freshTexts.some((text, at) => isGlued(text, alignment.new[at])))) {
    return { ops, ...alignGlued(oldTexts, freshTexts) };
  }
  return { ops, alignment, sentences: { old: labelled(oldTexts, alignment.old), new: labelled(freshTexts, alignment.new) } };
}

/** Compares two bodies alone, one string a paragraph: labels for each sentence, and the ops between them. */
export function compareBodies(previous: readonly string[], next: readonly string[]): BodyComparison {
  const { ops, sentences } = alignBodies(previous, next);
  return { ops, sentences };
}

const differs = (a: unknown, b: unknown): boolean => a !== undefined && b !== undefined && !jsonEqual(a, b);
const isNewNote = (before: string | null | undefined, after: string | null | undefined): after is string =>
  typeof after === 'string' && normalise(after) !== '' && normalise(after) !== normalise(before ?? '');

const statusMoved = (previous: RevisionText, next: RevisionText): boolean => (previous.pubStatus ?? 'usable') !== (next.pubStatus ?? 'usable');

/** Address without query and fragment: sizes and signatures come and go there. */
const places = (revision: RevisionText): string[] | undefined => revision.media?.map(({ url }) => (url ?? '').replace(/[?#].*$/s, ''));

function classOf(previous: RevisionText, next: RevisionText, text: TextChange, corrected: boolean, stampMoved: boolean): Comparison['class'] {
  if (next.pubStatus === 'canceled' && previous.pubStatus !== 'canceled') return 'kill';
  if (corrected) return 'correction';
  if (text.body.facts || text.body.moved) return 'update';
  if (text.headline.changed && (text.headline.facts || !text.body.changed)) return 'headline';
  if (text.body.changed) return 'refile';
  if (differs(places(previous), places(next))) return 'update';
  if (differs(previous.byline, next.byline) || differs(previous.located, next.located) || differs(previous.media, next.media)) return 'refile';
  const shown = ['pinned', 'keyEvent', 'correction'] as const;
  const ended = (previous.coverageEndTime ?? null) !== (next.coverageEndTime ?? null);
  if (ended || statusMoved(previous, next) || shown.some((field) => differs(previous[field], next[field]))) return 'status';
  if (stampMoved || differs(previous.firstCreated, next.firstCreated)) return 'stamp';
  const unseen = ['embargoedUntil', 'topics', 'edNote', 'language'] as const;
  return unseen.some((field) => differs(previous[field], next[field])) ? 'status' : 'unchanged';
}

/**
 * Compares two revisions of one story. Pure and total: any two texts compare, in time nearly linear in their sentences.
 * `next` is what came later; its labels `added`, and `deleted` on the old side, are meant in that direction.
 */
export function compareRevisions(before: RevisionText, after: RevisionText): Comparison {
  const [previous, next] = [cleanShort(before), cleanShort(after)];
  const { ops, sentences, alignment } = alignBodies(previous.body, next.body);
  const text = textChange(previous, next, sentences, alignment);
  const stamp = stampBetween(previous, next);
  const said = isNewNote(previous.edNote, next.edNote) ? [...text.notes, next.edNote] : text.notes;
  const corrected = isNewNote(previous.correction, next.correction) || said.some(saysCorrected);
  const verdict = classOf(previous, next, text, corrected, stamp === 'moved' || stamp === 'lost');
  return {
    class: verdict,
    silent: (text.body.changed || text.headline.changed) && (stamp === 'still' || stamp === 'lost'),
    significance: significanceOf(verdict, text, statusMoved(previous, next)),
    ...(next.pubStatus !== 'canceled' && said.some(saysWithdrawn) ? { suggests: 'kill' as const } : {}),
    ops,
    sentences,
  };
}
