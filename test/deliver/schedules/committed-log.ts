// The reference model of a schedule: stories and their update log, as Postgres would store them. Each query
// sees one snapshot.
import { channelsOf } from '../../../src/core/log/channel.js';
import { decide } from '../../../src/core/revision/decision.js';
import { draftFromInput } from '../../../src/core/story/draft.js';
import { DatelineError } from '../../../src/core/errors.js';
import type { Change } from '../../../src/core/story/change.js';
import { storyInput, type Content, type Kind, type PubStatus } from '../../../src/core/story/story.js';
import { updateFor, redactEntry, type LogEntry, type Update } from '../../../src/core/log/update.js';
import {
  hiddenStatus,
  postsHiddenAs,
  visibilityAfter,
  type HiddenAs,
  type KillMark,
  type RevisionMarks,
} from '../../../src/core/story/visibility.js';
import type { LogHead, TailEntry, UpdateLog } from '../../../src/store/log/update-log.js';

export type Questions = Pick<UpdateLog, 'head' | 'entriesAfter' | 'channelEntriesAfter' | 'updatesAfter'>;

/** A publisher's submission. */
export type Submission = {
  headline: string;
  body: string[];
  topics: string[];
  pubStatus?: PubStatus;
  embargoedUntil?: string;
};

type Place = { id: string; kind: Kind; partOf: string | null; publisher: string };
type Revision = { content: Content; change: Change } & RevisionMarks;
type Story = Place & {
  revisions: Revision[];
  pubStatus: PubStatus;
  shown: number | null;
  topics: string[];
  kill: KillMark | null;
  hiddenAs: HiddenAs | null;
};
/**
 * `shown`: the revision that its story shows once it is the latest; `hidden`: its live blog hides it; entries
 * of one transaction share `write`.
 */
type Entry = {
  seq: number;
  story: string;
  revision: number;
  channels: Record<string, number>;
  shown: number | null;
  hidden: boolean;
  write: number;
};

const NOW = new Date('2022-01-08T07:23:00Z');

export class CommittedLog {
  epoch = 'e0';
  entries: Entry[] = [];
  private epochs = 0;
  private writes = 0;
  private stories = new Map<string, Story>();
  /** The stories after each write. */
  private readonly past: Map<string, Story>[] = [];
  private heads = new Map<string, number>();

  get head(): number {
    return this.entries.length;
  }

  /** The seq of the last entry that this would append, or null if it changes nothing. */
  publish(place: Place, submission: Submission): number | null {
    const story = this.stories.get(place.id);
    const decision = decisionOn(story === undefined ? null : standingOf(story), submission);
    if (decision === null) return null;
    const revision = (story?.revisions.length ?? 0) + 1;
    const next: Story = story ?? {
      ...place,
      revisions: [],
      pubStatus: 'usable',
      shown: null,
      topics: [],
      kill: null,
      hiddenAs: this.hiddenBy(place.partOf),
    };
    const { state, marks } = visibilityAfter(
      story ?? null,
      { story: place.id, revision, content: decision.content, hiddenAs: next.hiddenAs },
      NOW,
    );
    const [before, hid] = [{ ...next }, story === undefined ? null : postsHiddenAs(next)];
    // As the reviser does: the topics that a story leaves get the update; hidden stories send none.
    const moves = next.hiddenAs === null && state.shown !== before.shown;
    const topics = [...(before.shown === null ? [] : before.topics), ...(state.shown === null ? [] : state.topics)];
    next.revisions.push({ ...decision, ...marks });
    Object.assign(next, {
      shown: state.shown,
      topics: state.topics,
      kill: state.kill,
      pubStatus: decision.content.pubStatus,
    });
    this.stories.set(place.id, next);
    this.kill(next, before.kill);
    this.writes += 1;
    const seq = this.append(next, revision, moves ? channelsOf({ ...next, topics }) : []);
    return this.ended(this.followed(next, hid, seq));
  }

  /** An embargo ends. */
  release(id: string): number | null {
    const story = this.stories.get(id);
    if (story === undefined || story.shown === story.revisions.length || story.pubStatus !== 'usable') return null;
    const hid = postsHiddenAs(story);
    const topics = [...story.topics, ...contentOf(story).topics];
    story.shown = story.revisions.length;
    story.topics = contentOf(story).topics;
    if (story.hiddenAs === null) this.show(story);
    this.writes += 1;
    const seq = this.append(story, story.shown, story.hiddenAs === null ? channelsOf({ ...story, topics }) : []);
    return this.ended(this.followed(story, hid, seq));
  }

