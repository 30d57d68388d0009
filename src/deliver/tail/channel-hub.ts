import { NO_RIGHTS, type Rights } from '../../core/log/audience.js';
import type { RingEntry } from '../../core/log/ring.js';
import { kindOf, type ChannelKind } from '../../core/log/channel.js';
import { isFor } from '../../core/log/update.js';
import { frameOf, type Frame } from './update-frame.js';

/** Of so many entries the frames are kept: each more is work for the collector. */
const KEPT = 500;

/** Somebody who gets a channel's updates as they come; of one entry, in the order of its channels' names. */
export type Member = { readonly rights?: Rights; take(frame: Frame, entry: RingEntry): void; reset(reason: string): void };

/** Who listens to which channel on this node. Everything here is synchronous: a join between two updates misses neither. */
export class Hub {
  private readonly channels = new Map<string, Set<Member>>();
  /** By seq, the newest last. A hidden entry is another object, and so never answered by what was made before. */
  private readonly made = new Map<number, { entry: RingEntry; frames: Map<string, Frame> }>();

  /** How many follow a channel here. */
  get followers(): number {
    let count = 0;
    for (const members of this.channels.values()) count += members.size;
    return count;
  }

  /** The same by kind of channel. */
  followersByKind(): Record<ChannelKind, number> {
    const counts = { all: 0, story: 0, topic: 0, publisher: 0 };
    for (const [channel, members] of this.channels) counts[kindOf(channel)] += members.size;
    return counts;
  }

  /** How many follow any of these here; who follows two of them counts as two. */
  followersOf(channels: readonly string[]): number {
    return channels.reduce((sum, channel) => sum + (this.channels.get(channel)?.size ?? 0), 0);
  }

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
      // Nobody has a right to more than everybody where nothing is private, which is nearly always.
      const frame = this.frame(channel, entry, NO_RIGHTS);
      const { audience } = entry.entry;
      for (const member of members) member.take(audience === undefined ? frame : this.frame(channel, entry, member.rights ?? NO_RIGHTS), entry);
    }
  }

  /** The channel's frame of an entry, made once for all who get it, now or in a replay a little later, and only where somebody does. */
  frame(channel: string, entry: RingEntry, rights: Rights): Frame {
    const { seq } = entry.entry;
    let kept = this.made.get(seq);
    if (kept?.entry !== entry) {
      this.made.set(seq, (kept = { entry, frames: new Map() }));
      const [oldest] = this.made.keys();
      if (this.made.size > KEPT && oldest !== undefined) this.made.delete(oldest);
    }
    // Of a private story there are two: whole, and for those who may not read it.
    const name = entry.entry.audience !== undefined && isFor(entry.entry, rights) ? `whole ${channel}` : channel;
    let frame = kept.frames.get(name);
    if (frame === undefined) kept.frames.set(name, (frame = frameOf(channel, entry, rights)));
    return frame;
  }

  /** Tells every member that the log it was following is gone. */
  reset(reason: string): void {
    const members = new Set([...this.channels.values()].flatMap((listening) => [...listening]));
    for (const member of members) member.reset(reason);
  }
}
