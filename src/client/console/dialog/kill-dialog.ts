// The dialog that kills a post: asks for the reason, then reports where the post was removed.
import type { DeskApi } from '../api/desk-api.js';
import { button, el, labelled, openDialog } from '../view/dom.js';
import { shortTime } from '../view/times.js';

/** What the server removed, by kind. */
type Purged = { what: string; count: number };

const entries = (count: number): string => (count === 1 ? 'one entry' : `${count} entries`);

const DESCRIPTIONS: Record<string, (count: number) => string> = {
  stories: (count) =>
    count === 1
      ? 'The post: its address now answers “withdrawn”.'
      : `${count} stories: their addresses now answer “withdrawn”.`,
  revisions: (count) => `Its history: ${entries(count)}, with all comparisons between them.`,
  updates: (count) => `The update log: ${entries(count)}, which no longer contain its text.`,
  submissions: (count) => `The submissions: ${entries(count)}, which nobody can fetch any more.`,
  related: (count) =>
    `${count === 1 ? 'One link' : `${count} links`} from other publishers’ stories on the same event.`,
};

/** Describes the server's list. Kinds that the console does not know are shown as they are. */
const describePurged = (purged: readonly Purged[]): string[] =>
  purged.filter(({ count }) => count > 0).map(({ what, count }) => DESCRIPTIONS[what]?.(count) ?? `${count} × ${what}`);

const WARNING =
  'The post is removed at once from open pages, the live blog, feeds, the API and its history. Its address stays, and answers “withdrawn”.';
const REMOVED_HINT =
  'Feeds and pages no longer contain it. Webhooks and apps were notified. Copies that others made earlier cannot be removed.';

/** `updateReceived` resolves when the console's own connection receives the kill, as open pages do. */
export type KillOptions = {
  api: DeskApi;
  id: string;
  headline: string;
  updateReceived: () => Promise<Date>;
  done: () => void;
};

export function openKill({ api, id, headline, updateReceived, done }: KillOptions): void {
  const reason = el('input', { type: 'text', name: 'reason', required: true, autocomplete: 'off', maxlength: '2000' });
  const status = el('p', { class: 'status', role: 'status' });
  const closer = new AbortController();
  const submit = el('button', { type: 'submit', class: 'danger' }, 'Kill the post');
  const form = el(
    'form',
    { method: 'post', class: 'stack', novalidate: true },
    el('p', {}, WARNING),
    el('blockquote', { dir: 'auto' }, headline),
    labelled('Reason', reason, 'Stored with the post, for your newsroom'),
    status,
    el(
      'div',
      { class: 'actions' },
      submit,
      button('Cancel', () => dialog.close()),
    ),
  );
  const dialog = openDialog('Kill this post', form);
  dialog.addEventListener('close', () => closer.abort());
  reason.focus();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    if (reason.value.trim() === '') {
      status.textContent = 'A kill needs a reason.';
      reason.focus();
      return;
    }
    submit.disabled = true;
    status.textContent = 'Killing…';
    void kill();
  });

  async function kill(): Promise<void> {
    const received = updateReceived();
    const response = await api.requestWithRetry<{ purged?: Purged[] }>(
      { method: 'DELETE', path: `/v1/stories/${id}`, body: { reason: reason.value.trim() } },
      (message) => (status.textContent = message),
      closer.signal,
    );
    if (response === null) return;
    if (response.body === null) {
      status.textContent = `Not killed: ${response.reason}`;
      submit.disabled = false;
      return;
    }
    const openPages = showRemoved(response.body.purged ?? []);
    done();
    const at = await received;
    openPages.classList.remove('is-pending');
    openPages.textContent = `Open pages: notified at ${shortTime(at)}. This page has removed it.`;
  }

  /** Returns the list item about open pages, which are not confirmed yet. */
  function showRemoved(purged: readonly Purged[]): HTMLElement {
    const openPages = el('li', { class: 'is-pending' }, 'Open pages: waiting for confirmation…');
    const others = describePurged(purged).map((text) => el('li', {}, text));
    const close = button('Done', () => dialog.close(), { kind: 'main' });
    dialog.replaceChildren(
      el('header', {}, el('h2', {}, 'Killed')),
      el(
        'div',
        { class: 'stack', role: 'status' },
        el('p', {}, el('strong', { dir: 'auto' }, headline), ' was removed from:'),
        el('ul', { class: 'purged' }, openPages, ...others),
        el('p', { class: 'hint' }, REMOVED_HINT),
        el('div', { class: 'actions' }, close),
      ),
    );
    close.focus();
    return openPages;
  }
}
