// A kill, with its reason, and then where the post has gone from.
import type { DeskApi } from '../api/desk-api.js';
import { button, el, labelled, openDialog } from '../view/dom.js';
import { shortTime } from '../view/times.js';

export type Purged = { what: string; count: number };

const entries = (count: number): string => (count === 1 ? 'one entry' : `${count} entries`);

const COUNTED: Record<string, (count: number) => string> = {
  stories: (count) => (count === 1 ? 'The post itself: its address now answers “withdrawn”.' : `${count} stories: their addresses now answer “withdrawn”.`),
  revisions: (count) => `Its history, ${entries(count)}, with every comparison between them.`,
  updates: (count) => `The log of updates, ${entries(count)}: whoever reads it from the start finds no word of it.`,
  submissions: (count) => `What was sent for it, ${entries(count)}: it can’t be fetched any more, by you either.`,
  related: (count) => `${count === 1 ? 'One link' : `${count} links`} from other publishers’ stories that tell the same.`,
};

/** The server's list in a newsroom's words; what it names that isn't known here is told as it is. */
export const describePurged = (purged: readonly Purged[]): string[] =>
  purged.filter(({ count }) => count > 0).map(({ what, count }) => COUNTED[what]?.(count) ?? `${count} × ${what}`);

/** `dropped` resolves once the word to drop it has come back over the line on which open pages hear it. */
export type KillOptions = { api: DeskApi; id: string; headline: string; dropped: () => Promise<Date>; done: () => void };

export function openKill({ api, id, headline, dropped, done }: KillOptions): void {
  const reason = el('input', { type: 'text', name: 'reason', required: true, autocomplete: 'off', maxlength: '2000' });
  const status = el('p', { class: 'status', role: 'status' });
  const stop = new AbortController();
  const send = el('button', { type: 'submit', class: 'danger' }, 'Kill the post');
  const form = el(
    'form',
    { method: 'post', class: 'stack', novalidate: true },
    el('p', {}, 'It leaves everything at once: open pages, the live blog, feeds, the API, and its whole history. Only its place and the word “withdrawn” stay.'),
    el('blockquote', { dir: 'auto' }, headline),
    labelled('Reason', reason, 'Kept with the post for your newsroom'),
    status,
    el('div', { class: 'actions' }, send, button('Keep it', () => dialog.close())),
  );
  const dialog = openDialog('Kill this post', form);
  dialog.addEventListener('close', () => stop.abort());
  reason.focus();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (send.disabled) return;
    if (reason.value.trim() === '') {
      status.textContent = 'A kill needs a reason.';
      reason.focus();
      return;
    }
    send.disabled = true;
    status.textContent = 'Killing…';
    void kill();
  });

  async function kill(): Promise<void> {
    const heard = dropped();
    const reply = await api.requestWithRetry<{ purged?: Purged[] }>({ method: 'DELETE', path: `/v1/stories/${id}`, body: { reason: reason.value.trim() } }, (words) => (status.textContent = words), stop.signal);
    if (reply === null) return;
    if (reply.body === null) {
      status.textContent = `Not killed: ${reply.reason}`;
      send.disabled = false;
      return;
    }
    const open = el('li', { class: 'is-pending' }, 'Open pages: the word to drop it is on its way…');
    const list = el('ul', { class: 'purged' }, open, ...describePurged(reply.body.purged ?? []).map((words) => el('li', {}, words)));
    const close = button('Done', () => dialog.close(), { kind: 'main' });
    dialog.replaceChildren(el('header', {}, el('h2', {}, 'Killed')), el('div', { class: 'stack', role: 'status' }, el('p', {}, el('strong', { dir: 'auto' }, headline), ' is gone from:'), list, el('p', { class: 'hint' }, 'Feeds and pages are made of the same store, so they went with it. Webhooks and apps were told; what others copied earlier is out of reach.'), el('div', { class: 'actions' }, close)));
    close.focus();
    done();
    const at = await heard;
    open.classList.remove('is-pending');
    open.textContent = `Open pages: told to drop it at ${shortTime(at)}; this one has.`;
  }
}
