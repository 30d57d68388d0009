// The list of a story's revisions, without jargon.
import type { ChangeClass } from '../../core/story/change.js';
import type { RevisionSummary } from '../../core/story/story-view.js';
import { html, type Html } from '../../core/format/html.js';
import { timeElement } from './stamp-line.js';

/** Labels of change classes for readers. The page passes them to its script. */
export const CHANGE_CLASS_LABELS: Record<ChangeClass, string> = {
  first: 'First published',
  stamp: 'Time stamp moved, text unchanged',
  refile: 'Small fix',
  update: 'Facts changed',
  correction: 'Correction',
  headline: 'Headline changed',
  status: 'Status changed',
  kill: 'Withdrawn',
};

export const SILENT_EDIT_NOTICE = html`<p class="silent"><strong>Silent edit</strong> The text changed, its time stamp did not.</p>`;

type Line = Pick<RevisionSummary, 'revision' | 'receivedAt' | 'stamps' | 'headline'> & {
  change: Pick<RevisionSummary['change'], 'class' | 'silent' | 'significance'>;
};

const percent = (significance: number): number => Math.round(Math.min(1, Math.max(0, significance)) * 100);

const significanceMeter = (value: number | '#'): Html =>
  html`<meter class="weight" min="0" max="100" value="${value}" title="How much the story changed: ${value} of 100">${value} of 100</meter>`;

/** A link to the revision's difference from the previous one. */
const seeChange = (address: string): Html => html`<p class="see"><a href="${address}">See what changed</a></p>`;

function entry(
  story: string,
  { revision, receivedAt, headline, stamps, change }: Line,
  before: number | undefined,
): Html {
  const words = stamps.at(-1)?.text;
  return html`<li class="revision" data-revision="${revision}" data-class="${change.class}">
<p class="what"><span class="number" title="Revision ${revision}">${revision}</span> <span class="class">${CHANGE_CLASS_LABELS[change.class]}</span></p>
${change.class === 'headline' && html`<p class="headline-now" dir="auto">${headline}</p>`}
${change.silent && SILENT_EDIT_NOTICE}
<p class="when">${timeElement(receivedAt, words === undefined ? null : `The page says: “${words}”`)}${change.class !== 'first' && significanceMeter(percent(change.significance))}</p>
${before !== undefined && seeChange(`/stories/${story}/diff/${before}..${revision}`)}
</li>`;
}

/** The revisions, newest first. */
export function revisionHistory(story: string, revisions: RevisionSummary[]): Html {
  const newestFirst = revisions.toSorted((a, b) => b.revision - a.revision);
  return html`<h2>History</h2>
<ol class="revisions" reversed data-revisions>${newestFirst.map((line, at) => entry(story, line, newestFirst[at + 1]?.revision))}</ol>`;
}

/**
 * An entry with every optional part and # as its weight. The script fills it for a revision that arrives on
 * an open page.
 */
export const revisionTemplate = (): Html =>
  html`<template id="revision-template"><li class="revision">
<p class="what"><span class="number"></span> <span class="class"></span></p>
<p class="headline-now" dir="auto"></p>
${SILENT_EDIT_NOTICE}
<p class="when"><time></time>${significanceMeter('#')}</p>
${seeChange('')}
</li></template>`;
