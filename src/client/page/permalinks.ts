// A post's permanent address leads to the post, wherever it stands: on this page at once, else to the page that has it.
import type { NewPostsButton } from './new-posts-button.js';

const PLACE = /^#post-([0-9a-f-]{36})$/;

const postIn = (hash: string): HTMLElement | null => (PLACE.test(hash) ? document.getElementById(hash.slice(1)) : null);

/** Follows permanent addresses of posts within the page. */
export function handlePermalinks(blog: string, pill: NewPostsButton): void {
  const page = `/stories/${blog}`;
  const arrive = (): void => {
    const [, id] = PLACE.exec(location.hash) ?? [];
    if (id === undefined || location.pathname !== page) return;
    const post = postIn(location.hash);
    if (post !== null && post.hidden) pill.reveal(post);
    else if (post !== null) post.focus({ preventScroll: true });
    // Asked for by name already, and not there: it was taken back.
    else if (new URLSearchParams(location.search).get('post') !== id) location.replace(`${page}?post=${id}${location.hash}`);
  };
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(`a[href^="${page}?post="]`) : null;
    if (link === null) return;
    const post = postIn(link.hash);
    if (post === null) return;
    event.preventDefault();
    if (post.hidden) pill.reveal(post);
    if (location.hash === link.hash) post.scrollIntoView({ block: 'start', behavior: 'instant' });
    else location.hash = link.hash;
    post.focus({ preventScroll: true });
  });
  addEventListener('hashchange', arrive);
  arrive();
}
