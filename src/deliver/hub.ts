import type { RingEntry } from '../core/replay.js';
import { frameOf, type Frame } from './frames.js';

/** Somebody who gets a channel's updates as they come; of one entry, in the order of its channels' names. */
export type Member = { take(frame: Frame, entry: RingEntry): void; reset(reason: string): void };

/** Who listens to which channel on this node. Everything here is synchronous: a join between two updates misses neither. */
export class Hub {
  private readonly channels = new Map<string, Set<Member>>();
  private readonly frames = new WeakMap<RingEntry, Map<string, Frame>>();

  join(channel: string, member: Member): void {
    const members = this.channels.get(channel);
    if (members === undefined) this.channels.set(channel, new Set([member]));
    else members.add(member);
  }

  leave(channel: string, member: Member): void {
    const members = this.channels.get(channel);
    if (members?.delete(member) === true && members.size === 0) this.channels.delete(channel);
  }

  /** Gives an entry to the members of its channels. */
  dispatch(entry: RingEntry): void {
    for (const channel of Object.keys(entry.channels).sort()) {
      const members = this.channels.get(channel);
      if (members === undefined) continue;
      const frame = this.frame(channel, entry);
      for (const member of members) member.take(frame, entry);
    }
  }

  /** The channel's frame of an entry, made once for all who get it, now or in a replay, and only where somebody does. */
  frame(channel: string, entry: RingEntry): Frame {
    let made = this.frames.get(entry);
    if (made === undefined) this.frames.set(entry, (made = new Map()));
    let frame = made.get(channel);
    if (frame === undefined) made.set(channel, (frame = frameOf(channel, entry)));
    return frame;
  }

  /** Tells every member that the log it was following is gone. */
  reset(reason: string): void {
    const members = new Set([...this.channels.values()].flatMap((listening) => [...listening]));
    for (const member of members) member.reset(reason);
  }
}
