// A post in the console's list: its content as readers see it, its status, and the buttons to change it.
import type { DeskStory } from '../../core/story/desk-view.js';
import { button, el } from './view/dom.js';
import { renderParagraph } from './view/marked-text.js';
import { formatWhen, shortTime } from './view/times.js';

export type CardActions = {
  edit: (post: DeskStory) => void;
  /** Changes fields at once; `success` is the message on success. */
  patch: (post: DeskStory, fields: object, success: string) => void;
  history: (post: DeskStory) => void;
  kill: (post: DeskStory) => void;
};

/** Why readers do not see the post as it is here; null if they do. */
function statusText({ state, embargoedUntil, shown }: DeskStory, now: Date): string | null {
  if (state === 'draft') return shown === null ? 'Draft: readers don’t see it.' : 'Unpublished: readers don’t see it.';
  const when = embargoedUntil === null ? null : new Date(embargoedUntil);
  if (when === null || state === 'live') return null;
  if (when <= now) return 'The scheduled time has come: readers are about to see it.';
  if (state === 'scheduled') return `Readers see it ${formatWhen(when, now)}.`;
  return `Readers see this change ${formatWhen(when, now)}. Until then they see the previous text.`;
}

function metaLine(post: DeskStory): HTMLElement {
  const { state, pinned, keyEvent, correction, by, receivedAt, change } = post;
  // What readers do not have yet has no publication time, so show when it was written.
  const isPublic = state === 'live' || state === 'changing';
  const at = isPublic ? (post.firstCreated ?? receivedAt) : receivedAt;
  const author = by ?? 'a source';
  return el(
    'p',
    { class: 'meta' },
    el('time', { datetime: at }, shortTime(at)),
    pinned && el('span', { class: 'badge' }, 'Pinned'),
    keyEvent && el('span', { class: 'badge' }, 'Key event'),
    correction !== null && el('span', { class: 'badge is-amber' }, 'Corrected'),
    el('span', { class: 'by' }, change.class === 'first' ? author : `${author}, ${shortTime(receivedAt)}`),
  );
}

function pictures({ media }: DeskStory): HTMLElement | false {
  const images = media.filter(({ url, type }) => type === 'image' && /^https?:\/\//i.test(url ?? ''));
  if (images.length === 0) return false;
  const attributes = { referrerpolicy: 'no-referrer', loading: 'lazy' };
  const elements = images.map(({ url, alt }) => el('img', { src: url ?? '', alt: alt ?? '', ...attributes }));
  return el('div', { class: 'pictures' }, ...elements);
}

function buttons(post: DeskStory, actions: CardActions): HTMLElement {
  const { state, media, pinned, keyEvent, headline } = post;
  const isComplete = media.every(({ alt, caption, credit }) => alt !== null && caption !== null && credit !== null);
  const publish = (): void => {
    const fields = { pubStatus: 'usable', embargoedUntil: null, firstCreated: 'now', versionCreated: 'now' };
    actions.patch(post, fields, 'Published.');
  };
  const pin = (): void => actions.patch(post, { pinned: !pinned }, pinned ? 'Unpinned.' : 'Pinned.');
  const markKeyEvent = (): void => {
    const success = keyEvent ? 'No longer a key event.' : 'Marked as a key event.';
    actions.patch(post, { keyEvent: !keyEvent }, success);
  };
  const keyEventLabel = keyEvent ? 'Unmark as key event' : 'Mark as key event';
  return el(
    'div',
    { class: 'actions', role: 'group', 'aria-label': `Actions for: ${headline}` },
    state === 'draft' && isComplete && button('Publish now', publish, { name: 'publish-now' }),
    button('Edit', () => actions.edit(post), { kind: 'quiet', name: 'edit' }),
    button(pinned ? 'Unpin' : 'Pin', pin, { kind: 'quiet', name: 'pinned' }),
    button(keyEventLabel, markKeyEvent, { kind: 'quiet', name: 'keyEvent' }),
    button('History', () => actions.history(post), { kind: 'quiet', name: 'history' }),
    button('Kill…', () => actions.kill(post), { kind: 'quiet', name: 'kill' }),
  );
}

/** The post's element; `now` is the server's time. */
export function postCard(post: DeskStory, actions: CardActions, now: Date): HTMLElement {
  const { id, headline, state, body, correction, byline } = post;
  const status = statusText(post, now);
  const label = el('strong', {}, 'Correction: ');
  return el(
    'article',
    { class: 'card', id: `card-${id}`, 'data-post': id, 'data-state': state, 'aria-label': headline },
    metaLine(post),
    status !== null && el('p', { class: 'stands' }, status),
    el('h3', { dir: 'auto' }, headline),
    byline !== null && el('p', { class: 'writer', dir: 'auto' }, byline),
    correction !== null && el('p', { class: 'correction', dir: 'auto' }, label, correction),
    pictures(post),
    el('div', { class: 'text' }, ...body.map(renderParagraph)),
    buttons(post, actions),
  );
}
