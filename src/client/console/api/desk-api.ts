// HTTP requests of the console, authenticated by the browser's session.
import { v4 as uuidv4 } from 'uuid';
import { problemOf } from '../../connection/api.js';
import { idleHeaders } from '../../connection/idle-headers.js';
import { backoffMs, pause } from '../../timing/backoff.js';
import { timeoutSignal } from '../../timing/timeout-signal.js';

/** A response. Without one, `status` is 0; on success `code` and `reason` are empty. */
export type DeskResponse<T> = { status: number; body: T | null; code: string; reason: string };

export type DeskRequest = {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body?: object;
  headers?: Record<string, string>;
};

/** Receives why a request waits for its next attempt; null once it is under way again. */
export type ProgressListener = (message: string | null) => void;

const TIMEOUT_MS = 20_000;
const MAX_PAUSE_MS = 20_000;
const SAVED = 'Your text is saved and will be sent automatically.';

const isTemporary = ({ status }: DeskResponse<unknown>): boolean => status === 0 || status === 429 || status >= 500;

function progressMessage({ status, reason }: DeskResponse<unknown>): string {
  if (status === 202) return 'The server is processing it…';
  if (status === 0) return `Not sent: no connection. ${SAVED}`;
  return `Not sent: the server answered “${reason}”. ${SAVED}`;
}

export class DeskApi {
  /** How far the server's clock is ahead of this computer's, in milliseconds. */
  private clockOffsetMs = 0;

  constructor(
    /** The id of the key this page acts for: the server refuses requests if the session has another one. Null: any. */
    private readonly keyId: string | null,
    private readonly onUnauthorized: () => void,
  ) {}

  /** The current time by the server's clock: an editor's computer may be minutes off. */
  now(): Date {
    return new Date(Date.now() + this.clockOffsetMs);
  }

  /** Sends the request once. Never throws. */
  async request<T>(request: DeskRequest, signal?: AbortSignal): Promise<DeskResponse<T>> {
    const { method = 'GET', path, body, headers = {} } = request;
    try {
      const response = await fetch(path, {
        method,
        cache: 'no-store',
        credentials: 'same-origin',
        headers: {
          ...(this.keyId === null ? {} : { 'dateline-key': this.keyId }),
          ...idleHeaders(),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: timeoutSignal(TIMEOUT_MS, signal),
      });
      this.readClock(response);
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      const parsed: unknown = isJson ? JSON.parse(text) : text;
      if (response.status === 401) this.onUnauthorized();
      if (response.ok) return { status: response.status, body: parsed as T, code: '', reason: '' };
      const { code, reason } = problemOf(response.status, parsed);
      return { status: response.status, body: null, code, reason: fieldErrors(parsed) ?? reason };
    } catch {
      // A network error, a broken response or a timeout: callers treat them alike.
      return { status: 0, body: null, code: 'no_connection', reason: 'There is no connection to the server.' };
    }
  }

  /**
   * Sends the request until the server answers it. Each attempt has the same Idempotency-Key, so the server does not
   * repeat what it did when an answer was lost. Null once `signal` aborts.
   */
  async requestWithRetry<T>(
    request: DeskRequest,
    onProgress: ProgressListener,
    signal: AbortSignal,
  ): Promise<DeskResponse<T> | null> {
    const headers = { 'idempotency-key': uuidv4(), prefer: 'wait=10', ...request.headers };
    for (let failures = 0; !signal.aborted; failures += 1) {
      const response = await this.request<T>({ ...request, headers }, signal);
      if (signal.aborted) break;
      if (!isTemporary(response) && response.status !== 202) {
        onProgress(null);
        return response;
      }
      onProgress(progressMessage(response));
      await pause(backoffMs(failures, { max: MAX_PAUSE_MS }), signal, { wakeOnline: true });
    }
    return null;
  }

  private readClock({ headers }: Response): void {
    const date = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(date)) return;
    const offset = date - Date.now();
    // The header has a resolution of one second, so smaller differences mean nothing.
    this.clockOffsetMs = Math.abs(offset) < 2_000 ? 0 : offset;
  }
}

/** The problem's `errors` in one line; null if there are none. */
function fieldErrors(problem: unknown): string | null {
  const errors = typeof problem === 'object' && problem !== null && 'errors' in problem ? problem.errors : null;
  if (!Array.isArray(errors) || errors.length === 0) return null;
  return errors
    .map((error: { field?: unknown; reason?: unknown }) => `${String(error.field)} ${String(error.reason)}`)
    .join('; ');
}
