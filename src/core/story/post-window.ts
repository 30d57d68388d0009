// Keyset pagination of a live blog's posts. A position is a place in the order and not an offset, so that
// posts killed, edited or added between two requests appear on exactly one page. Pinned posts are on none.
import { DatelineError } from '../errors.js';

/**
 * A place in the order of posts: newest first, then by descending id. `born` is when readers could first see
 * the post, in ms.
 */
export type PostPosition = { born: number; id: string };

/** What determines the place of a post. */
export type PositionedPost = PostPosition & { pinned: boolean };

/**
 * `top`: the newest posts; `from`: this position and older; `after`: just newer than it; `post`: around this
 * post.
 */
export type WindowAnchor = { at: 'top' } | { at: 'from' | 'after'; key: PostPosition } | { at: 'post'; id: string };

/**
 * `newer`: where the next newer page ends, null at the top of the blog; `older`: where the next older page
 * begins, null at the end.
 */
export type PostWindow<T> = { posts: T[]; newer: PostPosition | null; older: PostPosition | null };

/** Newer posts shown above the requested one. */
const POSTS_ABOVE = 5;

const POSITION = /^(-?\d{1,16})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Negative where `a` is newer than `b`. */
export const comparePositions = (a: PostPosition, b: PostPosition): number =>
  b.born - a.born || (a.id === b.id ? 0 : a.id < b.id ? 1 : -1);

export const formatPosition = ({ born, id }: PostPosition): string => `${born}.${id}`;

/** Reads the output of `formatPosition`; throws `bad_cursor` on anything else. */
export function parsePosition(text: string): PostPosition {
  const [, born, id] = POSITION.exec(text) ?? [];
  if (born === undefined || id === undefined)
    throw new DatelineError('bad_cursor', 'The position is malformed. Use one from a link on the live blog’s page.');
  return { born: Number(born), id };
}

/** The pinned posts, newest first. */
export const pinnedPosts = <T extends PositionedPost>(all: readonly T[]): T[] =>
  all.filter(({ pinned }) => pinned).toSorted(comparePositions);

const positionOf = (post: PostPosition | undefined): PostPosition | null =>
  post === undefined ? null : { born: post.born, id: post.id };

/** The window at this anchor, with `limit` posts at most. */
export function postWindow<T extends PositionedPost>(
  all: readonly T[],
  where: WindowAnchor,
  limit: number,
): PostWindow<T> {
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
    return { posts: shown, newer: start > 0 ? positionOf(shown[0]) : null, older: where.key };
  } else if (where.at === 'post') {
    const own = posts.findIndex(({ id }) => id === where.id);
    start = Math.max(0, own - POSTS_ABOVE);
    upper = positionOf(posts[start]);
  }
  return {
    posts: posts.slice(start, start + limit),
    newer: start > 0 ? upper : null,
    older: positionOf(posts[start + limit]),
  };
}
