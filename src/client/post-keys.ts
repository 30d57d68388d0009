// j and k go to the next post and the one before it, as readers of long lists know them.

const TYPED_INTO = 'input, textarea, select, video, audio, [contenteditable]';

/** The post that the reader is at: the one that has the focus, else the last that begins above the middle of the view's upper third. */
function current(posts: readonly HTMLElement[]): number {
  const focused = posts.findIndex((post) => post.contains(document.activeElement));
  return focused >= 0 ? focused : posts.findLastIndex((post) => post.getBoundingClientRect().top < innerHeight / 6);
}

/** Listens for the keys from now on. */
export function followKeys(): void {
  document.addEventListener('keydown', (event) => {
    const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(TYPED_INTO) !== null) return;
    const posts = [...document.querySelectorAll<HTMLElement>('.post:not([hidden])')];
    const next = posts[Math.max(0, current(posts) + step)];
    if (next === undefined) return;
    event.preventDefault();
    next.scrollIntoView({ block: 'start', behavior: 'instant' });
    next.focus({ preventScroll: true });
  });
}
