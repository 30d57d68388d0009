import { LRUCache } from 'lru-cache';
import { NO_RIGHTS, type ReadRights } from '../../core/log/audience.js';
import { channelKind, type ChannelKind } from '../../core/log/channel.js';
import type { RingEntry } from '../../core/log/ring-buffer.js';
import { mayReadEntry } from '../../core/log/update.js';
import { updateFrame, type UpdateFrame } from './update-frame.js';

/** Entries whose frames stay in memory. More of them cost garbage collection time. */
const MAX_CACHED_ENTRIES = 500;

/**
 * A reader's subscription, or a webhook. An entry in several channels arrives once per channel, in order of
 * channel name.
 */
export type Subscriber = {
  readonly rights?: ReadRights;
  receive(frame: UpdateFrame, entry: RingEntry): void;
  reset(reason: string): void;
};

type CachedFrames = { entry: RingEntry; byChannel: Map<string, UpdateFrame> };

/**
 * Subscribers of each channel on this node. All methods are synchronous, so no update falls between two of
 * them.
 */
export class ChannelHub {
  private readonly subscribers = new Map<string, Set<Subscriber>>();
  /**
   * By seq. The ring replaces an entry when its story is hidden, and the frames of the old entry are then not
   * used.
   */
  private readonly cachedFrames = new LRUCache<number, CachedFrames>({ max: MAX_CACHED_ENTRIES });

  get subscriberCount(): number {
    let count = 0;
    for (const subscribers of this.subscribers.values()) count += subscribers.size;
    return count;
  }

  subscriberCountByKind(): Record<ChannelKind, number> {
    const counts = { all: 0, story: 0, topic: 0, publisher: 0 };
    for (const [channel, subscribers] of this.subscribers) counts[channelKind(channel)] += subscribers.size;
    return counts;
  }

  /** Counts a subscriber once per channel. */
  subscriberCountOf(channels: readonly string[]): number {
    return channels.reduce((sum, channel) => sum + (this.subscribers.get(channel)?.size ?? 0), 0);
  }

  subscribe(channel: string, subscriber: Subscriber): void {
    const subscribers = this.subscribers.get(channel);
    if (subscribers === undefined) this.subscribers.set(channel, new Set([subscriber]));
    else subscribers.add(subscriber);
  }

  unsubscribe(channel: string, subscriber: Subscriber): void {
    const subscribers = this.subscribers.get(channel);
    if (subscribers?.delete(subscriber) === true && subscribers.size === 0) this.subscribers.delete(channel);
  }

  /** Sends an entry to the subscribers of its channels. */
  dispatch(entry: RingEntry): void {
    for (const channel of Object.keys(entry.channels).sort()) {
      const subscribers = this.subscribers.get(channel);
      if (subscribers === undefined) continue;
      const { audience } = entry.entry;
      // One frame serves all readers, unless the story is private.
      const publicFrame = this.frame(channel, entry, NO_RIGHTS);
      for (const subscriber of subscribers) {
        subscriber.receive(
          audience === undefined ? publicFrame : this.frame(channel, entry, subscriber.rights ?? NO_RIGHTS),
          entry,
        );
      }
    }
  }

  /** The frame of an entry on a channel, encoded once for live readers and replays. */
  frame(channel: string, entry: RingEntry, rights: ReadRights): UpdateFrame {
    const { seq } = entry.entry;
    let cached = this.cachedFrames.get(seq);
    if (cached?.entry !== entry) this.cachedFrames.set(seq, (cached = { entry, byChannel: new Map() }));
    // A private story has two frames: with content, and without for readers that lack the right.
    const key = entry.entry.audience !== undefined && mayReadEntry(entry.entry, rights) ? `whole ${channel}` : channel;
    let frame = cached.byChannel.get(key);
    if (frame === undefined) cached.byChannel.set(key, (frame = updateFrame(channel, entry, rights)));
    return frame;
  }

  /** Resets every subscriber: the log that it followed is gone. */
  reset(reason: string): void {
    const all = new Set([...this.subscribers.values()].flatMap((subscribers) => [...subscribers]));
    for (const subscriber of all) subscriber.reset(reason);
  }
}
