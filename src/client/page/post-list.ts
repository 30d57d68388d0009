// A live blog's posts on screen: the pinned ones, and a window of the others between the links to newer and to older
// posts. Invariants: each post is shown once; posts are in key order; posts outside the window are not shown until
// their page is loaded.
import { comparePositions, parsePosition, type PostPosition } from '../../core/story/post-window.js';
import { highlight } from '../view/body-view.js';
import { keepScrollPosition } from '../view/scroll-anchor.js';
import { formatTimes } from '../view/times.js';
import type { NewPostsButton } from './new-posts-button.js';
import { keepFocus, pieceSources, updatePost } from './post-view.js';

/** A post that was put on screen; `touched`: the changed elements of its text. */
export type PlacedPost = { post: HTMLElement; isNew: boolean; touched: Element[] };

type Side = 'newer' | 'older';

const partNamed = (name: string): HTMLElement | null => document.querySelector<HTMLElement>(`[data-part="${name}"]`);

const keyOf = ({ dataset }: HTMLElement): PostPosition => ({ born: Number(dataset['born']), id: dataset['key'] ?? '' });

const revisionOf = (post: HTMLElement): number => Number(post.dataset['revision']);

const isAboveView = (element: Element): boolean => element.getBoundingClientRect().top < -1;

const importChildren = (parent: Element): Node[] =>
  [...parent.childNodes].map((node) => document.importNode(node, true));

/** Elements that a reader may be looking at. */
export const anchorCandidates = (): Element[] => [...document.querySelectorAll('.body > p, .post, h1, figure')];

/** The key in the link to newer or older posts; null if there is no such link. */
function boundaryKey(side: Side, root: ParentNode = document): PostPosition | null {
  const href = root.querySelector(`[data-part="${side}"] a`)?.getAttribute('href') ?? null;
  const parameter = side === 'newer' ? 'after' : 'from';
  const text = href === null ? null : new URL(href, location.href).searchParams.get(parameter);
  return text === null ? null : parsePosition(text);
}

/** Inserts or moves `element` to its place among its siblings by key. */
function insertByKey(parent: Element, element: HTMLElement): void {
  const key = keyOf(element);
  const comesAfter = (other: Element): boolean =>
    other !== element && other instanceof HTMLElement && comparePositions(keyOf(other), key) > 0;
  const next = [...parent.children].find(comesAfter) ?? null;
  if (element.parentElement !== parent || element.nextElementSibling !== next) parent.insertBefore(element, next);
}

export class PostList {
  /** Element id → the server's markup of each piece of the post. */
  private readonly sources = new Map<string, Map<string, string>>();

  constructor(private readonly newPosts: NewPostsButton) {
    this.rememberSources(document);
  }

  /** Posts above this key are outside the window; null: the window includes the newest post. */
  get newerKey(): PostPosition | null {
    return boundaryKey('newer');
  }

  /** Posts at and below this key are outside the window; null: the window includes the oldest post. */
  get olderKey(): PostPosition | null {
    return boundaryKey('older');
  }

  /** `olderKey` of a loaded page. */
  static olderKeyOf(page: ParentNode): PostPosition | null {
    return boundaryKey('older', page);
  }

  /** Shows a loaded post in its place. Null if it is outside the window, or older than what is shown. */
  put(loaded: HTMLElement, { mayWait = true } = {}): PlacedPost | null {
    const current = document.getElementById(loaded.id);
    if (current !== null && revisionOf(current) > revisionOf(loaded)) return null;
    const key = keyOf(loaded);
    const isPinned = loaded.classList.contains('is-pinned');
    const parent = isPinned ? partNamed('pinned') : this.isInWindow(key) ? partNamed('posts') : null;
    if (parent === null) {
      if (current !== null) this.remove(key.id);
      else if (this.isAbove(key)) this.newPosts.countAbove(key.id);
      return null;
    }
    const isNew = current === null;
    const post = current ?? document.importNode(loaded, true);
    const waits = isNew && mayWait && isAboveView(parent);
    let touched: Element[] = [];
    // A post that changes its list cannot be the anchor.
    const canAnchor = (element: Element): boolean =>
      current === null || current.parentElement === parent || !current.contains(element);
    keepScrollPosition(anchorCandidates().filter(canAnchor), () => {
      if (current !== null) touched = updatePost(current, loaded, this.sources.get(current.id) ?? new Map());
      else formatTimes(post);
      if (waits) this.newPosts.holdBack(post);
      keepFocus(post, () => insertByKey(parent, post));
    });
    this.sources.set(post.id, pieceSources(loaded));
    if (isNew && mayWait && !waits) highlight(post, 'added');
    this.newPosts.update();
    return { post, isNew, touched };
  }

