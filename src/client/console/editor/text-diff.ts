// Renders the difference of two texts, side by side or inline.
import { compareBodies, type LabelledSentence } from '../../../core/revision/compare.js';
import { diffLines } from '../../../core/revision/diff-lines.js';
import { sentencesOf } from '../../../core/text/sentences.js';
import { el } from '../view/dom.js';

type Text = { headline: string; body: string[] };

const compared = (before: Text, after: Text) => compareBodies(before.body, after.body).sentences;

const TITLES = {
  edited: 'This sentence differs on the other side',
  moved: 'This sentence is in another place on the other side',
  added: 'This sentence is only on this side',
  deleted: 'This sentence is only on this side',
} as const;

function paragraphs(body: readonly string[], labelled: readonly LabelledSentence[]): HTMLParagraphElement[] {
  let at = 0;
  return sentencesOf(body).map((sentences) => {
    const spans = sentences.flatMap((text): (Node | string)[] => {
      const label = labelled[at]?.label ?? 'unchanged';
      at += 1;
      return [label === 'unchanged' ? text : el('mark', { class: `is-${label}`, title: TITLES[label] }, text), ' '];
    });
    return el('p', { dir: 'auto' }, ...spans);
  });
}

/** Both texts in full, with differing sentences marked. */
export function sideBySideDiff(one: Text, other: Text): [HTMLElement, HTMLElement] {
  const { old, new: next } = compared(one, other);
  const side = (text: Text, differs: boolean, sentences: readonly LabelledSentence[]): HTMLElement =>
    el(
      'div',
      { class: 'text' },
      el('h4', { dir: 'auto' }, differs ? el('mark', { class: 'is-edited' }, text.headline) : text.headline),
      ...paragraphs(text.body, sentences),
    );
  const differs = one.headline !== other.headline;
  return [side(one, differs, old), side(other, differs, next)];
}

/** One text: deleted sentences are struck out, added ones underlined. */
export function inlineDiff(before: Text, after: Text): HTMLElement {
  const { old, new: next } = compared(before, after);
  const headline: Node[] =
    before.headline === after.headline
      ? []
      : [el('h4', { dir: 'auto' }, el('del', {}, before.headline), ' ', el('ins', {}, after.headline))];
  const lengths = sentencesOf(after.body).map((sentences) => sentences.length);
  const lines = diffLines(old, next);
  const shown: Node[] = [];
  let [from, at] = [0, 0];
  for (const length of [...lengths, Number.POSITIVE_INFINITY]) {
    const pieces: (Node | string)[] = [];
    for (let line = lines[at]; line !== undefined && line.at < from + length; line = lines[(at += 1)]) {
      const { mark, text } = line;
      pieces.push(
        mark === '-'
          ? el('del', {}, text)
          : mark === '+'
            ? el('ins', {}, text)
            : mark === '>'
              ? el('mark', { class: 'is-moved', title: 'This sentence was moved' }, text)
              : text,
        ' ',
      );
    }
    if (pieces.length > 0) shown.push(el('p', { dir: 'auto' }, ...pieces));
    from += length;
  }
  return el('div', { class: 'text' }, ...headline, ...shown);
}
