// The client of a Dateline, for browsers and Node 20: follows channels and stories over one line, in order, with nothing missing
// and nothing twice.
import { Api, type Problem } from './api.js';
import { Connection, type ConnectionState } from './connection.js';
import { createClient, type ChannelHandle, type Client, type StoryHandle } from './feed-client.js';
import type { StoryOptions } from './live-story.js';
import { ReaderToken, type TokenSource } from './reader-token.js';
import type { CursorStorage, SubscribeOptions } from './subscription.js';

export type { Change, Op } from '../../core/story/change.js';
export type { StoryView } from '../../core/story/story-view.js';
export type { Update } from '../../core/log/update.js';
export type { ChannelHandle, Client, ConnectionState as LineState, CursorStorage, Problem, StoryHandle, StoryOptions, SubscribeOptions, TokenSource };

export type ConnectOptions = {
  /**
   * What private channels are read with: a token, or a function that gives one. It is called when the line is opened, before the token
   * ends, and where the server refuses it; without a function nothing can be renewed.
   */
  token?: TokenSource | undefined;
  /** Reads private channels by the session of a browser that is signed in, without a token: on pages of the server's own origin alone. */
  session?: boolean;
  /** Keeps each channel's cursor between visits; without it nothing is kept. */
  storage?: CursorStorage;
};

/** The server's address without a slash, query or fragment at its end. Throws on what is no http(s) address. */
export function baseOf(url: string | URL): string {
  const { origin, pathname, protocol } = new URL(url, typeof location === 'undefined' ? undefined : location.href);
  if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError(`${String(url)} is no http or https address`);
  return origin + pathname.replace(/\/+$/, '');
}

/** Opens one line to the Dateline at `url`, for as many channels as are asked for. It comes back by itself until `close`. */
export function connect(url: string | URL, { token, session = false, storage }: ConnectOptions = {}): Client {
  const api = new Api(baseOf(url), new ReaderToken(token), session);
  return createClient({ api, connection: new Connection(api), storage });
}
