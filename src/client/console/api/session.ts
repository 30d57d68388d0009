// Signs the browser in and out. The session is in a cookie that scripts cannot read, and is shared by all tabs.
import { problemOf } from '../../connection/api.js';
import { timeoutSignal } from '../../timing/timeout-signal.js';

const TIMEOUT_MS = 20_000;
const tabs = new BroadcastChannel('dateline-session');

/** Null on success. `status` is 0 without a response. */
export type SessionProblem = { status: number; reason: string } | null;

async function post(path: string, form: Record<string, string>): Promise<SessionProblem> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      cache: 'no-store',
      credentials: 'same-origin',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(form),
      signal: timeoutSignal(TIMEOUT_MS),
    });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel is of one origin
    if (response.ok) tabs.postMessage('changed');
    if (response.ok) return null;
    return { status: response.status, reason: problemOf(response.status, await response.json()).reason };
  } catch {
    // A network error, a broken response or a timeout: callers treat them alike.
    return { status: 0, reason: 'There is no connection to the server. Try again in a moment.' };
  }
}

export const signIn = (key: string): Promise<SessionProblem> => post('/console/sign-in', { key });

export const signOut = (): Promise<SessionProblem> => post('/console/sign-out', {});

/** Calls back when another tab signs in or out. */
export const onSessionChange = (changed: () => void): void => tabs.addEventListener('message', changed);
