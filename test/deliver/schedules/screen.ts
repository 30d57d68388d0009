import { parseCursor, type Cursor } from '../../../src/core/log/cursor.js';
import { applyOps } from '../../../src/core/revision/ops.js';
import type { Update } from '../../../src/core/log/update.js';
import type { CommittedLog } from './committed-log.js';

/** What a reader has of one channel: everything since its start, or since its last reset. */
export class Screen {
  /** Null until the position of "from now" is known. */
  start: Cursor | null = null;
  updates: Update[] = [];
  resets = 0;
  readonly faults: string[] = [];
  private place: Cursor | null = null;
  /** Updates in flight at the time of a new subscription may arrive again. */
  private againUpTo = 0;

  constructor(readonly channel: string) {}

  /** The cursor to resume from. */
  get cursor(): string | null {
    return this.place === null ? null : `${this.place.epoch}.${this.place.seq}`;
  }

  /** The start position, if it is not known yet. */
  begin(cursor: string): void {
    if (this.start === null) this.beginAt(cursor);
  }

  /** The answer to "from now". Earlier updates belong to an earlier request. */
  beginAt(cursor: string): void {
    const start = parseCursor(cursor);
    this.start = start;
    if (this.place?.epoch !== start.epoch) this.place = start;
    this.updates = this.updates
      .map((update) => ({ update, at: parseCursor(update.cursor) }))
      .filter(({ at }) => at.epoch === start.epoch && at.seq > start.seq)
      .map(({ update }) => update);
  }

  reset(cursor: string): void {
    this.resets += 1;
    this.start = this.place = parseCursor(cursor);
    this.updates = [];
    this.againUpTo = 0;
  }

  /** Everything up to this cursor was received. */
  sync(cursor: string): void {
    const to = parseCursor(cursor);
    // A client may store the cursor that it receives, so it must never go back.
    if (this.place !== null && (to.epoch !== this.place.epoch || to.seq < this.place.seq))
      this.faults.push(`sync of ${cursor} after ${this.cursor}`);
    this.place = to;
  }

  /** A new subscription is sent while updates up to `seq` are in flight. */
  mayRepeat(seq: number): void {
    this.againUpTo = Math.max(this.againUpTo, seq);
  }

  take(update: Update): void {
    const at = parseCursor(update.cursor);
    const last = this.place;
    if (update.channel !== this.channel) this.faults.push(`${update.cursor} is of ${update.channel}`);
    if (last !== null && at.epoch === last.epoch && at.seq <= last.seq) {
      if (at.seq > this.againUpTo) this.faults.push(`${update.cursor} came after ${this.cursor}`);
      return;
    }
    // Before the answer to "from now", updates may belong to an earlier request.
    if (last !== null && at.epoch !== last.epoch && this.start !== null)
      this.faults.push(`${update.cursor} came after ${this.cursor} without a reset`);
    const before = this.start === null ? undefined : this.updates.at(-1);
    if (before !== undefined && update.prev !== parseCursor(before.cursor).seq)
      this.faults.push(`${update.cursor} says that ${update.prev} was before it, not ${before.cursor}`);
    this.place = at;
    this.updates.push(update);
  }

  /**
   * What is wrong once everything is quiet: it must have its channel's whole log since its start, once and in
   * order.
   */
  faultsAgainst(log: CommittedLog): string[] {
    const faults = [...this.faults];
    // The start position never arrived: only the received updates are known.
    const first = this.updates[0];
    const start =
      this.start ??
      (first === undefined ? null : { ...parseCursor(first.cursor), seq: parseCursor(first.cursor).seq - 1 });
    if (start === null) return faults;
    if (start.epoch !== log.epoch) return [...faults, `is still in ${start.epoch}`];
    if (start.seq > log.head) return [...faults, `began at ${start.seq}, which the log never reached`];
    const expected = log.entries.filter(
      ({ seq, channels }) => seq > start.seq && Object.hasOwn(channels, this.channel),
    );
    const seqs = this.updates.map(({ cursor }) => parseCursor(cursor).seq);
    if (seqs.join() !== expected.map(({ seq }) => seq).join())
      faults.push(`has ${seqs.join()} after ${start.seq}; the log ${expected.map(({ seq }) => seq).join()}`);
    else
      for (const [at, update] of this.updates.entries())
        if (!log.mayRead(update, seqs[at] ?? 0))
          faults.push(`${update.cursor} is not what the log says: ${JSON.stringify(update)}`);
    if (faults.length === 0 && this.channel.startsWith('story/')) faults.push(...this.foldFaults(log, start.seq));
    return faults.map((fault) => `${this.channel}: ${fault}`);
  }

  /** Applied ops must give the stored body; without ops the reader loads the story. */
  private foldFaults(log: CommittedLog, start: number): string[] {
    const id = this.channel.slice('story/'.length);
    const from = log.shownAt(id, start);
    let held = from === null ? null : { revision: from, body: log.bodyOf(id, from) };
    for (const { story, change, cursor } of this.updates.filter((update) => update.story.id === id)) {
      if (story.headline === null) held = null;
      // A post of a restored live blog is sent again, at the same revision.
      else if (story.revision === held?.revision) continue;
      else if (change.ops === undefined || change.base === undefined || held === null)
        held = { revision: story.revision, body: log.bodyOf(id, story.revision) };
      else if (change.base !== held.revision)
        return [`${cursor} changes revision ${change.base}, but the reader has ${held.revision}`];
      else held = { revision: story.revision, body: applyOps(held.body, change.ops) };
    }
    const shown = log.shownAt(id, log.head);
    const stored = shown === null ? null : { revision: shown, body: log.bodyOf(id, shown) };
    return JSON.stringify(held) === JSON.stringify(stored)
      ? []
      : [`the updates give ${JSON.stringify(held)}; stored is ${JSON.stringify(stored)}`];
  }
}
