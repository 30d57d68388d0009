// Two editors changed the same post: both texts whole, side by side, and a choice. Neither is thrown away.
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
    el('p', { class: 'hint' }, 'Nothing of yours was sent, and nothing is lost. What differs is marked.'),
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
      button('Take theirs, keep mine aside', () => choose('theirs'), { name: 'take-theirs' }),
    ),
  );
  return panel;
}
