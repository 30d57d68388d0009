// An independent model of docs/visibility.md: stories as acts change them, and which texts each reader may
// see. Each text is a unique mark.

export type Revision = {
  number: number;
  marks: readonly string[];
  usable: boolean;
  canceled: boolean;
  embargoed: boolean;
  secret: boolean;
  shown: boolean;
  dead: string | null;
};

export type Story = {
  id: string;
  uri: string | null;
  kind: 'article' | 'liveblog' | 'post';
  blog: Story | null;
  revisions: Revision[];
  /** The revision that readers see, ignoring the live blog. */
  visible: Revision | null;
  /** The kill in force. */
  kill: string | null;
  mergedInto: Story | null;
  private: boolean;
};

export type Written = Pick<Revision, 'number' | 'marks' | 'usable' | 'canceled' | 'embargoed' | 'secret'>;

export const latestOf = ({ revisions }: Story): Revision => revisions.at(-1) as Revision;
const isHiddenByBlog = ({ blog }: Story): boolean => blog !== null && blog.visible === null;
const isKilled = (story: Story): boolean => story.kill !== null || (story.blog !== null && story.blog.kill !== null);
export const isPrivate = (story: Story): boolean => story.private || story.blog?.private === true;
export const readersSee = (story: Story): boolean => story.visible !== null && !isHiddenByBlog(story);

export class VisibilityModel {
  readonly stories: Story[] = [];
  private kills = 0;

  add(story: Pick<Story, 'id' | 'uri' | 'kind' | 'blog'>, first: Written): Story {
    const added: Story = { ...story, revisions: [], visible: null, kill: null, mergedInto: null, private: false };
    this.stories.push(added);
    this.revise(added, first);
    return added;
  }

  /** Adds a revision; `restore` brings back killed content. */
  revise(story: Story, { number, marks, usable, canceled, embargoed, secret }: Written, restore = false): void {
    const revision: Revision = { number, marks, usable, canceled, embargoed, secret, shown: false, dead: null };
    story.revisions.push(revision);
    const before = story.kill;
    if (canceled) this.takeAway(story, (story.kill ??= `kill ${(this.kills += 1)}`));
    else {
      story.kill = null;
      if (before !== null && restore) this.giveBack(story, before);
      else if (before !== null) this.bury(story);
    }
    if (!usable) story.visible = null;
    else if (!embargoed) story.visible = revision;
    this.settle(story);
  }

  /** The embargo of its latest revision has ended. */
  release(story: Story): void {
    story.visible = latestOf(story);
    this.settle(story);
  }

  merge(story: Story, into: Story, number: number): void {
    this.revise(story, { ...latestOf(story), number });
    story.mergedInto = into;
    for (const other of this.stories) if (other.mergedInto === story) other.mergedInto = into;
    this.settle(into);
  }

  /** The revision that a split restores; null if the split must be refused. */
  before(story: Story, from: number): Revision | null {
    return story.revisions.findLast(({ number, shown, dead }) => number < from && shown && dead === null) ?? null;
  }

  split(story: Story, from: number, id: string, number: number): void {
    const [back, latest] = [this.before(story, from) as Revision, latestOf(story)];
    const moved = story.revisions.filter((revision) => revision.number >= from);
    const copies = moved.map((revision) => ({ ...revision, number: revision.number - from + 1 }));
    const visible = story.visible === null ? null : (copies[moved.indexOf(story.visible)] ?? null);
    const off: Story = {
      id,
      uri: null,
      kind: story.kind,
      blog: story.blog,
      revisions: copies,
      visible,
      kill: null,
      mergedInto: null,
      private: story.private,
    };
    this.stories.push(off);
    this.settle(off);
    this.revise(story, { ...back, number, usable: latest.usable, canceled: false, embargoed: false });
  }

  /** All texts that this reader may find, and no others. `desk` is the stories' own publisher. */
  marksFor(eyes: 'reader' | 'token' | 'desk'): Set<string> {
    const found = new Set<string>();
    for (const story of this.stories) {
      const mayRead = eyes !== 'reader' || !isPrivate(story);
      const mayWrite = eyes === 'desk' && story.mergedInto === null && !isKilled(story);
      for (const { shown, dead, marks } of story.revisions) {
        if (dead === null && ((shown && mayRead && readersSee(story)) || mayWrite))
          for (const mark of marks) found.add(mark);
      }
    }
    return found;
  }

  /** All killed texts: nobody may find them. */
  get deadMarks(): Set<string> {
    const live = new Set(
      this.stories.flatMap(({ revisions }) => revisions.flatMap(({ dead, marks }) => (dead === null ? marks : []))),
    );
    return new Set(
      this.stories.flatMap(({ revisions }) =>
        revisions.flatMap(({ dead, marks }) => (dead === null ? [] : marks.filter((mark) => !live.has(mark)))),
      ),
    );
  }

  private postsOf(story: Story): Story[] {
    return this.stories.filter(({ blog }) => blog === story);
  }

  private mergedOf(story: Story): Story[] {
    return this.stories.filter(({ mergedInto }) => mergedInto === story);
  }

  private takeAway(story: Story, kill: string): void {
    for (const { revisions } of [story, ...this.mergedOf(story), ...this.postsOf(story)])
      for (const revision of revisions) revision.dead ??= kill;
    for (const merged of this.mergedOf(story)) merged.kill ??= kill;
  }

  private giveBack(story: Story, kill: string): void {
    for (const other of [story, ...this.mergedOf(story), ...this.postsOf(story)]) {
      for (const revision of other.revisions) if (revision.dead === kill) revision.dead = null;
      if (other.kill === kill) other.kill = null;
    }
  }

  /** The live blog is revived without its killed posts. */
  private bury(story: Story): void {
    for (const post of this.postsOf(story).filter(({ kill }) => kill === null)) {
      if (post.visible !== null && post.visible.dead !== null) post.visible = null;
      post.kill = latestOf(post).dead;
    }
  }

  /**
   * Visible revisions are marked as shown; merged stories follow the survivor; private stories stay private.
   */
  private settle(story: Story): void {
    for (const merged of this.mergedOf(story))
      merged.visible = merged.kill === null && story.visible !== null ? latestOf(merged) : null;
    const latest = latestOf(story);
    if ((story.visible === null || story.visible === latest) && latest.secret) story.private = true;
    for (const one of this.stories) if (one.visible !== null && readersSee(one)) one.visible.shown = true;
  }
}
