// The parts of a live blog's page: its status, key events, pinned posts, a window of the other posts, and
// paging links.
import { instantMs } from '../../core/instant.js';
import { formatPosition, type PostWindow } from '../../core/story/post-window.js';
import type { PostView, StoryView } from '../../core/story/story-view.js';
import { html, type Html } from '../../core/format/html.js';
import { keyEventItem, keyEventList, type KeyEvent } from './key-events.js';
import { postPublishedAt, postArticle } from './post-article.js';
import { timeElement } from './stamp-line.js';

/** The posts of one page: the pinned ones, and a window of the others. */
export type ShownPosts = PostWindow<PostView> & { pinned: PostView[]; keyEvents: KeyEvent[] };

/**
 * "Live", or when coverage ended. A future end goes into `data-ends` only, and the script applies it to an
 * open page.
 */
export function coverageStatus({ coverageEndTime }: StoryView, now: Date): Html {
  const ended = coverageEndTime !== undefined && instantMs(coverageEndTime) <= now.getTime();
  const when = coverageEndTime !== undefined && html` data-ends="${coverageEndTime}"`;
  return ended
    ? html`<p class="coverage is-ended" data-coverage${when}>Coverage ended ${timeElement(coverageEndTime)}</p>`
    : html`<p class="coverage is-live" data-coverage${when}>Live</p>`;
}

const pagingLink = (name: 'newer' | 'older', address: string | null): Html =>
  html`<p class="way way-${name}" data-part="${name}">${address !== null && html`<a href="${address}" rel="${name === 'newer' ? 'prev' : 'next'}">${name === 'newer' ? 'Newer posts' : 'Older posts'}</a>`}</p>
`;

/** The posts, and links to newer and older ones, which the script loads in place. */
export function livePosts(blog: string, { posts, pinned, keyEvents, newer, older }: ShownPosts): Html {
  const page = `/stories/${blog}`;
  return html`<nav class="keys" data-part="keys" aria-labelledby="keys-title">${keyEventList(blog, keyEvents)}</nav>
<section class="feed" id="posts" aria-label="Posts" tabindex="-1">
<div class="pinned" data-part="pinned">${pinned.map((post) => postArticle(post, blog))}</div>
${pagingLink('newer', newer === null ? null : `${page}?after=${formatPosition(newer)}`)}<div class="posts" data-part="posts">${posts.map((post) => postArticle(post, blog))}</div>
${pagingLink('older', older === null ? null : `${page}?from=${formatPosition(older)}`)}</section>`;
}

/** One post, and its timeline item if it is a key event, with the markup of the whole page. */
export function postFragment(post: PostView, blog: string): string {
  const event = { id: post.id, born: instantMs(postPublishedAt(post)), headline: post.headline };
  return html`<!doctype html>
${postArticle(post, blog)}${post.keyEvent && html`<ol>${keyEventItem(blog, event)}</ol>`}`.text;
}
