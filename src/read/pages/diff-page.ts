// The diff page, for readers who have never seen a diff: the new text, with deleted text struck out at its
// old place.
import { diffWordsWithSpace } from 'diff';
import { compareRevisions, type Comparison } from '../../core/revision/compare.js';
import { diffLines, type DiffLine } from '../../core/revision/diff-lines.js';
import { joinSentences, sentencesOf } from '../../core/text/sentences.js';
import type { RevisionSummary, RevisionView } from '../../core/story/story-view.js';
import { MAX_DIFFERENCE_BYTES, type RevisionPair } from './difference-json.js';
import { Html, html } from '../../core/format/html.js';
import { postAddress } from './post-article.js';
import { CHANGE_CLASS_LABELS, SILENT_EDIT_NOTICE } from './revision-history.js';
import { ambiguityNote, timeElement, formatWall } from './stamp-line.js';
import { pageLayout } from './page-layout.js';

/**
 * Characters of both sentences. Longer ones are shown as deleted and inserted as a whole: a word diff takes
 * quadratic time.
 */
const MAX_WORD_DIFF_CHARS = 4_000;

const deletedText = (text: string): Html => html`<del>${text}</del>`;
const insertedText = (text: string): Html => html`<ins>${text}</ins>`;

/** Two versions of a text with their deleted and inserted words marked. */
function wordDiff(before: string, after: string): Html {
  if (before.length + after.length > MAX_WORD_DIFF_CHARS) return html`${deletedText(before)} ${insertedText(after)}`;
  const parts = diffWordsWithSpace(before, after).map(({ added, removed, value }) => {
    if (added) return insertedText(value);
    return removed ? deletedText(value) : value;
  });
  return html`${parts}`;
}

const FIELDS = {
  headline: 'Headline',
  byline: 'Writer',
  located: 'Place',
  edNote: 'Note',
  correction: 'Correction',
  pubStatus: 'Status',
} as const;

function fieldChange(name: keyof typeof FIELDS, before: string | null, after: string | null): Html | null {
  if (before === after) return null;
  const change =
    before === null ? insertedText(after ?? '') : after === null ? deletedText(before) : wordDiff(before, after);
  return html`<dt>${FIELDS[name]}</dt><dd dir="auto">${change}</dd>`;
}

/** The change of the time stamp's text, and its ambiguity. */
function stampChange(before: RevisionView, after: RevisionView): Html | null {
  const textOf = ({ stamps }: RevisionView): string | null => stamps.at(-1)?.text ?? null;
  const [oldText, newText] = [textOf(before), textOf(after)];
  const ambiguous = after.stamps.find((stamp) => stamp.ambiguous);
  const change =
    oldText === newText
      ? null
      : html`${oldText !== null && deletedText(oldText)} ${newText !== null && insertedText(newText)}`;
  if (change === null && ambiguous === undefined) return null;
  return html`<dt>Time stamp</dt><dd dir="auto">${change ?? newText}${ambiguous !== undefined && html` <span class="doubt">${ambiguityNote(ambiguous)}</span>`}</dd>`;
}

/**
 * A sentence with its change. An edited sentence appears once, with both versions; `next` follows in reading
 * order.
 */
function sentence(line: DiffLine, next: DiffLine | undefined): Html | null {
  const { mark, text, counterpart } = line;
  const isEdited = mark === '-' && counterpart !== undefined && next?.mark === '+' && next.counterpart === text;
  if (isEdited) return html`<span class="edited">${wordDiff(text, next.text)}</span>`;
  if (mark === '-') return deletedText(text);
  if (mark === '>') return html`<span class="moved" title="This sentence was moved here">${text}</span>`;
  return mark === '+' ? insertedText(text) : html`${text}`;
}

/**
 * The new paragraphs, with deleted sentences before the ones that followed them. Sentences deleted at the end
 * form a last paragraph.
 */
function paragraphs(lines: DiffLine[], body: readonly string[]): Html[] {
  const lengths = sentencesOf(body).map((sentences) => sentences.length);
  const shown: Html[] = [];
  let [from, next] = [0, 0];
  for (const length of [...lengths, Number.POSITIVE_INFINITY]) {
    const pieces: Html[] = [];
    let changed = false;
    for (; next < lines.length; next++) {
      const line = lines[next];
      if (line === undefined || line.at >= from + length) break;
      const before = lines[next - 1];
      // The old version of an edited sentence shows the new one too.
      if (
        line.mark === '+' &&
        line.counterpart !== undefined &&
        before?.mark === '-' &&
        before.text === line.counterpart
      )
        continue;
      const piece = sentence(line, lines[next + 1]);
      if (piece === null) continue;
      const earlier = pieces.length === 0 ? undefined : before?.text;
      pieces.push(html`${earlier !== undefined && joinSentences([earlier, '']).slice(earlier.length)}${piece}`);
      changed ||= line.mark !== ' ';
    }
    if (pieces.length > 0) shown.push(html`<p dir="auto"${changed && html` class="changed"`}>${pieces}</p>\n`);
    from += length;
  }
  return shown;
}

const countPhrase = (count: number, one: string, many: string): string | null =>
  count === 0 ? null : `${count} ${count === 1 ? one : many}`;

const exactTime = ({ receivedAt }: RevisionView): Html => timeElement(receivedAt, null, undefined, 'exact');

