// A live blog's posts on screen: the pinned ones, and a run of the others between the ways to newer and to older ones.
// Invariants: a post is there once; the order is that of the keys; what is outside the run is not shown, it comes with its page.
import { compareKeys, parseKey, type PostKey } from '../../core/story/post-window.js';
import { highlight } from '../view/body-view.js';
import { keepScrollPosition } from '../view/scroll-anchor.js';
import type { NewPostsButton } from './new-posts-button.js';
import { keepFocus, updatePost, pieceSources } from './post-view.js';
import { formatTimes } from '../view/times.js';

/** What became of a post: it is new on the page, its text changed, or neither. */
export type Placed = { post: HTMLElement; isNew: boolean; touched: Element[] };

const box = (name: string): HTMLElement | null => document.querySelector<HTMLElement>(`[data-part="${name}"]`);

const keyOf = (element: HTMLElement): PostKey => ({ born: Number(element.dataset['born']), id: element.dataset['key'] ?? '' });

const revisionOf = (post: HTMLElement): number => Number(post.dataset['revision']);

/** What a reader's eye may rest on. */
export const anchorCandidates = (): Element[] => [...document.querySelectorAll('.body > p, .post, h1, figure')];

function boundOf(name: 'newer' | 'older', root: ParentNode = document): PostKey | null {
  const href = root.querySelector(`[data-part="${name}"] a`)?.getAttribute('href') ?? null;
  const text = href === null ? null : new URL(href, location.href).searchParams.get(name === 'newer' ? 'after' : 'from');
  return text === null ? null : parseKey(text);
}

/** Puts `element` among its siblings, where its key says. */
function insert(parent: Element, element: HTMLElement): void {
  const key = keyOf(element);
  const next = [...parent.children].find((other) => other !== element && other instanceof HTMLElement && compareKeys(keyOf(other), key) > 0) ?? null;
  if (element.parentElement !== parent || element.nextElementSibling !== next) parent.insertBefore(element, next);
}

export class PostList {
  private readonly sources = new Map<string, Map<string, string>>();

  constructor(private readonly pill: NewPostsButton) {
    this.rememberSources(document);
  }

  /** Where this page's run of posts begins and ends; null where it is open. */
  get newerKey(): PostKey | null {
    return boundOf('newer');
  }

  get olderKey(): PostKey | null {
    return boundOf('older');
  }

  /** Where the run of this page ends. */
  static olderKeyOf(page: ParentNode): PostKey | null {
    return boundOf('older', page);
  }

  /** Puts a post on screen as the server has it now, in its place; null where it has none in this run. */
  put(fresh: HTMLElement, { hold = true } = {}): Placed | null {
    const own = document.getElementById(fresh.id);
    if (own !== null && revisionOf(own) > revisionOf(fresh)) return null;
    const parent = fresh.classList.contains('is-pinned') ? box('pinned') : this.holds(keyOf(fresh)) ? box('posts') : null;
    if (parent === null) {
      if (own !== null) this.remove(keyOf(fresh).id);
      else if (this.isAbove(keyOf(fresh))) this.pill.countAbove(keyOf(fresh).id);
      return null;
    }
    const isNew = own === null;
    const post = own ?? document.importNode(fresh, true);
    const waits = isNew && hold && parent.getBoundingClientRect().top < -1;
    let touched: Element[] = [];
    keepScrollPosition(anchorCandidates().filter((element) => own === null || own.parentElement === parent || !own.contains(element)), () => {
      if (own !== null) touched = updatePost(own, fresh, this.sources.get(own.id) ?? new Map());
      else formatTimes(post);
      if (waits) this.pill.holdBack(post);
      keepFocus(post, () => insert(parent, post));
    });
    this.sources.set(post.id, pieceSources(fresh));
    if (isNew && hold && !waits) highlight(post, 'added');
    this.pill.update();
    return { post, isNew, touched };
  }

  /** Takes a post off the screen, and out of the timeline. */
  remove(id: string): boolean {
    const post = document.getElementById(`post-${id}`);
    this.pill.uncount(id);
    document.querySelector(`[data-keys] > [data-key="${id}"]`)?.remove();
    if (post === null) return false;
    const next = post.nextElementSibling ?? post.previousElementSibling;
    const hadFocus = post.contains(document.activeElement);
    keepScrollPosition(anchorCandidates().filter((element) => !post.contains(element)), () => post.remove());
    if (hadFocus && next instanceof HTMLElement) next.focus({ preventScroll: true });
    this.sources.delete(post.id);
    this.pill.update();
    return true;
  }

  /** The post's line in the timeline, as the server has it now; null where it is no key event. */
  updateKeyEvent(id: string, line: Element | null): void {
    const list = document.querySelector('[data-keys]');
    list?.querySelector(`:scope > [data-key="${id}"]`)?.remove();
    if (list === null || line === null) return;
    const made = document.importNode(line, true) as HTMLElement;
    insert(list, made);
    formatTimes(made);
  }

  /** Makes the posts equal to those of these pages, which follow on one another from the top of the run. */
  sync(pages: readonly Document[]): Placed[] {
    const [first] = pages;
    if (first === undefined || box('posts') === null) return [];
    const fresh = pages.flatMap((page, at) => [...page.querySelectorAll<HTMLElement>(at === 0 ? '.post' : '[data-part="posts"] > .post')]);
    const kept = new Set(fresh.map(({ id }) => id));
    const placed: Placed[] = [];
    keepScrollPosition(anchorCandidates(), () => {
      for (const post of document.querySelectorAll<HTMLElement>('.post')) if (!kept.has(post.id)) this.remove(post.dataset['key'] ?? '');
      this.adoptWay('newer', first);
      this.adoptWay('older', pages.at(-1) ?? first);
      this.adoptKeyEvents(first);
      placed.push(...fresh.flatMap((post) => this.put(post) ?? []));
    });
    return placed;
  }

  /** Adds the page that follows on the run, on this side. */
  extend(side: 'newer' | 'older', page: Document): void {
    keepScrollPosition(document.querySelectorAll('.posts > .post'), () => {
      this.adoptWay(side, page);
      for (const post of page.querySelectorAll<HTMLElement>('[data-part="posts"] > .post')) this.put(post, { hold: false });
    });
  }

  /** Takes what is on `page` for what the server said of the posts on screen. */
  rememberSources(page: Document): void {
    for (const post of page.querySelectorAll<HTMLElement>('.post')) this.sources.set(post.id, pieceSources(post));
  }

  private holds(key: PostKey): boolean {
    const { olderKey } = this;
    return !this.isAbove(key) && (olderKey === null || compareKeys(key, olderKey) < 0);
  }

  private isAbove(key: PostKey): boolean {
    const { newerKey } = this;
    return newerKey !== null && compareKeys(key, newerKey) < 0;
  }

  private adoptKeyEvents(page: Document): void {
    const [own, fresh] = [document, page].map((root) => root.querySelector('[data-keys]'));
    if (own == null || fresh == null) return;
    own.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    formatTimes(own);
  }

  private adoptWay(side: 'newer' | 'older', page: Document): void {
    const fresh = page.querySelector(`[data-part="${side}"]`);
    if (fresh !== null) box(side)?.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
  }
}
