// Keeps the posts of an open live blog's page true: each is got by itself when it changes, all of them where something may be missing.
import { compareKeys, formatKey } from '../../core/story/post-window.js';
import type { Update } from '../../core/log/update.js';
import { Announcer } from './announcer.js';
import { followMorePosts } from './more-posts.js';
import type { Note } from './notice.js';
import type { Way } from './page-loader.js';
import type { PageTitle } from './page-title.js';
import { followPermalinks } from './permalinks.js';
import { Pill } from './new-posts-button.js';
import { followKeys } from './key-navigation.js';
import { PostList, type Placed } from './post-list.js';
import { PostSource, type FreshPost } from './post-loader.js';

type On = { cursor: () => string; load: () => void };

export class LivePosts {
  private readonly pill: Pill;
  private readonly list: PostList;
  private readonly source: PostSource;
  private readonly announcer = new Announcer();

  constructor(
    private readonly blog: string,
    private readonly title: PageTitle,
    private readonly note: Note,
    on: On,
  ) {
    this.pill = new Pill((count) => title.waits(count));
    this.list = new PostList(this.pill);
    this.source = new PostSource(blog, { take: (id, fresh) => this.take(id, fresh), tooMany: on.load });
    followMorePosts(this.list, { cursor: on.cursor, behind: on.load, added: () => this.list.newer === null && this.pill.reachesTop() });
    followKeys();
    followPermalinks(blog, this.pill);
  }

  /** Where the pages begin that the posts on screen are of, and how far down they go. */
  get way(): Way {
    const page = `/stories/${this.blog}`;
    return {
      address: () => (this.list.newer === null ? page : `${page}?from=${formatKey(this.list.newer)}`),
      onward: (fresh) => {
        const [mine, theirs] = [this.list.older, PostList.olderOf(fresh)];
        return theirs === null || (mine !== null && compareKeys(theirs, mine) >= 0) ? null : `${page}?from=${formatKey(theirs)}`;
      },
    };
  }

  /** A post is new or changed. */
  get({ story }: Update): void {
    this.source.want(story.id, story.revision);
  }

  /** A post was killed. */
  kill({ story }: Update): void {
    this.source.forget(story.id);
    if (this.list.drop(story.id)) this.note.say('A post was withdrawn', []);
  }

  /** Makes all posts equal to these pages; quietly, where the page itself is another one now. */
  adopt(pages: readonly Document[], replaced: boolean): void {
    this.source.clear();
    if (replaced) for (const page of pages) this.list.remember(page);
    const placed = this.list.adopt(pages);
    if (!replaced) for (const one of placed) this.tell(one);
  }

  private take(id: string, fresh: FreshPost | null): void {
    if (fresh === null) return void this.list.drop(id);
    this.list.tellKeyEvent(id, fresh.line);
    const placed = this.list.put(fresh.post);
    if (placed === null) return;
    this.tell(placed);
    const { isNew, touched } = placed;
    if (!isNew && touched.length > 0) this.note.say('A post was edited', touched);
  }

  private tell({ post, isNew }: Placed): void {
    if (!isNew) return;
    this.announcer.post(post.querySelector('h2')?.textContent?.trim() ?? '');
    if (!post.hidden) this.title.came();
  }
}
