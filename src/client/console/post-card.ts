// A post in the list: as its readers see it, how it stands, and what can be done with it.
import type { DeskStory } from '../../core/story/desk-view.js';
import { button, el } from './view/dom.js';
import { renderParagraph } from './view/marked-text.js';
import { shortTime, formatWhen } from './view/times.js';

export type CardActions = {
  edit: (post: DeskStory) => void;
  patch: (post: DeskStory, fields: object, words: string) => void;
  history: (post: DeskStory) => void;
  kill: (post: DeskStory) => void;
};

function stands({ state, embargoedUntil, shown }: DeskStory, now: Date): string | null {
  const when = embargoedUntil === null ? null : new Date(embargoedUntil);
  if (state === 'draft') return shown === null ? 'Draft: readers don’t see it.' : 'Taken back: readers don’t see it.';
  if (when === null || state === 'live') return null;
  if (when <= now) return 'Its time has come: readers are about to see it.';
  return state === 'scheduled' ? `Readers see it ${formatWhen(when, now)}.` : `This change is seen ${formatWhen(when, now)}. Until then readers see the text before it.`;
}

/** The post's element; `now` is the server's. */
export function postCard(post: DeskStory, acts: CardActions, now: Date): HTMLElement {
  const { id, headline, state, pinned, keyEvent, media, body, correction, byline, by, receivedAt, change } = post;
  const words = stands(post, now);
  // What readers don't have yet has no time of its own but that at which it was written.
  const at = state === 'live' || state === 'changing' ? (post.firstCreated ?? receivedAt) : receivedAt;
  const toggle = (name: 'pinned' | 'keyEvent', on: boolean, set: string, unset: string): HTMLButtonElement =>
    button(on ? unset : set, () => acts.patch(post, { [name]: !on }, on ? `${unset}: done.` : `${set}: done.`), { kind: 'quiet', name });
  const publish = state === 'draft' && media.every(({ alt, caption, credit }) => alt !== null && caption !== null && credit !== null);
  const pictures = media.filter(({ url, type }) => type === 'image' && /^https?:\/\//i.test(url ?? ''));
  return el(
    'article',
    { 'class': 'card', 'id': `card-${id}`, 'data-post': id, 'data-state': state, 'aria-label': headline },
    el(
      'p',
      { class: 'meta' },
      el('time', { datetime: at }, shortTime(at)),
      pinned && el('span', { class: 'badge' }, 'Pinned'),
      keyEvent && el('span', { class: 'badge' }, 'Key event'),
      correction !== null && el('span', { class: 'badge is-amber' }, 'Corrected'),
      el('span', { class: 'by' }, change.class === 'first' ? (by ?? 'a source') : `${by ?? 'a source'}, ${shortTime(receivedAt)}`),
    ),
    words !== null && el('p', { class: 'stands' }, words),
    el('h3', { dir: 'auto' }, headline),
    byline !== null && el('p', { class: 'writer', dir: 'auto' }, byline),
    correction !== null && el('p', { class: 'correction', dir: 'auto' }, el('strong', {}, 'Correction: '), correction),
    pictures.length > 0 && el('div', { class: 'pictures' }, ...pictures.map(({ url, alt }) => el('img', { src: url ?? '', alt: alt ?? '', referrerpolicy: 'no-referrer', loading: 'lazy' }))),
    el('div', { class: 'text' }, ...body.map(renderParagraph)),
    el(
      'div',
      { class: 'actions', role: 'group', 'aria-label': `What to do with: ${headline}` },
      publish && button('Publish now', () => acts.patch(post, { pubStatus: 'usable', embargoedUntil: null, firstCreated: 'now', versionCreated: 'now' }, 'Published.'), { name: 'publish-now' }),
      button('Edit', () => acts.edit(post), { kind: 'quiet', name: 'edit' }),
      toggle('pinned', pinned, 'Pin', 'Unpin'),
      toggle('keyEvent', keyEvent, 'Mark as key event', 'No key event'),
      button('History', () => acts.history(post), { kind: 'quiet', name: 'history' }),
      button('Kill…', () => acts.kill(post), { kind: 'quiet', name: 'kill' }),
    ),
  );
}
