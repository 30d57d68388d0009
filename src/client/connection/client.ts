// The client of a Dateline server, for browsers and Node 20. It follows channels and stories over one connection: in
// order, without gaps and without duplicates.
import { Api, type Problem } from './api.js';
import { Connection } from './connection.js';
import type { ConnectionState } from './connection-state.js';
import { createClient, type ChannelHandle, type Client, type StoryHandle } from './feed-client.js';
import type { StoryOptions } from './live-story.js';
import { ReaderToken, type TokenSource } from './reader-token.js';
import type { CursorStorage, SubscribeOptions } from './subscription.js';

export type { Change, Op } from '../../core/story/change.js';
export type { StoryView } from '../../core/story/story-view.js';
export type { Update } from '../../core/log/update.js';
export type { ConnectionState as LineState };
export type { ChannelHandle, Client, CursorStorage, Problem, StoryHandle, StoryOptions, SubscribeOptions, TokenSource };

export type ConnectOptions = {
  /**
   * Reads private channels: a token, or a function that returns one. The function is called when the connection
   * opens, before a token expires, and after the server rejects one. A plain token cannot be renewed.
   */
  token?: TokenSource | undefined;
  /** Reads private channels by the browser's session instead of a token: on pages of the server's own origin only. */
  session?: boolean;
  /** Saves each channel's cursor between visits. Without it nothing is saved. */
  storage?: CursorStorage;
};

/** The server's address without a trailing slash, query or fragment. Throws a TypeError unless it is http or https. */
export function baseOf(url: string | URL): string {
  const { origin, pathname, protocol } = new URL(url, typeof location === 'undefined' ? undefined : location.href);
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new TypeError(`The address must begin with http: or https:, got ${String(url)}`);
  }
  return origin + pathname.replace(/\/+$/, '');
}

/** Opens one connection to the Dateline server at `url`, for all channels. It reconnects by itself until `close`. */
export function connect(url: string | URL, { token, session = false, storage }: ConnectOptions = {}): Client {
  const api = new Api(baseOf(url), new ReaderToken(token), session);
  return createClient({ api, connection: new Connection(api), storage });
}
