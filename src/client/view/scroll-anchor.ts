// Keeps the text that is being read in place: a change above it is compensated by scrolling.

/** The element that scrolls this one: its nearest scrolling ancestor, across shadow roots, else the page. */
export function scrollContainerOf(element: Element): Element {
  const page = document.scrollingElement ?? document.documentElement;
  for (let at: Node | null = element; at !== null; at = at instanceof ShadowRoot ? at.host : at.parentNode) {
    if (!(at instanceof Element) || at === page || at === document.body || at.scrollHeight <= at.clientHeight) continue;
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return page;
}

/** A change may contain others, which the outermost one compensates. */
let isCompensating = false;

/** Runs `change`, then scrolls so that the first of `elements` in view stays where it was. */
export function keepScrollPosition(
  elements: Iterable<Element>,
  change: () => void,
  container: Element = document.scrollingElement ?? document.documentElement,
): void {
  // At the very top nothing is above the view, and new content may push the page down.
  if (container.scrollTop <= 0 || isCompensating) return change();
  const isPage = container === document.scrollingElement;
  const view = isPage ? { top: 0, bottom: innerHeight } : container.getBoundingClientRect();
  const visible = [...elements]
    .map((element) => ({ element, rect: element.getBoundingClientRect() }))
    .filter(({ rect }) => rect.bottom > view.top && rect.top < view.bottom);
  // The browser's own scroll anchoring would compensate for the same change again.
  const { style } = isPage ? document.documentElement : (container as HTMLElement);
  style.setProperty('overflow-anchor', 'none');
  isCompensating = true;
  try {
    change();
  } finally {
    isCompensating = false;
  }
  const anchor = visible.find(({ element }) => element.isConnected && element.querySelector('.is-moved') === null);
  const shift = anchor === undefined ? 0 : anchor.element.getBoundingClientRect().top - anchor.rect.top;
  if (Math.abs(shift) >= 0.5) container.scrollBy({ top: shift, behavior: 'instant' });
  requestAnimationFrame(() => requestAnimationFrame(() => style.removeProperty('overflow-anchor')));
}
