// A live blog's post. The whole page and the fragment for open pages use the same markup, so both show the
// same. The script replaces each `data-piece` separately; an empty one is a placeholder.
import { formatTimestamp, instantMs } from '../../core/instant.js';
import type { PostView } from '../../core/story/story-view.js';
import { html, type Html } from '../../core/format/html.js';
import { mediaFigures } from './media-figure.js';
import { timeElement } from './stamp-line.js';
import { bylineSpan, correctionNotice, paragraphsOf } from './story-markup.js';

/** A post's permanent link: the page of the live blog with the post on it, and the post's anchor. */
export const postAddress = (blog: string, post: string): string => `/stories/${blog}?post=${post}#post-${post}`;

/** When readers could first see the post (RFC 3339). */
export const postPublishedAt = ({ born, firstCreated, receivedAt }: PostView): string =>
  born === undefined ? (firstCreated ?? receivedAt) : formatTimestamp(born);

/** `12:53 UTC`; the script converts it to the reader's zone. */
const clock = (at: string, words: string | null): Html => timeElement(at, words, `${at.slice(11, 16)} UTC`, 'clock');

/** The publisher's time stamp text, if any. */
function wordsOf({ stamps }: PostView): string | null {
  const stamp = stamps.find(({ kind }) => kind === 'published') ?? stamps.at(0);
  return stamp === undefined ? null : `The page says: “${stamp.text}”`;
}

const bylineLine = (byline: string | null): Html | false =>
  byline !== null && html`<p class="who">${bylineSpan(byline)}</p>`;

const editedLine = (post: PostView): Html | false => {
  const { edited } = post;
  if (edited == null) return false;
  const change = `/stories/${post.id}/diff/${edited.from}..${edited.to}`;
  return html`edited ${clock(edited.at, null)} <span aria-hidden="true">·</span> <a href="${change}">see what changed</a>`;
};

const piece = (
  name: string,
  content: Html | null | false,
): Html => html`<div class="post-${name}" data-piece="${name}">${content}</div>
`;

/** A post on its live blog's page. Its element id is its anchor. */
export function postArticle(post: PostView, blog: string): Html {
  const address = postAddress(blog, post.id);
  const born = postPublishedAt(post);
  const flags = html`${post.pinned && html`<span class="flag flag-pinned">Pinned</span>`}${post.keyEvent && html`<span class="flag flag-key">Key event</span>`}`;
  const classes = `post${post.keyEvent ? ' is-key' : ''}${post.pinned ? ' is-pinned' : ''}`;
  return html`<article id="post-${post.id}" class="${classes}" data-key="${post.id}" data-born="${instantMs(born)}" data-revision="${post.revision}" lang="${post.language ?? ''}" tabindex="-1" aria-labelledby="headline-${post.id}">
${piece(
  'head',
  html`<p class="post-when"><a class="permalink" href="${address}" title="Permanent link to this post">${clock(born, wordsOf(post))}</a>${flags}</p>
<h2 id="headline-${post.id}" dir="auto"><a href="${address}">${post.headline}</a></h2>
${bylineLine(post.byline)}`,
)}${piece('correction', correctionNotice(post.correction))}${piece('media', mediaFigures(post.media))}<div class="body" data-piece="body">
${paragraphsOf(post)}</div>
${piece('edited', editedLine(post))}</article>
`;
}
