// What the client asks of a Dateline over HTTP: no cookies, but where a page asks for its session; without a token nothing that another origin would have to allow first.
import type { StoryView } from '../../core/story/story-view.js';
import type { UpdatesPage } from './channel-reader.js';
import { pause, backoffMs } from '../timing/backoff.js';
import { ReaderToken } from './reader-token.js';

const TIMEOUT_MS = 15_000;
const PAGE = 500;
/** What is answered of what is private to who may not read it. */
const CLOSED = new Set([401, 403, 404]);

/** A problem document, as far as the client cares. */
export type Problem = { code: string; reason: string; cursor?: string };

/** An answer: what was asked for, or the status with which there is none. */
export type ApiResponse<T> = { status: number; body: T; problem: null } | { status: number; body: null; problem: Problem };

const member = (body: unknown, name: string): unknown => (typeof body === 'object' && body !== null ? Object.entries(body).find(([key]) => key === name)?.[1] : undefined);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Reads the problem out of an answer's body, whatever that is. */
export function problemOf(status: number, body: unknown): Problem {
  const cursor = text(member(body, 'cursor'));
  const reason = text(member(body, 'detail')) ?? text(member(body, 'reason')) ?? `the server answered ${status}`;
  return { code: text(member(body, 'code')) ?? `http_${status}`, reason, ...(cursor === undefined ? {} : { cursor }) };
}

/** As a request's header. */
export const bearer = (token: string | null): Record<string, string> => (token === null ? {} : { authorization: `Bearer ${token}` });

export class Api {
  /** `base` is the server's address without a slash at the end. */
  constructor(
    readonly base: string,
    readonly token = new ReaderToken(),
    /** By the session of the browser, on the server's own pages. */
    readonly session = false,
  ) {}

  get credentials(): RequestCredentials {
    return this.session ? 'same-origin' : 'omit';
  }

  /** The page of a channel's log after a cursor. */
  updates(channel: string, after: string, signal: AbortSignal): Promise<ApiResponse<UpdatesPage>> {
    return this.insist(`/v1/updates?${new URLSearchParams({ channel, after, limit: String(PAGE) })}`, signal);
  }

  /** Whether a channel is open, by a page of it. */
  checkChannel(channel: string, signal: AbortSignal): Promise<ApiResponse<UpdatesPage>> {
    return this.insist(`/v1/updates?${new URLSearchParams({ channel, limit: '1' })}`, signal);
  }

  /** The log's head. */
  async head(signal: AbortSignal): Promise<string | null> {
    const { body } = await this.insist<UpdatesPage>('/v1/updates?channel=all&limit=1', signal);
    return body === null ? null : `${body.epoch}.${body.head}`;
  }

  story(id: string, signal: AbortSignal): Promise<ApiResponse<StoryView>> {
    return this.insist(`/v1/stories/${encodeURIComponent(id)}`, signal);
  }

  stories(channel: string, limit: number, signal: AbortSignal): Promise<ApiResponse<{ stories: StoryView[] }>> {
    return this.insist(`/v1/stories?${new URLSearchParams({ channel, limit: String(limit) })}`, signal);
  }

  /**
   * Asks until there is an answer: what is no fault of the question (5xx, 429, no network, a token that was not given or is taken no
   * longer) is tried again. Throws once `signal` aborts.
   */
  private async insist<T>(path: string, signal: AbortSignal): Promise<ApiResponse<T>> {
    for (let failures = 0; ; failures += 1) {
      signal.throwIfAborted();
      let lacks = false;
      const sent = await this.token.current().catch(() => ((lacks = true), null));
      signal.throwIfAborted();
      const answer = await this.get<T>(path, sent, signal).catch(() => null);
      signal.throwIfAborted();
      if (sent !== null && answer?.status === 401) {
        // After a few it is given up, and asked for as nobody.
        this.token.reject(sent);
        continue;
      }
      // What a token opens waits for one; what is everybody's does not.
      const closed = lacks && CLOSED.has(answer?.status ?? 0);
      if (!closed && answer !== null && answer.status < 500 && answer.status !== 429) return answer;
      await pause(backoffMs(failures), signal);
    }
  }

  private async get<T>(path: string, token: string | null, signal: AbortSignal): Promise<ApiResponse<T>> {
    const response = await fetch(this.base + path, { cache: 'no-cache', credentials: this.credentials, headers: { accept: 'application/json', ...bearer(token) }, signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    const { status, ok } = response;
    if (status !== 401) this.token.accepted(token);
    if (ok) return { status, body: (await response.json()) as T, problem: null };
    const body: unknown = await response.json().catch(() => null);
    return { status, body: null, problem: problemOf(status, body) };
  }
}
