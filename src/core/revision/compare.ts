// Compares two revisions of a story: class, silence, significance, and the difference by sentence.
import { jsonEqual } from '../text/json-equal.js';
import { alignSentences, type Alignment, type SentenceLabel } from './align.js';
import type { ChangeClass, Op } from '../story/change.js';
import { cleanShort } from '../story/clean-content.js';
import { alignParagraphs, MAX_SENTENCES } from './align-paragraphs.js';
import { PreviousSegmentation } from './previous-segmentation.js';
import { normalise } from '../text/normalise.js';
import { makeOps } from './ops.js';
import { splitSentencesReusing, splitSentences, splitRunOnSentence } from '../text/sentences.js';
import { significanceOf } from './significance.js';
import { stampChange } from './stamp-change.js';
import type { Content } from '../story/story.js';
import { textChange, type TextChange } from './text-change.js';
import { isWithdrawalNotice } from './correction/withdrawal-notice.js';
import { isCorrectionNote } from './correction/correction-note.js';

/**
 * The compared fields of a revision. A field missing on either side isn't compared, but a missing `pubStatus`
 * means `usable`, and a missing `coverageEndTime` means that coverage continues.
 */
export type RevisionText = { headline: string | null; versionCreated: string | null; body: string[] } & Partial<
  Omit<Content, 'headline' | 'versionCreated' | 'body'>
>;

export type LabelledSentence = { text: string; label: SentenceLabel };

/** The sentence-level difference of two bodies. */
export type BodyComparison = { ops: Op[]; sentences: { old: LabelledSentence[]; new: LabelledSentence[] } };

/**
 * `class` is `unchanged` where readers see no difference. `ops` turn one body into the other exactly,
 * whatever the class.
 */
export type Comparison = BodyComparison & {
  class: Exclude<ChangeClass, 'first'> | 'unchanged';
  /**
   * Visible text changed, and the stamp stayed the same or disappeared. False where the story never had a
   * stamp.
   */
  silent: boolean;
  /** 0 (irrelevant to readers) to 1. */
  significance: number;
  /** New text says that the story is withdrawn; a person must decide on the kill. */
  suggests?: 'kill';
};

function labelled(texts: readonly string[], labels: readonly SentenceLabel[]): LabelledSentence[] {
  const list: LabelledSentence[] = [];
  for (let at = 0; at < texts.length; at++) list.push({ text: texts[at] ?? '', label: labels[at] ?? 'unchanged' });
  return list;
}

/** Paragraphs ahead that are searched for an equal one. Segmenting again is cheap. */
const MAX_LOOKAHEAD = 8;

/** Paragraphs with this many sentences reuse the segmentation of the paragraph in their place. */
const MIN_SENTENCES_TO_REUSE = 8;
const resegment = (paragraph: string, previous: string, sentences: readonly string[]): string[] =>
  sentences.length < MIN_SENTENCES_TO_REUSE
    ? splitSentences(paragraph)
    : splitSentencesReusing(paragraph, new PreviousSegmentation(previous, sentences));

/** The sentences of both bodies. Paragraphs in both, as most are, are segmented once. */
function segmentBoth(previous: readonly string[], next: readonly string[]): { old: string[][]; fresh: string[][] } {
  const old: string[][] = [];
  for (const paragraph of previous) old.push(splitSentences(paragraph));
  const fresh: string[][] = [];
  let expected = 0;
  for (const paragraph of next) {
    let at = expected;
    const end = Math.min(previous.length, expected + MAX_LOOKAHEAD);
    while (at < end && previous[at] !== paragraph) at++;
    const known = at < end ? old[at] : undefined;
    fresh.push(known ?? resegment(paragraph, previous[expected] ?? '', old[expected] ?? []));
    expected = known === undefined ? expected + 1 : at + 1;
  }
  return { old, fresh };
}

function flat(lists: readonly (readonly string[])[]): string[] {
  const all: string[] = [];
  for (const list of lists) for (const text of list) all.push(text);
  return all;
}

type Compared = BodyComparison & { alignment: Alignment };

/**
 * Splits sentences that lack a space between them. Ops can't, as joining would add the space; for readers
 * they are two.
 */
function alignUnglued(old: readonly string[], next: readonly string[]): Pick<Compared, 'sentences' | 'alignment'> {
  const [olds, nexts] = [old.flatMap(splitRunOnSentence), next.flatMap(splitRunOnSentence)];
  const alignment = alignSentences(olds, nexts);
  return { alignment, sentences: { old: labelled(olds, alignment.old), new: labelled(nexts, alignment.new) } };
}