/** A list of all visible revisions, oldest first. */
function revisionSelect(
  name: 'from' | 'to',
  label: string,
  revisions: readonly RevisionSummary[],
  chosen: number,
): Html {
  const options = revisions
    .toSorted((a, b) => a.revision - b.revision)
    .map(({ revision, receivedAt, change }) => {
      const label = `${revision}: ${CHANGE_CLASS_LABELS[change.class]}${change.silent ? ', silently' : ''}`;
      return html`<option value="${revision}" data-at="${receivedAt}" data-says="${label}"${revision === chosen && html` selected`}>${label}, ${formatWall(receivedAt)} UTC</option>`;
    });
  return html`<label>${label} <select name="${name}">${options}</select></label>`;
}

/** A form to compare any two revisions, in either direction. */
const compareForm = (
  story: string,
  revisions: readonly RevisionSummary[],
  { from, to }: { from: number; to: number },
): Html | false =>
  revisions.length > 1 &&
  html`<form class="choose" method="get" action="/stories/${story}/diff" aria-label="Compare other revisions">${revisionSelect('from', 'Compare', revisions, from)} ${revisionSelect('to', 'with', revisions, to)} <button>Compare</button></form>`;

/**
 * The expensive parts of the page, as plain values that can cross threads and be cached. `fields` and `body`
 * are markup; `isCut`: the body exceeded the limit and was truncated.
 */
export type DifferenceParts = {
  verdict: Comparison['class'];
  silent: boolean;
  summary: string[];
  fields: string;
  body: string;
  isCut: boolean;
};

/** The first paragraphs, up to the size limit. */
function truncateBody(shown: readonly Html[]): { body: string; isCut: boolean } {
  let [body, length] = ['', 0];
  for (const { text } of shown) {
    length += Buffer.byteLength(text);
    if (length > MAX_DIFFERENCE_BYTES) return { body, isCut: true };
    body += text;
  }
  return { body, isCut: false };
}

/** Compares two revisions for the page. */
export function differenceParts({ before, after }: RevisionPair): DifferenceParts {
  const { class: verdict, silent, sentences } = compareRevisions(before, after);
  const count = (label: string, of = sentences.new): number => of.filter((one) => one.label === label).length;
  const summary = [
    countPhrase(count('edited'), 'sentence was edited', 'sentences were edited'),
    countPhrase(count('added'), 'was added', 'were added'),
    countPhrase(count('deleted', sentences.old), 'was taken out', 'were taken out'),
    countPhrase(count('moved'), 'was moved', 'were moved'),
  ].filter((part) => part !== null);
  const names = Object.keys(FIELDS) as (keyof typeof FIELDS)[];
  const fields = [
    ...names.map((name) => fieldChange(name, before[name], after[name])),
    stampChange(before, after),
  ].filter((one) => one !== null);
  return {
    verdict,
    silent,
    summary,
    fields: html`${fields}`.text,
    ...truncateBody(paragraphs(diffLines(sentences.old, sentences.new), after.body)),
  };
}

/** `revisions`: those that can be compared; `blog`: the live blog of a post. */
export type DiffPageInput = RevisionPair & {
  parts?: DifferenceParts;
  revisions?: readonly RevisionSummary[];
  blog?: { id: string; headline: string } | null;
};

/** The page of `/stories/<id>/diff/<from>..<to>`. */
export function diffPage({
  before,
  after,
  parts = differenceParts({ before, after }),
  revisions = [],
  blog = null,
}: DiffPageInput): string {
  const { verdict, silent, summary, fields, body, isCut } = parts;
  const story = blog === null ? `/stories/${after.story}` : postAddress(blog.id, after.story);
  const heading = verdict === 'unchanged' ? 'No visible change' : CHANGE_CLASS_LABELS[verdict];
  return pageLayout({
    title: `What changed: ${after.headline}`,
    head: html`<meta name="robots" content="noindex">
<script type="module" src="/client/story-page.js"></script>`,
    main: html`<main id="story" class="diff" data-view="diff" data-class="${verdict}">
<article class="story" lang="${after.language ?? ''}">
<div class="part-head"><p class="kicker">What changed</p><h1 dir="auto"><a href="${story}">${after.headline}</a></h1>
${blog !== null && html`<p class="of">A post of <a href="${story}">${blog.headline}</a></p>`}
<p class="who">From revision ${before.revision} (${exactTime(before)}) to revision ${after.revision} (${exactTime(after)})</p></div>
<p class="verdict"><strong>${heading}.</strong> ${summary.length > 0 && `${summary.join(', ')}.`}</p>
${silent && SILENT_EDIT_NOTICE}
${compareForm(after.story, revisions, { from: before.revision, to: after.revision })}
${verdict !== 'unchanged' && html`<p class="legend"><del>Struck out</del>: deleted. <ins>Underlined</ins>: new. <span class="moved">Marked</span>: moved.</p>`}
${fields !== '' && html`<dl class="fields">${new Html(fields)}</dl>`}
<div class="body">
${new Html(body)}</div>
${isCut && html`<p class="cut">The rest does not fit on this page. Read revision <a href="/v1/stories/${after.story}/revisions/${before.revision}">${before.revision}</a> and revision <a href="/v1/stories/${after.story}/revisions/${after.revision}">${after.revision}</a>.</p>`}
</article>
<div class="part-source"><p><a href="${story}">${blog === null ? 'Current version of the story' : 'Current version of the post'}</a> · <a href="/v1/stories/${after.story}/diff?from=${before.revision}&to=${after.revision}">This difference as JSON</a></p></div>
</main>`,
  });
}
