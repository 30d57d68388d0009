// Loads older and newer posts into the open page. Without the script, or if loading fails, the links work as links.
import { hasReached } from '../connection/update-sequence.js';
import { fetchPage } from './page-loader.js';
import { plainlyClickedLink } from './plain-click.js';
import type { PostList } from './post-list.js';

/** How often a page is requested that is older than what is on screen. */
const MAX_ATTEMPTS = 3;

type MorePostsHandlers = {
  /** The cursor of everything on screen. */
  cursor: () => string;
  /** The added page is older than that cursor: all posts must be compared with the server. */
  stale: () => void;
  added: () => void;
};

/** Handles clicks on the links to older and newer posts. */
export function handleMoreLinks(list: PostList, on: MorePostsHandlers): void {
  const more = new MorePosts(list, on);
  document.addEventListener('click', (event) => {
    const link = plainlyClickedLink(event, '.way a');
    if (link === null) return;
    event.preventDefault();
    void more.follow(link);
  });
}

class MorePosts {
  private isLoading = false;

  constructor(
    private readonly list: PostList,
    private readonly on: MorePostsHandlers,
  ) {}

  async follow(link: HTMLAnchorElement): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    link.setAttribute('aria-busy', 'true');
    try {
      for (let attempt = 1; ; attempt += 1) {
        const page = await fetchPage(link.pathname + link.search);
        const snapshot = page?.snapshot ?? null;
        if (page === null || snapshot === null) throw new Error('The page does not exist.');
        // An older page lacks the updates of its posts that arrived meanwhile.
        const isStale = !hasReached(snapshot.cursor, this.on.cursor());
        if (isStale && attempt < MAX_ATTEMPTS) continue;
        this.add(link, page.doc);
        if (isStale) this.on.stale();
        return;
      }
    } catch {
      // Open the link instead: the browser shows the page, or the error.
      location.assign(link.href);
    } finally {
      this.isLoading = false;
      link.removeAttribute('aria-busy');
    }
  }

  private add(link: HTMLAnchorElement, page: Document): void {
    // The posts may have been replaced meanwhile, and then this link leads elsewhere.
    if (!link.isConnected) return;
    const side = link.closest('.way-newer') === null ? 'older' : 'newer';
    const before = new Set([...document.querySelectorAll('.post')].map(({ id }) => id));
    const hadFocus = document.activeElement === link;
    this.list.extend(side, page);
    this.on.added();
    const posts = [...document.querySelectorAll<HTMLElement>('[data-part="posts"] > .post')];
    const added = posts.filter(({ id }) => !before.has(id));
    const nearest = side === 'older' ? added[0] : added.at(-1);
    // Keyboard users continue at the first added post.
    if (hadFocus) nearest?.focus({ preventScroll: true });
  }
}
