// A post's permalink leads to the post: on this page if it is here, else to the page that has it.
import type { NewPostsButton } from './new-posts-button.js';
import { plainlyClickedLink } from './plain-click.js';

const POST_HASH = /^#post-([0-9a-f-]{36})$/;

const postAt = (hash: string): HTMLElement | null =>
  POST_HASH.test(hash) ? document.getElementById(hash.slice(1)) : null;

/** Handles permalinks to posts of this live blog: at load, on `hashchange` and on clicks. */
export function handlePermalinks(blog: string, newPosts: NewPostsButton): void {
  const path = `/stories/${blog}`;
  const goToHash = (): void => {
    const [, id] = POST_HASH.exec(location.hash) ?? [];
    if (id === undefined || location.pathname !== path) return;
    const post = postAt(location.hash);
    if (post !== null && post.hidden) newPosts.reveal(post);
    else if (post !== null) post.focus({ preventScroll: true });
    // Load the page around the post, unless this is that page already: then the post was withdrawn.
    else if (new URLSearchParams(location.search).get('post') !== id)
      location.replace(`${path}?post=${id}${location.hash}`);
  };
  document.addEventListener('click', (event) => {
    const link = plainlyClickedLink(event, `a[href^="${path}?post="]`);
    const post = link === null ? null : postAt(link.hash);
    if (link === null || post === null) return;
    event.preventDefault();
    if (post.hidden) newPosts.reveal(post);
    if (location.hash === link.hash) post.scrollIntoView({ block: 'start', behavior: 'instant' });
    else location.hash = link.hash;
    post.focus({ preventScroll: true });
  });
  addEventListener('hashchange', goToHash);
  goToHash();
}
