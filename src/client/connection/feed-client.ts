// The client object that callers hold: opens subscriptions on one connection, and closes them.
import type { StoryView } from '../../core/story/story-view.js';
import type { Api } from './api.js';
import type { Connection } from './connection.js';
import type { ConnectionState } from './connection-state.js';
import { LiveStory, type StoryOptions } from './live-story.js';
import { Subscription, type CursorStorage, type SubscribeOptions } from './subscription.js';

export type ClientConnection = { api: Api; connection: Connection; storage?: CursorStorage | undefined };

/** A subscribed channel. */
export type ChannelHandle = { unsubscribe(): void; readonly cursor: string | null };
/** A story that is kept up to date. */
export type StoryHandle = { close(): void; readonly story: StoryView | null; readonly cursor: string | null };

export type Client = {
  /** Subscribes to `all`, `story/<id>`, `topic/<name>` or `publisher/<name>`. */
  subscribe(channel: string, options: SubscribeOptions): ChannelHandle;
  /** Keeps one story up to date, including a live blog's posts. */
  story(id: string, options: StoryOptions): StoryHandle;
  readonly state: ConnectionState;
  close(): void;
};

type Subscriber = { start(): Promise<void>; stop(): void };

/** A client on this connection. Closing the client closes the connection. */
export function createClient(link: ClientConnection): Client {
  const open = new Set<Subscriber>();
  const start = <T extends Subscriber>(subscriber: T): T => {
    link.api.token.resetRejections();
    open.add(subscriber);
    void subscriber.start();
    return subscriber;
  };
  const stop = (subscriber: Subscriber): void => {
    open.delete(subscriber);
    subscriber.stop();
  };
  return {
    subscribe(channel, options) {
      const subscription = start(new Subscription(channel, options, link));
      return {
        unsubscribe: () => stop(subscription),
        get cursor() {
          return subscription.cursor;
        },
      };
    },
    story(id, options) {
      const story = start(new LiveStory(id, options, link));
      return {
        close: () => stop(story),
        get story() {
          return story.story;
        },
        get cursor() {
          return story.cursor;
        },
      };
    },
    get state() {
      return link.connection.state;
    },
    close() {
      for (const subscriber of open) stop(subscriber);
      link.connection.close();
    },
  };
}
