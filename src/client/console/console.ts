// The publisher's console: who is signed in, which room is shown, and whether the line is open.
import type { Desk } from '../../core/story/desk-view.js';
import { connect, type Client, type ConnectionState } from '../connection/client.js';
import { BlogDesk, type ConsoleContext } from './blog-desk.js';
import { BlogList } from './blog-list.js';
import { DeskApi } from './api/desk-api.js';
import { button, el } from './view/dom.js';
import { onSessionChange, signOut } from './api/session.js';
import { signInForm } from './sign-in.js';
import { claimTab } from './editor/unsent-text.js';

const LINE: Record<ConnectionState, string> = { connecting: 'Connecting…', live: 'Live', reconnecting: 'Reconnecting…', offline: 'Offline' };
const SAID_MS = 10_000;
const ENDED = 'You are signed out: your session or its key has ended. What you wrote is kept on this computer.';

const line = el('span', { 'class': 'line', 'role': 'status', 'data-state': 'connecting' });
const who = el('span', { class: 'who' });
const said = el('p', { class: 'said', role: 'status' });
const masthead = el('div', { class: 'masthead', role: 'banner' }, button('Skip to the content', () => skip(), { kind: 'quiet', name: 'skip' }), el('a', { class: 'wordmark', href: '#' }, 'Dateline'), el('span', { class: 'right' }, line, who));
const place = el('div', { class: 'place' });

let client: Client | null = null;
let room: ConsoleContext | null = null;
let view: BlogDesk | BlogList | null = null;
let saying: ReturnType<typeof setTimeout> | undefined;

function say(words: string): void {
  said.textContent = words;
  said.classList.add('is-shown');
  clearTimeout(saying);
  saying = setTimeout(() => said.classList.remove('is-shown'), SAID_MS);
}

function skip(): void {
  const main = document.querySelector('main');
  main?.setAttribute('tabindex', '-1');
  main?.focus();
}

function leave(): void {
  view?.close();
  client?.close();
  [view, client, room] = [null, null, null];
  for (const dialog of document.querySelectorAll('dialog')) dialog.close();
  who.replaceChildren();
  line.textContent = '';
}

/** Shows the door. */
function out(why: string | null): void {
  leave();
  document.title = 'Dateline console';
  const door = signInForm(why, () => void start());
  place.replaceChildren(door);
  door.querySelector('input')?.focus();
}

async function leaveForGood(): Promise<void> {
  const refusal = await signOut();
  if (refusal === null) out(null);
  else say(`Still signed in: ${refusal.reason}`);
}

function enter({ publisher, name, key }: Desk): void {
  leave();
  const api = new DeskApi(key, () => room?.api === api && void start(ENDED));
  client = connect(location.origin, { session: true });
  client.subscribe(`publisher/${publisher}`, { onUpdate: () => undefined, onState: showLine });
  room = { api, client, publisher, say };
  who.replaceChildren(el('span', { class: 'name' }, name === publisher ? publisher : `${name}, ${publisher}`), button('Sign out', () => void leaveForGood(), { kind: 'quiet', name: 'sign-out' }));
  show();
}

function showLine(state: ConnectionState): void {
  line.dataset['state'] = state;
  line.textContent = LINE[state];
}

/** The room that the address names: a live blog's id, or none. */
function show(): void {
  if (room === null) return;
  view?.close();
  const id = location.hash.slice(1);
  view = /^[\da-f-]{36}$/.test(id) ? new BlogDesk(room, id) : new BlogList(room, (started) => (location.hash = started));
  place.replaceChildren(view.root);
}

/** Goes in as whoever is signed in, or to the door, where `why` is said. */
async function start(why: string | null = null): Promise<void> {
  // From now on nothing is done for whoever was signed in before.
  room = null;
  // A reload with no connection waits for one: the session is good until the server says otherwise.
  const { body, status, reason } = await new DeskApi(null, () => undefined).request<Desk>({ path: '/v1/desk' });
  if (body !== null) enter(body);
  else if (status === 401) out(why);
  else if (status === 403) out('You are signed in with a key that can not publish: sign in with one that has the scope “publish”.');
  else {
    leave();
    place.replaceChildren(el('main', { class: 'door', id: 'main' }, el('h1', {}, 'No connection'), el('p', { role: 'status' }, `${reason} What you wrote is kept; this page tries again by itself.`)));
    setTimeout(() => void start(why), 3_000);
  }
}

async function open(): Promise<void> {
  await claimTab();
  document.body.replaceChildren(masthead, place, said);
  addEventListener('hashchange', show);
  onSessionChange(() => void start());
  await start();
}

void open();
