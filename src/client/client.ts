// The client of a Dateline, for browsers and Node 20: follows channels and stories over one line, in order, with nothing missing
// and nothing twice.
import type { StoryView } from '../core/story-view.js';
import { Api, type Problem } from './api.js';
import { Connection, type LineState } from './connection.js';
import { LiveStory, type StoryOptions } from './live-story.js';
import { Subscription, type CursorStorage, type SubscribeOptions } from './subscription.js';

export type { Change, Op } from '../core/change.js';
export type { StoryView } from '../core/story-view.js';
export type { Update } from '../core/update.js';
export type { CursorStorage, LineState, Problem, StoryOptions, SubscribeOptions };

export type ConnectOptions = {
  /** A key, where reading asks for one. */
  token?: string;
  /** Keeps each channel's cursor between visits; without it nothing is kept. */
  storage?: CursorStorage;
};

/** A channel that is followed. */
export type ChannelHandle = { unsubscribe(): void; readonly cursor: string | null };
/** A story that is kept current. */
export type StoryHandle = { close(): void; readonly story: StoryView | null; readonly cursor: string | null };

export type Client = {
  /** Follows `all`, `story/<id>`, `topic/<name>` or `publisher/<name>`. */
  subscribe(channel: string, options: SubscribeOptions): ChannelHandle;
  /** Keeps one story current, with a live blog's posts. */
  story(id: string, options: StoryOptions): StoryHandle;
  readonly state: LineState;
  close(): void;
};

/** The server's address without a slash, query or fragment at its end. Throws on what is no http(s) address. */
export function baseOf(url: string | URL): string {
  const { origin, pathname, protocol } = new URL(url, typeof location === 'undefined' ? undefined : location.href);
  if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError(`${String(url)} is no http or https address`);
  return origin + pathname.replace(/\/+$/, '');
}

/** Opens one line to the Dateline at `url`, for as many channels as are asked for. It comes back by itself until `close`. */
export function connect(url: string | URL, { token, storage }: ConnectOptions = {}): Client {
  const api = new Api(baseOf(url));
  const line = { api, connection: new Connection(api, token), storage };
  const open = new Set<{ stop(): void }>();
  const begin = <T extends { start(): Promise<void>; stop(): void }>(follower: T): T => {
    open.add(follower);
    void follower.start();
    return follower;
  };
  const end = (follower: { stop(): void }): void => {
    open.delete(follower);
    follower.stop();
  };
  return {
    subscribe(channel, options) {
      const subscription = begin(new Subscription(channel, options, line));
      return {
        unsubscribe: () => end(subscription),
        get cursor() {
          return subscription.cursor;
        },
      };
    },
    story(id, options) {
      const story = begin(new LiveStory(id, options, line));
      return {
        close: () => end(story),
        get story() {
          return story.story;
        },
        get cursor() {
          return story.cursor;
        },
      };
    },
    get state() {
      return line.connection.state;
    },
    close() {
      for (const follower of open) end(follower);
      line.connection.close();
    },
  };
}
