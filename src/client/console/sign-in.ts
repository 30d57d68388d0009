// The door: a key, which the server takes for a session. No part of it stays in the browser.
import { el, labelled } from './view/dom.js';
import { signIn } from './api/session.js';

const WORDS: Record<number, string> = {
  403: 'This key can not publish: ask for one with the scope “publish”.',
  422: 'This is no key.',
};

/** `why` is said at once, as that the key was ended while somebody wrote. */
export function signInForm(why: string | null, taken: () => void): HTMLElement {
  const control = el('input', { type: 'password', name: 'key', autocomplete: 'current-password', required: true, spellcheck: 'false', maxlength: '512' });
  const send = el('button', { type: 'submit', class: 'main' }, 'Sign in');
  const status = el('p', { class: 'status is-wrong', role: 'alert' }, why ?? '');
  // By POST: were the script to fail, the key would still not stand in an address.
  const form = el('form', { method: 'post', action: '/console/sign-in', class: 'stack' }, labelled('Key', control, 'This browser stays signed in until you sign out, close it, or leave it unused for long. It does not keep the key.'), status, send);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!send.disabled) void attempt(control.value.trim());
  });
  async function attempt(key: string): Promise<void> {
    if (key === '') return;
    send.disabled = true;
    status.textContent = '';
    const refusal = await signIn(key);
    send.disabled = false;
    if (refusal === null) {
      control.value = '';
      taken();
      return;
    }
    status.textContent = WORDS[refusal.status] ?? refusal.reason;
    control.select();
  }
  return el('main', { class: 'door', id: 'main' }, el('h1', {}, 'Sign in'), el('p', {}, 'Write and run your live blogs.'), form);
}
