// Nothing that is being read may jump: what changes above it is made up for by scrolling.

/** Runs `act`, which changes the page, and leaves what is at the top of the view where it was. */
export function keepPlace(root: ParentNode, act: () => void): void {
  // At the very top there is nothing above, and what is new may push the page down.
  if (scrollY <= 0) return act();
  const seen = [...root.querySelectorAll('.body > p, .post, h1, figure')]
    .map((element) => ({ element, top: element.getBoundingClientRect().top, bottom: element.getBoundingClientRect().bottom }))
    .filter(({ top, bottom }) => bottom > 0 && top < innerHeight);
  // The browser's own anchoring would make up for the same change a second time.
  const { style } = document.documentElement;
  style.setProperty('overflow-anchor', 'none');
  act();
  const anchor = seen.find(({ element }) => element.isConnected && element.querySelector('.is-moved') === null);
  const moved = anchor === undefined ? 0 : anchor.element.getBoundingClientRect().top - anchor.top;
  if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: 'instant' });
  requestAnimationFrame(() => requestAnimationFrame(() => style.removeProperty('overflow-anchor')));
}
