// Keeps the posts of an open live blog's page true: each is got by itself when it changes, all of them where something may be missing.
import { compareKeys, formatKey } from '../../core/story/post-window.js';
import type { Update } from '../../core/log/update.js';
import { Announcer } from './announcer.js';
import { handleMoreLinks } from './more-posts.js';
import type { Notice } from './notice.js';
import type { Pagination } from './page-loader.js';
import type { PageTitle } from './page-title.js';
import { handlePermalinks } from './permalinks.js';
import { NewPostsButton } from './new-posts-button.js';
import { handlePostKeys } from './key-navigation.js';
import { PostList, type Placed } from './post-list.js';
import { PostLoader, type LoadedPost } from './post-loader.js';

type On = { cursor: () => string; load: () => void };

export class LivePosts {
  private readonly pill: NewPostsButton;
  private readonly list: PostList;
  private readonly source: PostLoader;
  private readonly announcer = new Announcer();

  constructor(
    private readonly blog: string,
    private readonly title: PageTitle,
    private readonly note: Notice,
    on: On,
  ) {
    this.pill = new NewPostsButton((count) => title.setWaiting(count));
    this.list = new PostList(this.pill);
    this.source = new PostLoader(blog, { take: (id, fresh) => this.take(id, fresh), tooMany: on.load });
    handleMoreLinks(this.list, { cursor: on.cursor, behind: on.load, added: () => this.list.newerKey === null && this.pill.clearAbove() });
    handlePostKeys();
    handlePermalinks(blog, this.pill);
  }

  /** Where the pages begin that the posts on screen are of, and how far down they go. */
  get pagination(): Pagination {
    const page = `/stories/${this.blog}`;
    return {
      address: () => (this.list.newerKey === null ? page : `${page}?from=${formatKey(this.list.newerKey)}`),
      onward: (fresh) => {
        const [mine, theirs] = [this.list.olderKey, PostList.olderKeyOf(fresh)];
        return theirs === null || (mine !== null && compareKeys(theirs, mine) >= 0) ? null : `${page}?from=${formatKey(theirs)}`;
      },
    };
  }

  /** A post is new or changed. */
  load({ story }: Update): void {
    this.source.load(story.id, story.revision);
  }

  /** A post was killed. */
  kill({ story }: Update): void {
    this.source.cancel(story.id);
    if (this.list.remove(story.id)) this.note.show('A post was withdrawn', []);
  }

  /** Makes all posts equal to these pages; quietly, where the page itself is another one now. */
  sync(pages: readonly Document[], replaced: boolean): void {
    this.source.cancelAll();
    if (replaced) for (const page of pages) this.list.rememberSources(page);
    const placed = this.list.sync(pages);
    if (!replaced) for (const one of placed) this.tell(one);
  }

  private take(id: string, fresh: LoadedPost | null): void {
    if (fresh === null) return void this.list.remove(id);
    this.list.updateKeyEvent(id, fresh.timelineEntry);
    const placed = this.list.put(fresh.post);
    if (placed === null) return;
    this.tell(placed);
    const { isNew, touched } = placed;
    if (!isNew && touched.length > 0) this.note.show('A post was edited', touched);
  }

  private tell({ post, isNew }: Placed): void {
    if (!isNew) return;
    this.announcer.announcePost(post.querySelector('h2')?.textContent?.trim() ?? '');
    if (!post.hidden) this.title.countMissed();
  }
}
