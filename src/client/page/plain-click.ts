// Which clicks on links a script may handle.

/** The clicked link that matches `selector`, unless the click has a modifier key or another handler took it. */
export function plainlyClickedLink(event: MouseEvent, selector: string): HTMLAnchorElement | null {
  const hasModifier = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (event.defaultPrevented || event.button !== 0 || hasModifier) return null;
  return event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(selector) : null;
}
