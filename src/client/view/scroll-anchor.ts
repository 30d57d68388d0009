// Nothing that is being read may jump: what changes above it is made up for by scrolling.

/** What scrolls this element: the nearest box around it that does, out through shadow roots, else the page. */
export function scrollContainerOf(element: Element): Element {
  const page = document.scrollingElement ?? document.documentElement;
  for (let at: Node | null = element; at !== null; at = at instanceof ShadowRoot ? at.host : at.parentNode) {
    if (!(at instanceof Element) || at === page || at === document.body || at.scrollHeight <= at.clientHeight) continue;
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return page;
}

/** Within one change there may be others, which are made up for with it. */
let isKeeping = false;

/** Runs `act`, which changes the page, and leaves the first of `elements` in view, from the top, where it was. */
export function keepScrollPosition(elements: Iterable<Element>, act: () => void, scroller: Element = document.scrollingElement ?? document.documentElement): void {
  // At the very top there is nothing above, and what is new may push the page down.
  if (scroller.scrollTop <= 0 || isKeeping) return act();
  const isPage = scroller === document.scrollingElement;
  const view = isPage ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect();
  const seen = [...elements]
    .map((element) => ({ element, top: element.getBoundingClientRect().top, bottom: element.getBoundingClientRect().bottom }))
    .filter(({ top, bottom }) => bottom > view.top && top < view.bottom);
  // The browser's own anchoring would make up for the same change a second time.
  const { style } = isPage ? document.documentElement : (scroller as HTMLElement);
  style.setProperty('overflow-anchor', 'none');
  isKeeping = true;
  try {
    act();
  } finally {
    isKeeping = false;
  }
  const anchor = seen.find(({ element }) => element.isConnected && element.querySelector('.is-moved') === null);
  const moved = anchor === undefined ? 0 : anchor.element.getBoundingClientRect().top - anchor.top;
  if (Math.abs(moved) >= 0.5) scroller.scrollBy({ top: moved, behavior: 'instant' });
  requestAnimationFrame(() => requestAnimationFrame(() => style.removeProperty('overflow-anchor')));
}
