// Shown if two editors changed the same post: both texts side by side, and a choice. Neither text is lost.
import type { DeskRevision } from '../../../core/story/desk-view.js';
import { sideBySideDiff } from './text-diff.js';
import { button, el } from '../view/dom.js';
import type { PostContent } from './post-content.js';
import { shortTime } from '../view/times.js';

export type Choice = 'mine' | 'theirs' | 'merge';

export function conflictPanel({
  mine,
  theirs,
  choose,
}: {
  mine: PostContent;
  theirs: DeskRevision;
  choose: (choice: Choice) => void;
}): HTMLElement {
  const who = theirs.by ?? 'Somebody';
  const [left, right] = sideBySideDiff(theirs, mine);
  const panel = el(
    'section',
    { class: 'conflict', role: 'alertdialog', 'aria-label': 'This post was changed meanwhile', tabindex: '-1' },
    el('h3', {}, `${who} changed this post at ${shortTime(theirs.receivedAt)}, while you were writing`),
    el('p', { class: 'hint' }, 'Your text was not sent, and nothing is lost. Differences are marked.'),
    el(
      'div',
      { class: 'sides' },
      el(
        'div',
        { class: 'side theirs' },
        el('p', { class: 'side-name' }, `${who}’s text, revision ${theirs.revision}`),
        left,
      ),
      el('div', { class: 'side mine' }, el('p', { class: 'side-name' }, 'Your text, not sent'), right),
    ),
    el(
      'div',
      { class: 'actions' },
      button('Merge both', () => choose('merge'), { kind: 'main', name: 'merge' }),
      button('Publish mine instead', () => choose('mine'), { name: 'keep-mine' }),
      button('Take theirs, save mine for later', () => choose('theirs'), { name: 'take-theirs' }),
    ),
  );
  return panel;
}
