// Keeps the posts of an open live blog up to date: loads a changed post by itself, and all of them after a gap.
import { comparePositions, formatPosition } from '../../core/story/post-window.js';
import type { Update } from '../../core/log/update.js';
import { Announcer } from './announcer.js';
import { handlePostKeys } from './key-navigation.js';
import { handleMoreLinks } from './more-posts.js';
import { NewPostsButton } from './new-posts-button.js';
import type { Notice } from './notice.js';
import type { Pagination } from './page-loader.js';
import type { PageTitle } from './page-title.js';
import { handlePermalinks } from './permalinks.js';
import { PostList, type PlacedPost } from './post-list.js';
import { PostLoader, type LoadedPost } from './post-loader.js';

/** `cursor`: the cursor of everything on screen; `reload`: loads the whole page again. */
type LivePostsHandlers = { cursor: () => string; reload: () => void };

export class LivePosts {
  private readonly newPosts: NewPostsButton;
  private readonly list: PostList;
  private readonly loader: PostLoader;
  private readonly announcer = new Announcer();

  constructor(
    private readonly blog: string,
    private readonly title: PageTitle,
    private readonly notice: Notice,
    on: LivePostsHandlers,
  ) {
    this.newPosts = new NewPostsButton((count) => title.setWaiting(count));
    this.list = new PostList(this.newPosts);
    this.loader = new PostLoader(blog, { loaded: (id, post) => this.show(id, post), tooMany: on.reload });
    handleMoreLinks(this.list, {
      cursor: on.cursor,
      stale: on.reload,
      added: () => this.list.newerKey === null && this.newPosts.clearAbove(),
    });
    handlePostKeys();
    handlePermalinks(blog, this.newPosts);
  }

  /** The pages that hold the posts on screen. */
  get pagination(): Pagination {
    const path = `/stories/${this.blog}`;
    return {
      first: () => (this.list.newerKey === null ? path : `${path}?from=${formatPosition(this.list.newerKey)}`),
      next: (page) => {
        const [end, pageEnd] = [this.list.olderKey, PostList.olderKeyOf(page)];
        const isLast = pageEnd === null || (end !== null && comparePositions(pageEnd, end) >= 0);
        return isLast ? null : `${path}?from=${formatPosition(pageEnd)}`;
      },
    };
  }

  /** Loads a new or changed post. */
  load({ story }: Update): void {
    this.loader.load(story.id, story.revision);
  }

  /** Removes a killed post. */
  kill({ story }: Update): void {
    this.loader.cancel(story.id);
    if (this.list.remove(story.id)) this.notice.show('A post was withdrawn', []);
  }

  /** Makes all posts equal to these pages. Announces nothing if the page itself was replaced. */
  sync(pages: readonly Document[], isReplaced: boolean): void {
    this.loader.cancelAll();
    if (isReplaced) for (const page of pages) this.list.rememberSources(page);
    const placed = this.list.sync(pages);
    if (!isReplaced) for (const post of placed) this.announce(post);
  }

  private show(id: string, loaded: LoadedPost | null): void {
    if (loaded === null) return void this.list.remove(id);
    this.list.updateKeyEvent(id, loaded.timelineEntry);
    const placed = this.list.put(loaded.post);
    if (placed === null) return;
    this.announce(placed);
    const { isNew, touched } = placed;
    if (!isNew && touched.length > 0) this.notice.show('A post was edited', touched);
  }

  private announce({ post, isNew }: PlacedPost): void {
    if (!isNew) return;
    this.announcer.announcePost(post.querySelector('h2')?.textContent?.trim() ?? '');
    if (!post.hidden) this.title.countMissed();
  }
}
