// The dialog that brings a killed story back: with a new text, or with its previous text and history.
import type { KilledStory } from '../../../core/story/desk-view.js';
import type { DeskApi } from '../api/desk-api.js';
import { splitParagraphs } from '../view/block-text.js';
import { button, el, labelled, openDialog } from '../view/dom.js';
import { formatSeconds } from '../view/times.js';

export type RevivalOptions = {
  api: DeskApi;
  story: KilledStory;
  name: string;
  kind: 'post' | 'live blog';
  done: (message: string) => void;
};

type Option = { root: HTMLElement; box: HTMLInputElement };

function option(value: string, title: string, hint: string, disabled = false): Option {
  const box = el('input', { type: 'radio', name: 'way', value, disabled });
  const label = el('span', {}, el('strong', {}, title), el('span', { class: 'hint' }, hint));
  return { root: el('label', { class: 'way' }, box, label), box };
}

const newTextOption = (kind: RevivalOptions['kind']): Option => {
  const posts = kind === 'live blog' ? ' Its posts stay killed.' : '';
  return option('new', 'With a new text', `The previous text stays hidden everywhere, including the history.${posts}`);
};

const restoreOption = (kind: RevivalOptions['kind'], erased: boolean): Option => {
  const what = kind === 'live blog' ? 'text, its history and its posts' : 'text and its history';
  const possible = `The ${what} become public again. The audit log records that you did this.`;
  const hint = erased ? 'Not possible: the text was erased.' : possible;
  return option('restore', 'With the previous text and history', hint, erased);
};

export function openRevival({ api, story: { id, revision, erased }, name, kind, done }: RevivalOptions): void {
  const newText = newTextOption(kind);
  const restore = restoreOption(kind, erased);
  const headline = el('input', {
    type: 'text',
    name: 'revival-headline',
    maxlength: '1000',
    autocomplete: 'off',
    dir: 'auto',
  });
  const text = el('textarea', { name: 'revival-text', rows: '5', dir: 'auto' });
  const fields = el('div', { class: 'stack' }, labelled('Headline', headline), labelled('Text', text));
  const status = el('p', { class: 'status', role: 'status' });
  const submit = el('button', { type: 'submit', class: 'main' }, 'Bring back');
  const closer = new AbortController();
  const legend = el('legend', {}, `How does the ${kind} come back?`);
  const form = el(
    'form',
    { method: 'post', class: 'stack', novalidate: true },
    el('fieldset', { class: 'ways' }, legend, newText.root, restore.root),
    fields,
    status,
    el(
      'div',
      { class: 'actions' },
      submit,
      button('Leave it killed', () => dialog.close()),
    ),
  );
  const dialog = openDialog(`Bring back: ${name}`, form);
  dialog.addEventListener('close', () => closer.abort());
  // No default: one of the options makes public what somebody has killed.
  fields.hidden = true;
  for (const { box } of [newText, restore]) {
    box.addEventListener('change', () => {
      fields.hidden = !newText.box.checked;
      status.textContent = '';
      if (newText.box.checked) headline.focus();
    });
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    if (!newText.box.checked && !restore.box.checked) status.textContent = 'Choose one of the two.';
    else if (newText.box.checked && headline.value.trim() === '') status.textContent = 'The headline is missing.';
    else void revive();
  });

  function content(): object {
    if (!newText.box.checked) return { restore: true };
    const body = splitParagraphs(text.value);
    return { headline: headline.value.trim(), body, versionCreated: formatSeconds(api.now()) };
  }

  async function revive(): Promise<void> {
    submit.disabled = true;
    const response = await api.requestWithRetry(
      {
        method: 'PATCH',
        path: `/v1/stories/${id}`,
        body: { pubStatus: 'usable', embargoedUntil: null, ...content() },
        headers: { 'if-match': `"${revision}"` },
      },
      (message) => (status.textContent = message ?? 'Bringing it back…'),
      closer.signal,
    );
    if (response === null) return;
    submit.disabled = false;
    if (response.body === null) {
      const isConflict = response.code === 'revision_conflict';
      const conflict = 'Somebody has just changed it. Close this dialog and check it again.';
      status.textContent = isConflict ? conflict : `Not brought back: ${response.reason}`;
      return;
    }
    dialog.close();
    done(`The ${kind} is back, with its ${newText.box.checked ? 'new text' : 'previous text and history'}.`);
  }
}
