// The two ways in which a killed story comes back: with a new text, or with all that it said before.
import type { KilledStory } from '../../../core/story/desk-view.js';
import { splitParagraphs } from '../view/block-text.js';
import type { DeskApi } from '../api/desk-api.js';
import { button, el, labelled, openDialog } from '../view/dom.js';
import { formatInstant } from '../view/times.js';

export type RevivalOptions = { api: DeskApi; story: KilledStory; name: string; what: 'post' | 'live blog'; done: (words: string) => void };

function choice(value: string, title: string, hint: string, disabled = false): { root: HTMLElement; box: HTMLInputElement } {
  const box = el('input', { type: 'radio', name: 'way', value, disabled });
  return { root: el('label', { class: 'way' }, box, el('span', {}, el('strong', {}, title), el('span', { class: 'hint' }, hint))), box };
}

export function openRevival({ api, story: { id, revision, erased }, name, what, done }: RevivalOptions): void {
  const posts = what === 'live blog' ? ' Its posts stay killed.' : '';
  const fresh = choice('new', 'With a new text', `What stood before the kill stays hidden everywhere, also in the history.${posts}`);
  const old = choice('restore', 'With all that it said before', erased ? 'Not possible: what it said was erased.' : `The text and its whole history are public again${what === 'live blog' ? ', and its posts' : ''}. The audit log says that you did this.`, erased);
  const headline = el('input', { type: 'text', name: 'revival-headline', maxlength: '1000', autocomplete: 'off', dir: 'auto' });
  const text = el('textarea', { name: 'revival-text', rows: '5', dir: 'auto' });
  const fields = el('div', { class: 'stack' }, labelled('Headline', headline), labelled('Text', text));
  const status = el('p', { class: 'status', role: 'status' });
  const send = el('button', { type: 'submit', class: 'main' }, 'Bring back');
  const stop = new AbortController();
  const form = el(
    'form',
    { method: 'post', class: 'stack', novalidate: true },
    el('fieldset', { class: 'ways' }, el('legend', {}, `How does the ${what} come back?`), fresh.root, old.root),
    fields,
    status,
    el('div', { class: 'actions' }, send, button('Leave it killed', () => dialog.close())),
  );
  const dialog = openDialog(`Bring back: ${name}`, form);
  dialog.addEventListener('close', () => stop.abort());
  // Nothing is chosen at first: one of the two makes public what somebody has killed.
  fields.hidden = true;
  for (const { box } of [fresh, old]) {
    box.addEventListener('change', () => {
      fields.hidden = !fresh.box.checked;
      status.textContent = '';
      if (fresh.box.checked) headline.focus();
    });
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (send.disabled) return;
    if (!fresh.box.checked && !old.box.checked) status.textContent = 'Choose one of the two.';
    else if (fresh.box.checked && headline.value.trim() === '') status.textContent = 'The headline is missing.';
    else void revive();
  });

  async function revive(): Promise<void> {
    send.disabled = true;
    const said = fresh.box.checked ? { headline: headline.value.trim(), body: splitParagraphs(text.value), versionCreated: formatInstant(api.now()) } : { restore: true };
    const body = { pubStatus: 'usable', embargoedUntil: null, ...said };
    const reply = await api.requestWithRetry({ method: 'PATCH', path: `/v1/stories/${id}`, body, headers: { 'if-match': `"${revision}"` } }, (words) => (status.textContent = words ?? 'Bringing it back…'), stop.signal);
    if (reply === null) return;
    send.disabled = false;
    if (reply.body === null) {
      status.textContent = reply.code === 'revision_conflict' ? 'Somebody changed it just now: close this and look again.' : `Not brought back: ${reply.reason}`;
      return;
    }
    dialog.close();
    done(fresh.box.checked ? `The ${what} is back, with its new text.` : `The ${what} is back, with all that it said before.`);
  }
}
