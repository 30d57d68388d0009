// What follows when the server refuses a channel: another token, a retry, or giving up.
import type { Api, Problem } from './api.js';
import type { ChannelListeners } from './channel-listeners.js';
import type { SubscribeRefusal } from './socket-subscriptions.js';
import type { SocketToken } from './socket-token.js';

/** Refusals that another token may lift. The server answers `not_found` for a private story. */
const ACCESS_CODES = new Set(['unauthorized', 'forbidden', 'not_found']);
const RETRY_AFTER_MS = 2_000;

export class ChannelAccess {
  /** Channels that await another token. True once their listeners know that no token could be had. */
  private readonly awaitingToken = new Map<string, boolean>();
  private streamAwaitsToken = false;

  constructor(
    private readonly api: Api,
    private readonly listeners: ChannelListeners,
    private readonly socketToken: SocketToken,
    private readonly on: {
      retry: (channel: string, ms: number) => void;
      gaveUp: (channel: string) => void;
      reopenStream: () => void;
    },
    private readonly closed: AbortSignal,
  ) {}

  /** The server accepted this channel. */
  granted(channel: string): void {
    this.awaitingToken.delete(channel);
  }

  /** The server refused this channel on the socket. A second refusal while the socket has a token is final. */
  refusedOnSocket(channel: string, refusal: SubscribeRefusal): void {
    const { code, reason = code, retryable, retryAfterMs = RETRY_AFTER_MS } = refusal;
    const isSecond = this.awaitingToken.has(channel) && this.socketToken.hasToken;
    if (ACCESS_CODES.has(code) && this.api.token.canRenew && !isSecond) {
      this.awaitToken(channel);
      void this.socketToken.renew();
    } else if (retryable) this.on.retry(channel, retryAfterMs * (1 + Math.random()));
    else this.giveUp(channel, { code, reason });
  }

  /** The server accepted a stream of these channels. */
  grantedOnStream(channels: Iterable<string>): void {
    this.streamAwaitsToken = false;
    for (const channel of channels) this.granted(channel);
  }

  /** The server refuses a stream as a whole: try another token, then find out which channels to leave out. */
  async refusedOnStream(problem: Problem, channels: readonly string[], sentToken: string | null): Promise<void> {
    const { token } = this.api;
    if (problem.code === 'unauthorized' && sentToken !== null) return token.reject(sentToken);
    const isSecond = this.streamAwaitsToken && sentToken !== null;
    if (ACCESS_CODES.has(problem.code) && token.canRenew && !isSecond) {
      for (const channel of channels) this.awaitToken(channel);
      this.streamAwaitsToken = true;
      await token.renew(sentToken);
      return undefined;
    }
    const problems = await Promise.all(channels.map((channel) => this.problemOf(channel, channels, problem)));
    for (const [index, channel] of channels.entries()) {
      const own = problems[index];
      if (own != null && this.listeners.has(channel)) this.giveUp(channel, own);
    }
    if (problems.some((own) => own !== null)) return this.on.reopenStream();
    // Each channel alone is accepted, so that no single one is to blame.
    for (const channel of channels) for (const listener of this.listeners.of(channel)) listener.failed(problem);
    return undefined;
  }

  /** No token could be had: reports it once to each listener that awaits one. */
  tokenFailed(error: unknown): void {
    const problem = { code: 'token', reason: error instanceof Error ? error.message : String(error) };
    for (const [channel, isReported] of this.awaitingToken) {
      this.awaitingToken.set(channel, true);
      if (!isReported) for (const listener of this.listeners.of(channel)) listener.failed(problem);
    }
  }

  private awaitToken(channel: string): void {
    this.awaitingToken.set(channel, this.awaitingToken.get(channel) ?? false);
  }

  private async problemOf(channel: string, all: readonly string[], problem: Problem): Promise<Problem | null> {
    return all.length === 1 ? problem : (await this.api.checkChannel(channel, this.closed)).problem;
  }

  private giveUp(channel: string, { code, reason }: Problem): void {
    const listeners = this.listeners.removeChannel(channel);
    this.awaitingToken.delete(channel);
    for (const listener of listeners) listener.failed({ code, reason });
    this.on.gaveUp(channel);
  }
}
