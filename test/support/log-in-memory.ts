import type { PubStatus } from '../../src/core/story/story.js';
import { updateFor, redactEntry, type Update } from '../../src/core/log/update.js';
import type { CommitListener, LogHead, TailEntry } from '../../src/store/log/update-log.js';

/** A log as Postgres would give it, that counts what it is asked. */
export class LogInMemory {
  epoch = 'e1';
  entries: TailEntry[] = [];
  queries = 0;
  down = false;
  /** Where set, an answer waits for it; what it says was seen before. */
  gate: Promise<void> | undefined;
  private readonly listeners: CommitListener[] = [];
  private readonly heads = new Map<string, number>();

  /** Commits an entry in `all` and these channels; `told` as by this very process. Answers its seq. */
  append(
    channels: string[],
    {
      story = `s${this.entries.length + 1}`,
      pubStatus = 'usable',
      headline,
    }: { story?: string; pubStatus?: PubStatus; headline?: string } = {},
    told = true,
  ): number {
    const seq = this.entries.length + 1;
    const entry = {
      id: story,
      uri: null,
      url: null,
      kind: 'article' as const,
      revision: 1,
      headline: headline ?? `Headline ${seq}`,
      pubStatus,
      firstCreated: null,
      versionCreated: null,
      topics: [],
    };
    const change = { class: 'first' as const, silent: false, significance: 1 };
    const places = Object.fromEntries(['all', ...channels].map((channel) => [channel, this.heads.get(channel) ?? 0]));
    for (const channel of Object.keys(places)) this.heads.set(channel, seq);
    this.entries.push({
      entry: { epoch: this.epoch, seq, at: '2026-11-24T12:00:00.000Z', story: entry, change },
      channels: places,
    });
    if (pubStatus !== 'usable')
      this.entries = this.entries.map((kept) =>
        kept.entry.story.id === story ? { ...kept, entry: redactEntry(kept.entry, pubStatus) } : kept,
      );
    if (told) for (const listener of this.listeners) listener(seq, []);
    return seq;
  }

  onCommitted(listener: CommitListener): () => void {
    this.listeners.push(listener);
    return () => undefined;
  }

  head(): Promise<LogHead> {
    return this.answer(() => ({ epoch: this.epoch, head: this.entries.length }));
  }

  entriesAfter(seq: number, limit: number): Promise<LogHead & { entries: TailEntry[] }> {
    return this.answer(() => ({
      epoch: this.epoch,
      head: this.entries.length,
      entries: this.entries.slice(seq, seq + limit),
    }));
  }

  channelEntriesAfter(
    channels: readonly string[],
    seq: number,
    limit: number,
  ): Promise<LogHead & { entries: TailEntry[] }> {
    const within = (): TailEntry[] =>
      this.entries.slice(seq).filter((entry) => channels.some((channel) => channel in entry.channels));
    return this.answer(() => ({ epoch: this.epoch, head: this.entries.length, entries: within().slice(0, limit) }));
  }

  updatesAfter(channel: string, seq: number, limit: number): Promise<LogHead & { updates: Update[] }> {
    return this.answer(() => ({
      epoch: this.epoch,
      head: this.entries.length,
      updates: this.updates(channel, seq).slice(0, limit),
    }));
  }

  /** All updates of a channel after `seq`, as they stand now. */
  updates(channel: string, seq = 0): Update[] {
    return this.entries
      .slice(seq)
      .filter(({ channels }) => channel in channels)
      .map(({ entry, channels }) => updateFor(channel, channels[channel] ?? 0, entry));
  }

  private async answer<T>(snapshot: () => T): Promise<T> {
    this.queries += 1;
    const answer = snapshot();
    await this.gate;
    if (this.down) throw new Error('connection terminated');
    return answer;
  }
}
