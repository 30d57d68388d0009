// Refreshes an operator's page every few seconds, and marks it as stale while the server does not answer.
import { idleHeaders } from '../connection/idle-headers.js';
import { timeoutSignal } from '../timing/timeout-signal.js';

const REFRESH_EVERY_MS = 3_000;
const TIMEOUT_MS = 8_000;

const desk = document.querySelector('#desk');
const staleBanner = document.querySelector<HTMLElement>('#stale');
let refreshedAt = Date.now();

/** True while the operator has selected text or scrolls in a box: replacing it would lose their place. */
const isBusy = (): boolean => {
  const selection = getSelection();
  const hasSelection = selection !== null && !selection.isCollapsed;
  return hasSelection || document.activeElement?.matches('pre') === true;
};

async function refresh(): Promise<void> {
  const headers = { accept: 'text/html', ...idleHeaders() };
  const response = await fetch(location.pathname, { signal: timeoutSignal(TIMEOUT_MS), headers });
  // Signed out, possibly in another tab: the reload shows the sign-in form instead of this page.
  if (response.status === 401 || response.status === 403) location.reload();
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const loaded = page.querySelector('#desk');
  if (loaded === null) throw new Error('the server answers with another page');
  refreshedAt = Date.now();
  if (desk === null || isBusy()) return;
  // A focused button keeps the focus: buttons are matched by their form's action.
  const focusedAction = document.activeElement?.closest('form')?.getAttribute('action');
  const scrollTops = [...desk.querySelectorAll('pre')].map((box) => box.scrollTop);
  desk.replaceChildren(...loaded.childNodes);
  document.title = page.title;
  desk.querySelectorAll('pre').forEach((box, index) => (box.scrollTop = scrollTops[index] ?? 0));
  if (focusedAction === null || focusedAction === undefined) return;
  desk.querySelector<HTMLElement>(`form[action="${CSS.escape(focusedAction)}"] button`)?.focus();
}

/** Shows why the page is stale; null: it is fresh. */
function showStale(reason: string | null): void {
  document.body.classList.toggle('is-stale', reason !== null);
  if (staleBanner === null) return;
  staleBanner.hidden = reason === null;
  const seconds = Math.round((Date.now() - refreshedAt) / 1000);
  if (reason !== null) staleBanner.textContent = `No refresh for ${seconds} s (${reason}): what you see is old.`;
}

async function refreshForever(): Promise<void> {
  try {
    await refresh();
    showStale(null);
  } catch (error) {
    showStale(error instanceof Error ? error.message : String(error));
  }
  setTimeout(() => void refreshForever(), REFRESH_EVERY_MS);
}

setTimeout(() => void refreshForever(), REFRESH_EVERY_MS);
