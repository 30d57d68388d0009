// What a caller holds of a line: its followers, and how they end.
import type { StoryView } from '../../core/story/story-view.js';
import type { Api } from './api.js';
import type { Connection, ConnectionState } from './connection.js';
import { LiveStory, type StoryOptions } from './live-story.js';
import { Subscription, type CursorStorage, type SubscribeOptions } from './subscription.js';

export type ClientConnection = { api: Api; connection: Connection; storage?: CursorStorage | undefined };

/** A channel that is followed. */
export type ChannelHandle = { unsubscribe(): void; readonly cursor: string | null };
/** A story that is kept current. */
export type StoryHandle = { close(): void; readonly story: StoryView | null; readonly cursor: string | null };

export type Client = {
  /** Follows `all`, `story/<id>`, `topic/<name>` or `publisher/<name>`. */
  subscribe(channel: string, options: SubscribeOptions): ChannelHandle;
  /** Keeps one story current, with a live blog's posts. */
  story(id: string, options: StoryOptions): StoryHandle;
  readonly state: ConnectionState;
  close(): void;
};

/** The client of this line, which it closes. */
export function createClient(line: ClientConnection): Client {
  const open = new Set<{ stop(): void }>();
  const begin = <T extends { start(): Promise<void>; stop(): void }>(follower: T): T => {
    line.api.token.resetRejections();
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