  /** Restores a backup from when the log had `kept` entries, with a new epoch. */
  restore(kept: number): void {
    this.epochs += 1;
    this.epoch = `e${this.epochs}`;
    // A backup contains a whole transaction, or none of it.
    const last = this.entries.findLast(({ seq, write }) => seq <= kept && this.entries[seq]?.write !== write);
    this.entries = this.entries.slice(0, last?.seq ?? 0);
    this.heads = new Map();
    for (const { seq, channels } of this.entries)
      for (const channel of Object.keys(channels)) this.heads.set(channel, seq);
    this.stories = copyOf(
      last === undefined ? new Map<string, Story>() : (this.past[last.write] ?? new Map<string, Story>()),
    );
  }

  /** An entry as readers may see it now. */
  entryAt(seq: number): TailEntry {
    const { entry, channels, status, marks } = this.whole(seq);
    const { pubStatus, shown, hiddenAs } = this.story(entry.story.id);
    const hidden = hiddenStatus({
      pubStatus,
      shown,
      hiddenAs,
      revision: entry.story.revision,
      revisionStatus: status,
      ...marks,
    });
    return { entry: hidden === null ? entry : redactEntry(entry, hidden), channels };
  }

  now(): LogHead {
    return { epoch: this.epoch, head: this.head };
  }

  entriesAfter(seq: number, limit: number): LogHead & { entries: TailEntry[] } {
    return { ...this.now(), entries: this.entries.slice(seq, seq + limit).map((entry) => this.entryAt(entry.seq)) };
  }

  channelEntriesAfter(channels: readonly string[], seq: number, limit: number): LogHead & { entries: TailEntry[] } {
    const found = this.entries
      .slice(seq)
      .filter((entry) => channels.some((channel) => Object.hasOwn(entry.channels, channel)));
    return { ...this.now(), entries: found.slice(0, limit).map((entry) => this.entryAt(entry.seq)) };
  }

  updatesAfter(channel: string, seq: number, limit: number): LogHead & { updates: Update[] } {
    const { entries, ...log } = this.channelEntriesAfter([channel], seq, limit);
    return { ...log, updates: entries.map(({ entry, channels }) => updateFor(channel, channels[channel] ?? 0, entry)) };
  }

  /** All valid forms of a log entry: with content if its revision is usable, and without. */
  mayRead(update: Update, seq: number): boolean {
    const { entry, channels, status } = this.whole(seq);
    const form = update.story.headline === null ? redactEntry(entry, update.story.pubStatus) : entry;
    if (update.story.headline !== null && status !== 'usable') return false;
    return JSON.stringify(updateFor(update.channel, channels[update.channel] ?? 0, form)) === JSON.stringify(update);
  }

  /** The revision of a story that readers had when the log had `seq` entries. */
  shownAt(id: string, seq: number): number | null {
    const last = this.entries.findLast((entry) => entry.story === id && entry.seq <= seq);
    return last === undefined || last.hidden ? null : last.shown;
  }

  bodyOf(id: string, revision: number): string[] {
    return this.stories.get(id)?.revisions[revision - 1]?.content.body ?? [];
  }

  /** An entry as it was written, with the status and flags of its revision. */
  private whole(seq: number): TailEntry & { status: PubStatus; marks: RevisionMarks } {
    const at = this.entries[seq - 1];
    if (at === undefined) throw new Error(`the log has no ${seq}`);
    const { id, kind, partOf, revisions } = this.story(at.story);
    const made = revisions[at.revision - 1];
    if (made === undefined) throw new Error(`${id} has no revision ${at.revision}`);
    const { headline, pubStatus, firstCreated, versionCreated, topics } = made.content;
    const told = {
      id,
      uri: null,
      url: null,
      kind,
      ...(partOf === null ? {} : { partOf }),
      revision: at.revision,
      headline,
      pubStatus,
      firstCreated,
      versionCreated,
      topics,
    };
    const entry: LogEntry = { epoch: this.epoch, seq, at: NOW.toISOString(), story: told, change: made.change };
    return { entry, channels: at.channels, status: pubStatus, marks: { shownAt: made.shownAt, kill: made.kill } };
  }

