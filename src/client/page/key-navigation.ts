// Keyboard navigation: `j` goes to the next post, `k` to the previous one.

const TEXT_CONTROLS = 'input, textarea, select, video, audio, [contenteditable]';

/** The post one step from the focused one; without a focused post, from the top of the view. */
function target(posts: readonly HTMLElement[], step: 1 | -1): HTMLElement | undefined {
  const focused = posts.findIndex((post) => post.contains(document.activeElement));
  if (focused >= 0) return posts[focused + step];
  const isAboveView = (post: HTMLElement): boolean => post.getBoundingClientRect().top < -1;
  return step === 1 ? posts.find((post) => !isAboveView(post)) : posts.findLast(isAboveView);
}

export function handlePostKeys(): void {
  document.addEventListener('keydown', (event) => {
    const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(TEXT_CONTROLS) !== null) return;
    const post = target([...document.querySelectorAll<HTMLElement>('.post:not([hidden])')], step);
    if (post === undefined) return;
    event.preventDefault();
    post.scrollIntoView({ block: 'start', behavior: 'instant' });
    post.focus({ preventScroll: true });
  });
}
