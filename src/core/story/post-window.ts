// Which of a live blog's posts a page shows: a run of its order, told by keys. A key is a place in the order, not a count, so that
// posts that are killed, edited or added between two pages put nothing on both and nothing on neither. Pinned posts stand apart.
import { DatelineError } from '../errors.js';

/** A place in the order of posts: newest first, and where two are of one moment, by their ids. */
export type PostPosition = { born: number; id: string };

/** A post as far as its place goes. */
export type PositionedPost = PostPosition & { pinned: boolean };

/** `top`: the newest; `from` this place on down; `after`: the posts that stand just above it; `post`: those around this one. */
export type WindowAnchor = { at: 'top' } | { at: 'from' | 'after'; key: PostPosition } | { at: 'post'; id: string };

/** `newer`: posts above this place are not in the window, null where it is open to new posts; `older`: what is at it and below is the next one's. */
export type PostWindow<T> = { posts: T[]; newer: PostPosition | null; older: PostPosition | null };

/** Newer posts that are shown above the one that was asked for. */
const ABOVE = 5;

const KEY = /^(-?\d{1,16})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Negative where `a` stands above `b`. */
export const comparePositions = (a: PostPosition, b: PostPosition): number => b.born - a.born || (a.id === b.id ? 0 : a.id < b.id ? 1 : -1);

export const formatPosition = ({ born, id }: PostPosition): string => `${born}.${id}`;

/** Reads what `formatKey` wrote; throws `bad_cursor` on anything else. */
export function parsePosition(text: string): PostPosition {
  const [, born, id] = KEY.exec(text) ?? [];
  if (born === undefined || id === undefined) throw new DatelineError('bad_cursor', 'A live blog goes on from the place that its page links to.');
  return { born: Number(born), id };
}

/** The pinned posts, newest first. */
export const pinnedPosts = <T extends PositionedPost>(all: readonly T[]): T[] => all.filter(({ pinned }) => pinned).toSorted(comparePositions);

const keyOf = (place: PostPosition | undefined): PostPosition | null => (place === undefined ? null : { born: place.born, id: place.id });

/** The window at this place; `limit` posts at most. Pinned posts are in none. */
export function postWindow<T extends PositionedPost>(all: readonly T[], where: WindowAnchor, limit: number): PostWindow<T> {
  const posts = all.filter(({ pinned }) => !pinned).toSorted(comparePositions);
  let start = 0;
  let upper: PostPosition | null = null;
  if (where.at === 'from') {
    start = posts.findIndex((post) => comparePositions(post, where.key) >= 0);
    upper = where.key;
    if (start < 0) start = posts.length;
  } else if (where.at === 'after') {
    const below = posts.findIndex((post) => comparePositions(post, where.key) >= 0);
    const end = below < 0 ? posts.length : below;
    start = Math.max(0, end - limit);
    const shown = posts.slice(start, end);
    return { posts: shown, newer: start > 0 ? keyOf(shown[0]) : null, older: where.key };
  } else if (where.at === 'post') {
    const own = posts.findIndex(({ id }) => id === where.id);
    start = Math.max(0, own - ABOVE);
    upper = keyOf(posts[start]);
  }
  return { posts: posts.slice(start, start + limit), newer: start > 0 ? upper : null, older: keyOf(posts[start + limit]) };
}