function alignBodies(previous: readonly string[], next: readonly string[]): Compared {
  const { old, fresh } = segmentBoth(previous, next);
  const [oldTexts, freshTexts] = [flat(old), flat(fresh)];
  const isVeryLong = Math.max(oldTexts.length, freshTexts.length) > MAX_SENTENCES;
  const alignment = isVeryLong ? alignParagraphs(old, fresh) : alignSentences(oldTexts, freshTexts);
  const ops = makeOps(old, fresh, alignment);
  const isGlued = (text: string, label: SentenceLabel | undefined): boolean =>
    label !== 'unchanged' && label !== 'moved' && splitRunOnSentence(text).length > 1;
  if (
    !isVeryLong &&
    (oldTexts.some((text, at) => isGlued(text, alignment.old[at])) ||
      freshTexts.some((text, at) => isGlued(text, alignment.new[at])))
  ) {
    return { ops, ...alignUnglued(oldTexts, freshTexts) };
  }
  return {
    ops,
    alignment,
    sentences: { old: labelled(oldTexts, alignment.old), new: labelled(freshTexts, alignment.new) },
  };
}

/** Compares two bodies, one string per paragraph: a label for each sentence, and the ops between them. */
export function compareBodies(previous: readonly string[], next: readonly string[]): BodyComparison {
  const { ops, sentences } = alignBodies(previous, next);
  return { ops, sentences };
}

const differs = (a: unknown, b: unknown): boolean => a !== undefined && b !== undefined && !jsonEqual(a, b);
const isNewNote = (before: string | null | undefined, after: string | null | undefined): after is string =>
  typeof after === 'string' && normalise(after) !== '' && normalise(after) !== normalise(before ?? '');

const isStatusChange = (previous: RevisionText, next: RevisionText): boolean =>
  (previous.pubStatus ?? 'usable') !== (next.pubStatus ?? 'usable');

/** The media's URLs without query and fragment, where sizes and signatures change. */
const mediaUrls = (revision: RevisionText): string[] | undefined =>
  revision.media?.map(({ url }) => (url ?? '').replace(/[?#].*$/s, ''));

function classOf(
  previous: RevisionText,
  next: RevisionText,
  text: TextChange,
  isCorrection: boolean,
  isStampChange: boolean,
): Comparison['class'] {
  if (next.pubStatus === 'canceled' && previous.pubStatus !== 'canceled') return 'kill';
  if (isCorrection) return 'correction';
  if (text.body.facts || text.body.moved) return 'update';
  if (text.headline.changed && (text.headline.facts || !text.body.changed)) return 'headline';
  if (text.body.changed) return 'refile';
  if (differs(mediaUrls(previous), mediaUrls(next))) return 'update';
  if (
    differs(previous.byline, next.byline) ||
    differs(previous.located, next.located) ||
    differs(previous.media, next.media)
  )
    return 'refile';
  const visible = ['pinned', 'keyEvent', 'correction'] as const;
  const hasCoverageChange = (previous.coverageEndTime ?? null) !== (next.coverageEndTime ?? null);
  if (
    hasCoverageChange ||
    isStatusChange(previous, next) ||
    visible.some((field) => differs(previous[field], next[field]))
  )
    return 'status';
  if (isStampChange || differs(previous.firstCreated, next.firstCreated)) return 'stamp';
  const invisible = ['embargoedUntil', 'topics', 'edNote', 'language'] as const;
  return invisible.some((field) => differs(previous[field], next[field])) ? 'status' : 'unchanged';
}

/**
 * Compares two revisions of one story, `after` being the newer. Never throws; nearly linear in the number of
 * sentences.
 */
export function compareRevisions(before: RevisionText, after: RevisionText): Comparison {
  const [previous, next] = [cleanShort(before), cleanShort(after)];
  const { ops, sentences, alignment } = alignBodies(previous.body, next.body);
  const text = textChange(previous, next, sentences, alignment);
  const stamp = stampChange(previous, next);
  const notes = isNewNote(previous.edNote, next.edNote) ? [...text.notes, next.edNote] : text.notes;
  const isCorrection = isNewNote(previous.correction, next.correction) || notes.some(isCorrectionNote);
  const verdict = classOf(previous, next, text, isCorrection, stamp === 'moved' || stamp === 'lost');
  return {
    class: verdict,
    silent: (text.body.changed || text.headline.changed) && (stamp === 'same' || stamp === 'lost'),
    significance: significanceOf(verdict, text, isStatusChange(previous, next)),
    ...(next.pubStatus !== 'canceled' && notes.some(isWithdrawalNotice) ? { suggests: 'kill' as const } : {}),
    ops,
    sentences,
  };
}
