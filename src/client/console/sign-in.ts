// The door: a key, tried once before it is taken.
import type { Desk } from '../../core/desk-view.js';
import { DeskApi } from './desk-api.js';
import { el, labelled } from './dom.js';

const WORDS: Record<number, string> = {
  0: 'There is no connection to the server. Try again in a moment.',
  401: 'This key is not known here, or it has ended.',
  403: 'This key can read, but not publish: ask for one with the scope “publish”.',
};

/** `why` is said at once, as that the key was ended while somebody wrote. */
export function signIn(why: string | null, taken: (key: string, desk: Desk) => void): HTMLElement {
  const control = el('input', { type: 'password', name: 'key', autocomplete: 'current-password', required: true, spellcheck: 'false' });
  const send = el('button', { type: 'submit', class: 'main' }, 'Sign in');
  const status = el('p', { class: 'status is-wrong', role: 'alert' }, why ?? '');
  // By POST: were the script to fail, the key would still not stand in an address.
  const form = el('form', { method: 'post', class: 'stack' }, labelled('Key', control, 'It stays in this tab, and is forgotten when you close it or sign out.'), status, send);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!send.disabled) void attempt(control.value.trim());
  });
  async function attempt(key: string): Promise<void> {
    if (key === '') return;
    send.disabled = true;
    status.textContent = '';
    const { body, status: code, reason } = await new DeskApi(key, () => undefined).ask<Desk>({ path: '/v1/desk' });
    send.disabled = false;
    if (body !== null) taken(key, body);
    else {
      status.textContent = WORDS[code] ?? reason;
      control.select();
    }
  }
  return el('main', { class: 'door', id: 'main' }, el('h1', {}, 'Sign in'), el('p', {}, 'Write and run your live blogs.'), form);
}
