import type { RingEntry } from '../core/replay.js';
import { frameOf, type Frame } from './frames.js';

/** Somebody who gets a channel's updates as they come. */
export type Member = { take(frame: Frame): void; reset(reason: string): void };

/** Who listens to which channel on this node. Everything here is synchronous: a join between two updates misses neither. */
export class Hub {
  private readonly channels = new Map<string, Set<Member>>();

  join(channel: string, member: Member): void {
    const members = this.channels.get(channel);
    if (members === undefined) this.channels.set(channel, new Set([member]));
    else members.add(member);
  }

  leave(channel: string, member: Member): void {
    const members = this.channels.get(channel);
    if (members?.delete(member) === true && members.size === 0) this.channels.delete(channel);
  }

  /** Gives an entry to the members of its channels; each channel's frame is made once, and only where somebody listens. */
  dispatch(entry: RingEntry): void {
    for (const channel of Object.keys(entry.channels)) {
      const members = this.channels.get(channel);
      if (members === undefined) continue;
      const frame = frameOf(channel, entry);
      for (const member of members) member.take(frame);
    }
  }

  /** Tells every member that the log it was following is gone. */
  reset(reason: string): void {
    for (const members of this.channels.values()) for (const member of members) member.reset(reason);
  }
}
