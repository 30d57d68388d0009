// One post of a live blog in the DOM. A changed post keeps its element, and each piece of it that did not change.
import { syncBody } from '../view/body-view.js';
import { formatTimes } from '../view/times.js';

const FOCUSABLE = 'a[href], button, video, audio, iframe';

const pieces = (post: Element): HTMLElement[] => [...post.querySelectorAll<HTMLElement>(':scope > [data-piece]')];

const pieceName = (piece: HTMLElement): string => piece.dataset['piece'] ?? '';

/** The server's markup of each piece by name. On screen it differs: times are formatted, changes are highlighted. */
export const pieceSources = (post: Element): Map<string, string> =>
  new Map(pieces(post).map((piece) => [pieceName(piece), piece.innerHTML]));

/** Runs `change`, then focuses what had the focus in `post`, or the element now in its place. */
export function keepFocus(post: HTMLElement, change: () => void): void {
  const focused = document.activeElement;
  const index = [...post.querySelectorAll(FOCUSABLE)].findIndex((element) => element === focused);
  const hadFocus = focused === post || index >= 0;
  change();
  if (!hadFocus || document.activeElement === focused) return;
  const successor = focused !== null && focused.isConnected ? focused : post.querySelectorAll(FOCUSABLE)[index];
  (successor instanceof HTMLElement ? successor : post).focus({ preventScroll: true });
}

/**
 * Makes `post` equal to `loaded`; `source` is the markup that `post` was made from. Returns the changed parts of its
 * text.
 */
export function updatePost(post: HTMLElement, loaded: HTMLElement, source: ReadonlyMap<string, string>): Element[] {
  let touched: Element[] = [];
  for (const name of ['class', 'lang', 'data-born', 'data-revision']) {
    post.setAttribute(name, loaded.getAttribute(name) ?? '');
  }
  keepFocus(post, () => {
    const current = new Map(pieces(post).map((piece) => [pieceName(piece), piece]));
    for (const piece of pieces(loaded)) {
      const name = pieceName(piece);
      const target = current.get(name);
      if (target === undefined || source.get(name) === piece.innerHTML) continue;
      if (name === 'body') touched = syncBody(target, piece);
      else target.replaceChildren(...[...piece.childNodes].map((node) => document.importNode(node, true)));
    }
  });
  formatTimes(post);
  return touched;
}
