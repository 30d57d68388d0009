// What the console asks of the server, by the session of whoever is signed in.
import { v4 as uuidv4 } from 'uuid';
import { problemOf } from '../../connection/api.js';
import { backoffMs } from '../../timing/backoff.js';
import { idleHeaders } from '../../connection/idle-headers.js';

/** An answer; `status` is 0 where there was none, and then `reason` says what to do. `code` is empty where all went well. */
export type DeskResponse<T> = { status: number; body: T | null; code: string; reason: string };

export type DeskRequest = { method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'; path: string; body?: object; headers?: Record<string, string> };

/** Told while a sending waits for its next try, and when it is under way again. */
export type ProgressListener = (words: string | null) => void;

const TIMEOUT_MS = 20_000;
const LONGEST_PAUSE_MS = 20_000;

const failed = ({ status }: DeskResponse<unknown>): boolean => status === 0 || status === 429 || status >= 500;

export class DeskApi {
  /** How far the server's clock is ahead of this computer's. */
  private ahead = 0;

  constructor(
    /** The id of the key that this page acts for: where another has signed in meanwhile, the server refuses. Null: for any. */
    private readonly key: string | null,
    private readonly refused: () => void,
  ) {}

  /** Now, by the server's clock: an editor's computer may be minutes off. */
  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  /** Asks once. */
  async request<T>({ method = 'GET', path, body, headers = {} }: DeskRequest, signal?: AbortSignal): Promise<DeskResponse<T>> {
    try {
      const response = await fetch(path, {
        method,
        cache: 'no-store',
        credentials: 'same-origin',
        headers: { ...(this.key === null ? {} : { 'dateline-key': this.key }), ...idleHeaders(), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal === undefined ? [] : [signal])]),
      });
      const date = Date.parse(response.headers.get('date') ?? '');
      // The header counts whole seconds: less than two are no difference.
      if (!Number.isNaN(date)) this.ahead = Math.abs(date - Date.now()) < 2_000 ? 0 : date - Date.now();
      const text = await response.text();
      const parsed: unknown = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
      if (response.status === 401) this.refused();
      if (response.ok) return { status: response.status, body: parsed as T, code: '', reason: '' };
      const { code, reason } = problemOf(response.status, parsed);
      return { status: response.status, body: null, code, reason: fieldsIn(parsed) ?? reason };
    } catch {
      // No network, a broken answer, a timeout: for whoever asked they are one thing.
      return { status: 0, body: null, code: 'no_connection', reason: 'There is no connection to the server.' };
    }
  }

  /**
   * Asks until there is an answer. The same Idempotency-Key goes with every try, so that what was done already, and not heard of, is
   * not done twice. Null once `signal` aborts.
   */
  async requestWithRetry<T>(ask: DeskRequest, waiting: ProgressListener, signal: AbortSignal): Promise<DeskResponse<T> | null> {
    const whole = { ...ask, headers: { 'idempotency-key': uuidv4(), prefer: 'wait=10', ...ask.headers } };
    for (let failures = 0; !signal.aborted; failures += 1) {
      const reply = await this.request<T>(whole, signal);
      if (signal.aborted) break;
      if (!failed(reply) && reply.status !== 202) {
        waiting(null);
        return reply;
      }
      if (reply.status === 202) waiting('The server has it and is working on it…');
      else waiting(reply.status === 0 ? 'Not sent: no connection. Your text is kept, and sending is tried again by itself.' : `Not sent: the server answered “${reply.reason}”. Your text is kept, and sending is tried again by itself.`);
      await this.connection(backoffMs(failures, { first: 500, max: LONGEST_PAUSE_MS }), signal);
    }
    return null;
  }

  /** After `ms`, or as soon as the network is said to be back. */
  private async connection(ms: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        removeEventListener('online', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      addEventListener('online', done);
      signal.addEventListener('abort', done);
    });
  }
}

/** Which fields are wrong and why, in one line. */
function fieldsIn(problem: unknown): string | null {
  const errors = typeof problem === 'object' && problem !== null && 'errors' in problem ? problem.errors : null;
  if (!Array.isArray(errors) || errors.length === 0) return null;
  return errors.map((error: { field?: unknown; reason?: unknown }) => `${String(error.field)} ${String(error.reason)}`).join('; ');
}