  private story(id: string): Story {
    const story = this.stories.get(id);
    if (story === undefined) throw new Error(`there is no story ${id}`);
    return story;
  }

  private hiddenBy(blog: string | null): HiddenAs | null {
    const story = blog === null ? undefined : this.stories.get(blog);
    return story === undefined ? null : postsHiddenAs(story);
  }

  /** The posts of a live blog that was hidden or restored follow it, as far as readers had or get them. */
  private followed(blog: Story, hid: HiddenAs | null, seq: number): number {
    const hides = postsHiddenAs(blog);
    if (blog.kind !== 'liveblog' || hides === hid) return seq;
    const posts = this.postsOf(blog);
    for (const post of posts) {
      post.hiddenAs = hides;
      if (hides === null) this.show(post);
    }
    const told = posts.flatMap((post) => (post.shown === null ? [] : [{ post, revision: post.shown }]));
    for (const { post, revision } of hides === null ? told.reverse() : told) {
      const topics = post.revisions[revision - 1]?.content.topics ?? [];
      this.append(post, revision, hides !== null && hid !== null ? [] : channelsOf({ ...post, partOf: null, topics }));
    }
    return this.head;
  }

  private postsOf(blog: Story): Story[] {
    return [...this.stories.values()].filter(({ partOf }) => partOf === blog.id);
  }

  /** Readers now have what the story shows. */
  private show(story: Story): void {
    const made = story.shown === null ? undefined : story.revisions[story.shown - 1];
    if (made !== undefined) made.shownAt ??= NOW;
  }

  /**
   * A kill hides all earlier revisions, and a live blog's posts with it; those stay hidden if the live blog
   * is restored.
   */
  private kill(story: Story, before: KillMark | null): void {
    const { kill } = story;
    const posts = story.kind === 'liveblog' ? this.postsOf(story) : [];
    if (kill !== null)
      for (const { revisions } of [story, ...posts]) for (const revision of revisions) revision.kill ??= kill;
    if (kill !== null || before === null) return;
    for (const post of posts.filter((one) => one.kill === null)) {
      if (post.shown !== null && post.revisions[post.shown - 1]?.kill != null) post.shown = null;
      const last = post.revisions.at(-1)?.kill ?? null;
      if (last !== null) Object.assign(post, { kill: last, pubStatus: 'canceled' });
    }
  }

  private ended(seq: number): number {
    this.past[this.writes] = copyOf(this.stories);
    return seq;
  }

  private append(story: Story, revision: number, channels: string[]): number {
    const seq = this.head + 1;
    const prevs = Object.fromEntries(channels.map((channel) => [channel, this.heads.get(channel) ?? 0]));
    for (const channel of channels) this.heads.set(channel, seq);
    this.entries.push({
      seq,
      story: story.id,
      revision,
      channels: prevs,
      shown: story.shown,
      hidden: story.hiddenAs !== null,
      write: this.writes,
    });
    return seq;
  }
}

const copyOf = (stories: ReadonlyMap<string, Story>): Map<string, Story> =>
  new Map(
    [...stories].map(([id, story]) => [
      id,
      { ...story, revisions: story.revisions.map((revision) => ({ ...revision })) },
    ]),
  );

type Standing = {
  revision: number;
  shown: number | null;
  content: Content;
  hiddenAs: HiddenAs | null;
  kill: KillMark | null;
};

const standingOf = (story: Story): Standing => ({
  revision: story.revisions.length,
  shown: story.shown,
  content: { ...contentOf(story), ...(story.pubStatus === 'canceled' ? { pubStatus: story.pubStatus } : {}) },
  hiddenAs: story.hiddenAs,
  kill: story.kill,
});

function contentOf({ revisions }: Story): Content {
  const last = revisions.at(-1);
  if (last === undefined) throw new Error('a story has a revision');
  return last.content;
}

function decisionOn(standing: Standing | null, submission: Submission): { content: Content; change: Change } | null {
  try {
    const decision = decide(standing, draftFromInput(storyInput.parse(submission)), { isPatch: true });
    return 'content' in decision ? { content: decision.content, change: decision.change } : null;
  } catch (error) {
    if (error instanceof DatelineError && error.code === 'killed') return null;
    throw error;
  }
}
