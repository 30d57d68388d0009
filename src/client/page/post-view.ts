// One post of a live blog on screen. A post that changes keeps its element, and each piece of it that is the same in both.
import { syncBody } from '../view/body-view.js';
import { formatTimes } from '../view/times.js';

const FOCUSABLE = 'a[href], button, video, audio, iframe';

const pieces = (post: Element): HTMLElement[] => [...post.querySelectorAll<HTMLElement>(':scope > [data-piece]')];

/** What the server says of a post, piece by piece: on screen it differs by times and marks. */
export const pieceSources = (post: Element): Map<string, string> => new Map(pieces(post).map((piece) => [piece.dataset['piece'] ?? '', piece.innerHTML]));

/** Runs `act`, and gives the focus back to what had it in `post`, or stands for it now. */
export function keepFocus(post: HTMLElement, act: () => void): void {
  const focused = document.activeElement;
  const at = [...post.querySelectorAll(FOCUSABLE)].findIndex((element) => element === focused);
  const was = focused === post || at >= 0;
  act();
  if (!was || document.activeElement === focused) return;
  const now = focused !== null && focused.isConnected ? focused : post.querySelectorAll(FOCUSABLE)[at];
  (now instanceof HTMLElement ? now : post).focus({ preventScroll: true });
}

/** Makes `own` equal to `fresh`, of which `source` is what `own` was made of. Gives what is new in the text. */
export function updatePost(own: HTMLElement, fresh: HTMLElement, source: ReadonlyMap<string, string>): Element[] {
  let touched: Element[] = [];
  for (const name of ['class', 'lang', 'data-born', 'data-revision']) own.setAttribute(name, fresh.getAttribute(name) ?? '');
  keepFocus(own, () => {
    const mine = new Map(pieces(own).map((piece) => [piece.dataset['piece'], piece]));
    for (const piece of pieces(fresh)) {
      const name = piece.dataset['piece'] ?? '';
      const there = mine.get(name);
      if (there === undefined || source.get(name) === piece.innerHTML) continue;
      if (name === 'body') touched = syncBody(there, piece);
      else there.replaceChildren(...[...piece.childNodes].map((node) => document.importNode(node, true)));
    }
  });
  formatTimes(own);
  return touched;
}
