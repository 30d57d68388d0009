// HTTP requests of the client. They send no cookies (unless the page uses its session), and without a token they need
// no CORS preflight.
import type { StoryView } from '../../core/story/story-view.js';
import { backoffMs, pause } from '../timing/backoff.js';
import { timeoutSignal } from '../timing/timeout-signal.js';
import type { UpdatesPage } from './channel-reader.js';
import { ReaderToken } from './reader-token.js';

const TIMEOUT_MS = 15_000;
const PAGE_LIMIT = 500;
/** Answers to readers who may not see a private channel or story. */
const NO_ACCESS_STATUSES = new Set([401, 403, 404]);

/** The parts of a problem document (RFC 9457) that the client uses. */
export type Problem = { code: string; reason: string; cursor?: string };

/** The parsed body, or the problem that the server answered with. */
export type ApiResponse<T> =
  { status: number; body: T; problem: null } | { status: number; body: null; problem: Problem };

const property = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? Object.entries(body).find(([key]) => key === name)?.[1] : undefined;
const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Reads the problem from a response body of any form. */
export function problemOf(status: number, body: unknown): Problem {
  const cursor = stringOf(property(body, 'cursor'));
  const detail = stringOf(property(body, 'detail')) ?? stringOf(property(body, 'reason'));
  const code = stringOf(property(body, 'code')) ?? `http_${status}`;
  return { code, reason: detail ?? `the server answered ${status}`, ...(cursor === undefined ? {} : { cursor }) };
}

/** The `Authorization` header (RFC 6750); none without a token. */
export const bearer = (token: string | null): Record<string, string> =>
  token === null ? {} : { authorization: `Bearer ${token}` };

export class Api {
  /** `base` is the server's address without a trailing slash. */
  constructor(
    readonly base: string,
    readonly token = new ReaderToken(),
    /** Authenticates by the browser's session: on the server's own pages only. */
    readonly session = false,
  ) {}

  get credentials(): RequestCredentials {
    return this.session ? 'same-origin' : 'omit';
  }

  /** A page of the channel's updates after a cursor. */
  updates(channel: string, after: string, signal: AbortSignal): Promise<ApiResponse<UpdatesPage>> {
    const query = new URLSearchParams({ channel, after, limit: String(PAGE_LIMIT) });
    return this.getWithRetry(`/v1/updates?${query}`, signal);
  }

  /** Finds out whether the channel may be read. */
  checkChannel(channel: string, signal: AbortSignal): Promise<ApiResponse<UpdatesPage>> {
    return this.getWithRetry(`/v1/updates?${new URLSearchParams({ channel, limit: '1' })}`, signal);
  }

  /** The cursor of the log's head. */
  async head(signal: AbortSignal): Promise<string | null> {
    const { body } = await this.getWithRetry<UpdatesPage>('/v1/updates?channel=all&limit=1', signal);
    return body === null ? null : `${body.epoch}.${body.head}`;
  }

  story(id: string, signal: AbortSignal): Promise<ApiResponse<StoryView>> {
    return this.getWithRetry(`/v1/stories/${encodeURIComponent(id)}`, signal);
  }

  stories(channel: string, limit: number, signal: AbortSignal): Promise<ApiResponse<{ stories: StoryView[] }>> {
    return this.getWithRetry(`/v1/stories?${new URLSearchParams({ channel, limit: String(limit) })}`, signal);
  }

  /**
   * Sends the request until the server answers it. Retries what the request did not cause: 5xx, 429, network errors,
   * and tokens that are missing or rejected. Throws once `signal` aborts.
   */
  private async getWithRetry<T>(path: string, signal: AbortSignal): Promise<ApiResponse<T>> {
    for (let failures = 0; ; failures += 1) {
      signal.throwIfAborted();
      let tokenFailed = false;
      const token = await this.token.current().catch(() => ((tokenFailed = true), null));
      signal.throwIfAborted();
      const response = await this.get<T>(path, token, signal).catch(() => null);
      signal.throwIfAborted();
      if (token !== null && response?.status === 401) {
        // After a few rejected tokens there is none any more, and the request goes out without one.
        this.token.reject(token);
        continue;
      }
      // Private content waits for a token; public content does not.
      const needsToken = tokenFailed && NO_ACCESS_STATUSES.has(response?.status ?? 0);
      if (!needsToken && response !== null && response.status < 500 && response.status !== 429) return response;
      await pause(backoffMs(failures), signal);
    }
  }

  private async get<T>(path: string, token: string | null, signal: AbortSignal): Promise<ApiResponse<T>> {
    const response = await fetch(this.base + path, {
      cache: 'no-cache',
      credentials: this.credentials,
      headers: { accept: 'application/json', ...bearer(token) },
      signal: timeoutSignal(TIMEOUT_MS, signal),
    });
    const { status, ok } = response;
    if (status !== 401) this.token.accepted(token);
    if (ok) return { status, body: (await response.json()) as T, problem: null };
    const body: unknown = await response.json().catch(() => null);
    return { status, body: null, problem: problemOf(status, body) };
  }
}
