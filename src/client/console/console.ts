// The publisher's console: sign-in, the choice of view, and the connection's state.
import type { Desk } from '../../core/story/desk-view.js';
import { connect, type Client } from '../connection/client.js';
import type { ConnectionState } from '../connection/connection-state.js';
import { DeskApi } from './api/desk-api.js';
import { onSessionChange, signOut } from './api/session.js';
import { BlogDesk, type ConsoleContext } from './blog-desk.js';
import { BlogList } from './blog-list.js';
import { claimTab } from './editor/unsent-text.js';
import { signInForm } from './sign-in.js';
import { button, el } from './view/dom.js';

const STATE_LABELS: Record<ConnectionState, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
};
const NOTIFICATION_MS = 10_000;
const RETRY_MS = 3_000;
const SESSION_ENDED = 'You are signed out: your session or its key has ended. Your text is saved on this computer.';
const WRONG_SCOPE = 'This key cannot publish: sign in with one that has the scope “publish”.';
const STORY_ID = /^[\da-f-]{36}$/;

const stateLabel = el('span', { class: 'line', role: 'status', 'data-state': 'connecting' });
const account = el('span', { class: 'who' });
const notification = el('p', { class: 'said', role: 'status' });
const masthead = el(
  'div',
  { class: 'masthead', role: 'banner' },
  button('Skip to the content', () => focusMain(), { kind: 'quiet', name: 'skip' }),
  el('a', { class: 'wordmark', href: '#' }, 'Dateline'),
  el('span', { class: 'right' }, stateLabel, account),
);
const content = el('div', { class: 'place' });

let client: Client | null = null;
let context: ConsoleContext | null = null;
let view: BlogDesk | BlogList | null = null;
let notificationTimer: ReturnType<typeof setTimeout> | undefined;

function notify(message: string): void {
  notification.textContent = message;
  notification.classList.add('is-shown');
  clearTimeout(notificationTimer);
  notificationTimer = setTimeout(() => notification.classList.remove('is-shown'), NOTIFICATION_MS);
}

function focusMain(): void {
  const main = document.querySelector('main');
  main?.setAttribute('tabindex', '-1');
  main?.focus();
}

function closeAll(): void {
  view?.close();
  client?.close();
  [view, client, context] = [null, null, null];
  for (const dialog of document.querySelectorAll('dialog')) dialog.close();
  account.replaceChildren();
  stateLabel.textContent = '';
}

function showSignIn(message: string | null): void {
  closeAll();
  document.title = 'Dateline console';
  const form = signInForm(message, () => void start());
  content.replaceChildren(form);
  form.querySelector('input')?.focus();
}

async function signOutAndShow(): Promise<void> {
  const problem = await signOut();
  if (problem === null) showSignIn(null);
  else notify(`You are still signed in: ${problem.reason}`);
}

function showConsole({ publisher, name, key }: Desk): void {
  closeAll();
  const api = new DeskApi(key, () => context?.api === api && void start(SESSION_ENDED));
  client = connect(location.origin, { session: true });
  client.subscribe(`publisher/${publisher}`, { onUpdate: () => undefined, onState: showState });
  context = { api, client, publisher, notify };
  const label = name === publisher ? publisher : `${name}, ${publisher}`;
  const signOutButton = button('Sign out', () => void signOutAndShow(), { kind: 'quiet', name: 'sign-out' });
  account.replaceChildren(el('span', { class: 'name' }, label), signOutButton);
  showView();
}

function showState(state: ConnectionState): void {
  stateLabel.dataset['state'] = state;
  stateLabel.textContent = STATE_LABELS[state];
}

/** Shows the live blog whose id is the address's hash, or the list of live blogs. */
function showView(): void {
  if (context === null) return;
  view?.close();
  const id = location.hash.slice(1);
  view = STORY_ID.test(id) ? new BlogDesk(context, id) : new BlogList(context, (started) => (location.hash = started));
  content.replaceChildren(view.root);
}

/** Shows the console for the current session; without one, the sign-in form with `message`. */
async function start(message: string | null = null): Promise<void> {
  // Requests that are still open must not act for the previous session.
  context = null;
  const { body, status, reason } = await new DeskApi(null, () => undefined).request<Desk>({ path: '/v1/desk' });
  if (body !== null) showConsole(body);
  else if (status === 401) showSignIn(message);
  else if (status === 403) showSignIn(WRONG_SCOPE);
  else {
    closeAll();
    const text = `${reason} Your text is saved. This page tries again automatically.`;
    const offline = [el('h1', {}, 'No connection'), el('p', { role: 'status' }, text)];
    content.replaceChildren(el('main', { class: 'sign-in', id: 'main' }, ...offline));
    setTimeout(() => void start(message), RETRY_MS);
  }
}

async function open(): Promise<void> {
  await claimTab();
  document.body.replaceChildren(masthead, content, notification);
  addEventListener('hashchange', showView);
  onSessionChange(() => void start());
  await start();
}

void open();
