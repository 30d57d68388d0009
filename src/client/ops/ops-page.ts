// Keeps an operator's page fresh. A page that can not be had anew says so, and does not look alive.
import { idleHeaders } from '../connection/idle-headers.js';

const EVERY_MS = 3_000;
const PATIENCE_MS = 8_000;

const desk = document.querySelector('#desk');
const stale = document.querySelector<HTMLElement>('#stale');
let freshAt = Date.now();

/** Whoever reads in a box, or has marked words, is not to lose their place. */
const isBusy = (): boolean => {
  const chosen = getSelection();
  return (chosen !== null && !chosen.isCollapsed) || document.activeElement?.matches('pre') === true;
};

async function refresh(): Promise<void> {
  const answer = await fetch(location.pathname, { signal: AbortSignal.timeout(PATIENCE_MS), headers: { accept: 'text/html', ...idleHeaders() } });
  // Signed out, here or elsewhere: what stands here is for nobody any more.
  if (answer.status === 401 || answer.status === 403) location.reload();
  if (!answer.ok) throw new Error(`it answers ${answer.status}`);
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const main = next.querySelector('#desk');
  if (main === null) throw new Error('it answers another page');
  freshAt = Date.now();
  if (desk === null || isBusy()) return;
  // By what it can do: a button that has the focus keeps it.
  const focused = document.activeElement?.closest('form')?.getAttribute('action');
  const boxes = [...desk.querySelectorAll('pre')].map((box) => box.scrollTop);
  desk.replaceChildren(...main.childNodes);
  document.title = next.title;
  desk.querySelectorAll('pre').forEach((box, at) => (box.scrollTop = boxes[at] ?? 0));
  if (focused !== null && focused !== undefined) desk.querySelector<HTMLElement>(`form[action="${CSS.escape(focused)}"] button`)?.focus();
}

function show(why: string | null): void {
  document.body.classList.toggle('is-stale', why !== null);
  if (stale === null) return;
  stale.hidden = why === null;
  if (why !== null) stale.textContent = `No answer for ${Math.round((Date.now() - freshAt) / 1000)} s (${why}): what you see is old.`;
}

async function keepFresh(): Promise<void> {
  try {
    await refresh();
    show(null);
  } catch (error) {
    show(error instanceof Error ? error.message : String(error));
  }
  setTimeout(() => void keepFresh(), EVERY_MS);
}

setTimeout(() => void keepFresh(), EVERY_MS);
