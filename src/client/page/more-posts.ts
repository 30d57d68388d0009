// The ways to older and to newer posts are followed in place: the page that they lead to is got, and its posts put beside those that
// are here. Without a script, and where that fails, they are links like any other.
import { hasReached } from '../connection/update-sequence.js';
import { fetchPage } from './page-loader.js';
import type { PostList } from './post-list.js';

/** A page that is older than what was seen since is got again, so often. */
const TRIES = 3;

type On = {
  /** The place in the log that everything on screen is of. */
  cursor: () => string;
  /** The page was added, and is of an older place than that: all is to be compared. */
  behind: () => void;
  added: (page: Document) => void;
};

/** Follows the ways within the page from now on. */
export function handleMoreLinks(list: PostList, on: On): void {
  const more = new MorePosts(list, on);
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('.way a') : null;
    if (link === null) return;
    event.preventDefault();
    void more.follow(link);
  });
}

class MorePosts {
  private busy = false;

  constructor(
    private readonly list: PostList,
    private readonly on: On,
  ) {}

  async follow(link: HTMLAnchorElement): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    link.setAttribute('aria-busy', 'true');
    try {
      for (let tries = 1; ; tries += 1) {
        const page = await fetchPage(link.pathname + link.search);
        const state = page?.state ?? null;
        if (page === null || state === null) throw new Error('there is no such page');
        // Whatever was taken meanwhile of posts that were not here yet is in no page from before.
        const isBehind = !hasReached(state.cursor, this.on.cursor());
        if (isBehind && tries < TRIES) continue;
        this.put(link, page.doc);
        if (isBehind) this.on.behind();
        return;
      }
    } catch {
      // The browser shows what is wrong, or the page.
      location.assign(link.href);
    } finally {
      this.busy = false;
      link.removeAttribute('aria-busy');
    }
  }

  private put(link: HTMLAnchorElement, page: Document): void {
    // The run may have been changed while this was under way: then the way leads elsewhere.
    if (!link.isConnected) return;
    const side = link.closest('.way-newer') === null ? 'older' : 'newer';
    const here = new Set([...document.querySelectorAll('.post')].map(({ id }) => id));
    const hadFocus = document.activeElement === link;
    this.list.extend(side, page);
    this.on.added(page);
    const added = [...document.querySelectorAll<HTMLElement>('[data-part="posts"] > .post')].filter(({ id }) => !here.has(id));
    const next = side === 'older' ? added[0] : added.at(-1);
    // Who came by keyboard goes on from there.
    if (hadFocus) next?.focus({ preventScroll: true });
  }
}
