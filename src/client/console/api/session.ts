// Who is signed in is known to the server alone: the browser has a cookie that no script can read. What one tab does with it holds for all.
import { problemOf } from '../../connection/api.js';

const TIMEOUT_MS = 20_000;
const tabs = new BroadcastChannel('dateline-session');

/** Null where it went well. `status` is 0 where there was no answer. */
export type SessionProblem = { status: number; reason: string } | null;

async function post(path: string, form: Record<string, string>): Promise<SessionProblem> {
  try {
    const response = await fetch(path, { method: 'POST', cache: 'no-store', credentials: 'same-origin', headers: { accept: 'application/json' }, body: new URLSearchParams(form), signal: AbortSignal.timeout(TIMEOUT_MS) });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel is of one origin
    if (response.ok) tabs.postMessage('changed');
    return response.ok ? null : { status: response.status, reason: problemOf(response.status, await response.json()).reason };
  } catch {
    // No network, a broken answer, a timeout: for whoever asked they are one thing.
    return { status: 0, reason: 'There is no connection to the server. Try again in a moment.' };
  }
}

/** Signs this browser in. */
export const signIn = (key: string): Promise<SessionProblem> => post('/console/sign-in', { key });

/** Signs this browser out. */
export const signOut = (): Promise<SessionProblem> => post('/console/sign-out', {});

/** Calls back where another tab has signed in or out. */
export const onSessionChange = (changed: () => void): void => tabs.addEventListener('message', changed);
