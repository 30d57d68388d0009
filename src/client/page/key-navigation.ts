// j and k go to the next post and the one before it, as readers of long lists know them.

const TYPED_INTO = 'input, textarea, select, video, audio, [contenteditable]';

/** Where a step leads: from the post that has the focus, else into what is in view. */
function next(posts: readonly HTMLElement[], step: 1 | -1): HTMLElement | undefined {
  const at = posts.findIndex((post) => post.contains(document.activeElement));
  if (at >= 0) return posts[at + step];
  const isAbove = (post: HTMLElement): boolean => post.getBoundingClientRect().top < -1;
  return step === 1 ? posts.find((post) => !isAbove(post)) : posts.findLast(isAbove);
}

/** Listens for the keys from now on. */
export function handlePostKeys(): void {
  document.addEventListener('keydown', (event) => {
    const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(TYPED_INTO) !== null) return;
    const post = next([...document.querySelectorAll<HTMLElement>('.post:not([hidden])')], step);
    if (post === undefined) return;
    event.preventDefault();
    post.scrollIntoView({ block: 'start', behavior: 'instant' });
    post.focus({ preventScroll: true });
  });
}
