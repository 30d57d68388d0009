// The listeners of a connection, by channel.
import type { Update } from '../../core/log/update.js';
import type { Problem } from './api.js';
import type { ConnectionState } from './connection-state.js';
import { earlierCursor } from './update-sequence.js';

/** Follows one channel. `cursor` is read at each subscription, so it must be the latest; null: from now on. */
export type ChannelListener = {
  readonly channel: string;
  readonly cursor: string | null;
  update(update: Update): void;
  reset(cursor: string, reason: string): void;
  sync(cursor: string): void;
  state(state: ConnectionState): void;
  /** The server refuses the channel. */
  failed(problem: Problem): void;
};

export class ChannelListeners {
  private readonly byChannel = new Map<string, Set<ChannelListener>>();

  get channels(): string[] {
    return [...this.byChannel.keys()];
  }

  get channelCount(): number {
    return this.byChannel.size;
  }

  /** Every listener, as a copy: a listener may add or remove others while it is called. */
  get all(): ChannelListener[] {
    return this.channels.flatMap((channel) => this.of(channel));
  }

  has(channel: string): boolean {
    return this.byChannel.has(channel);
  }

  /** The listeners of one channel, as a copy. */
  of(channel: string): ChannelListener[] {
    return [...(this.byChannel.get(channel) ?? [])];
  }

  add(listener: ChannelListener): void {
    const others = this.byChannel.get(listener.channel);
    if (others === undefined) this.byChannel.set(listener.channel, new Set([listener]));
    else others.add(listener);
  }

  /** True if it was the channel's last listener. */
  remove(listener: ChannelListener): boolean {
    const others = this.byChannel.get(listener.channel);
    if (others === undefined || !others.delete(listener) || others.size > 0) return false;
    return this.byChannel.delete(listener.channel);
  }

  /** Removes a channel and returns its listeners. */
  removeChannel(channel: string): ChannelListener[] {
    const listeners = this.of(channel);
    this.byChannel.delete(channel);
    return listeners;
  }

  clear(): void {
    this.byChannel.clear();
  }

  /** A cursor that a listener of this channel has; null if none has one. */
  cursorOf(channel: string): string | null {
    return this.of(channel).find(({ cursor }) => cursor !== null)?.cursor ?? null;
  }

  /** The earliest cursor of the channel's listeners: resuming there skips nothing for any of them. */
  earliestCursor(channel: string): string | null {
    const cursors = this.of(channel).flatMap(({ cursor }) => cursor ?? []);
    const [first, ...rest] = cursors;
    return first === undefined ? null : rest.reduce(earlierCursor, first);
  }
}