  /** Removes a post from the list and the timeline. True if it was in the list. */
  remove(id: string): boolean {
    const post = document.getElementById(`post-${id}`);
    this.newPosts.uncount(id);
    document.querySelector(`[data-keys] > [data-key="${id}"]`)?.remove();
    if (post === null) return false;
    const neighbour = post.nextElementSibling ?? post.previousElementSibling;
    const hadFocus = post.contains(document.activeElement);
    keepScrollPosition(
      anchorCandidates().filter((element) => !post.contains(element)),
      () => post.remove(),
    );
    if (hadFocus && neighbour instanceof HTMLElement) neighbour.focus({ preventScroll: true });
    this.sources.delete(post.id);
    this.newPosts.update();
    return true;
  }

  /** Replaces the post's entry in the timeline; null removes it. */
  updateKeyEvent(id: string, entry: Element | null): void {
    const timeline = document.querySelector('[data-keys]');
    timeline?.querySelector(`:scope > [data-key="${id}"]`)?.remove();
    if (timeline === null || entry === null) return;
    const imported = document.importNode(entry, true) as HTMLElement;
    insertByKey(timeline, imported);
    formatTimes(imported);
  }

  /** Makes the list equal to these consecutive pages, which begin at the top of the window. */
  sync(pages: readonly Document[]): PlacedPost[] {
    const [first] = pages;
    if (first === undefined || partNamed('posts') === null) return [];
    // The first page alone counts for pinned posts.
    const posts = pages.flatMap((page, index) => [
      ...page.querySelectorAll<HTMLElement>(index === 0 ? '.post' : '[data-part="posts"] > .post'),
    ]);
    const ids = new Set(posts.map(({ id }) => id));
    const placed: PlacedPost[] = [];
    keepScrollPosition(anchorCandidates(), () => {
      for (const post of document.querySelectorAll<HTMLElement>('.post')) {
        if (!ids.has(post.id)) this.remove(post.dataset['key'] ?? '');
      }
      this.syncLink('newer', first);
      this.syncLink('older', pages.at(-1) ?? first);
      this.syncTimeline(first);
      placed.push(...posts.flatMap((post) => this.put(post) ?? []));
    });
    return placed;
  }

  /** Adds the page next to the window on this side. */
  extend(side: Side, page: Document): void {
    keepScrollPosition(document.querySelectorAll('.posts > .post'), () => {
      this.syncLink(side, page);
      for (const post of page.querySelectorAll<HTMLElement>('[data-part="posts"] > .post')) {
        this.put(post, { mayWait: false });
      }
    });
  }

  /** Stores the server's markup of this page's posts, to find out later what changed. */
  rememberSources(page: Document): void {
    for (const post of page.querySelectorAll<HTMLElement>('.post')) this.sources.set(post.id, pieceSources(post));
  }

  private isInWindow(key: PostPosition): boolean {
    const { olderKey } = this;
    return !this.isAbove(key) && (olderKey === null || comparePositions(key, olderKey) < 0);
  }

  private isAbove(key: PostPosition): boolean {
    const { newerKey } = this;
    return newerKey !== null && comparePositions(key, newerKey) < 0;
  }

  private syncTimeline(page: Document): void {
    const [current, loaded] = [document, page].map((root) => root.querySelector('[data-keys]'));
    if (current == null || loaded == null) return;
    current.replaceChildren(...importChildren(loaded));
    formatTimes(current);
  }

  private syncLink(side: Side, page: Document): void {
    const loaded = page.querySelector(`[data-part="${side}"]`);
    if (loaded !== null) partNamed(side)?.replaceChildren(...importChildren(loaded));
  }
}
