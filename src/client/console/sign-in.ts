// The sign-in form: exchanges a key for a session. The browser does not store the key.
import { signIn } from './api/session.js';
import { el, labelled } from './view/dom.js';

const MESSAGES: Record<number, string> = {
  403: 'This key cannot publish: ask for one with the scope “publish”.',
  422: 'This is not a key.',
};
const HINT =
  'This browser stays signed in until you sign out, close it, or do not use it for a long time. It does not store the key.';

/** `message` is shown at once, for example that the session has ended. */
export function signInForm(message: string | null, onSignedIn: () => void): HTMLElement {
  const control = el('input', {
    type: 'password',
    name: 'key',
    autocomplete: 'current-password',
    required: true,
    spellcheck: 'false',
    maxlength: '512',
  });
  const submit = el('button', { type: 'submit', class: 'main' }, 'Sign in');
  const status = el('p', { class: 'status is-wrong', role: 'alert' }, message ?? '');
  // POST keeps the key out of the address even if the script fails.
  const form = el(
    'form',
    { method: 'post', action: '/console/sign-in', class: 'stack' },
    labelled('Key', control, HINT),
    status,
    submit,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!submit.disabled) void attempt(control.value.trim());
  });
  async function attempt(key: string): Promise<void> {
    if (key === '') return;
    submit.disabled = true;
    status.textContent = '';
    const problem = await signIn(key);
    submit.disabled = false;
    if (problem === null) {
      control.value = '';
      onSignedIn();
      return;
    }
    status.textContent = MESSAGES[problem.status] ?? problem.reason;
    control.select();
  }
  const intro = el('p', {}, 'Write and run your live blogs.');
  return el('main', { class: 'sign-in', id: 'main' }, el('h1', {}, 'Sign in'), intro, form);
}
