// The page of one story, complete without scripts. With scripts, an open page is updated live: the script
// replaces or patches each `data-part` separately; an empty part is a placeholder.
import { plainBody } from '../../core/format/light-markdown.js';
import type { StoryView, RevisionSummary } from '../../core/story/story-view.js';
import { FEED_TYPES } from '../../core/format/feed-story.js';
import { html, scriptJson, webUrl, type Html } from '../../core/format/html.js';
import { jsonLd } from './json-ld.js';
import { coverageStatus, livePosts, type ShownPosts } from './live-blog.js';
import { mediaFigures } from './media-figure.js';
import { postAddress } from './post-article.js';
import { CHANGE_CLASS_LABELS, revisionTemplate, revisionHistory } from './revision-history.js';
import { byLine, correctionNotice, editorsNote, highlightsBox, paragraphsOf } from './story-markup.js';
import { pageLayout } from './page-layout.js';

const part = (name: string, content: Html | null, element: 'div' | 'aside' = 'div'): Html =>
  element === 'div'
    ? html`<div class="part-${name}" data-part="${name}">${content}</div>`
    : html`<aside class="part-${name}" data-part="${name}">${content}</aside>`;

const withdrawn = html`<main id="story" class="message" data-view="withdrawn">
<h1>This story was withdrawn</h1>
<p>Its publisher has withdrawn it, and its text is no longer shown here.</p>
</main>`;

const topicWords = (topic: string): string => topic.charAt(0).toUpperCase() + topic.slice(1).replaceAll(/[-_]/g, ' ');

/** Links to stories with the same text by other publishers. */
const relatedStories = ({ related = [] }: StoryView): Html | false =>
  related.length > 0 &&
  html`Also published by ${related.map(({ id, publisher, headline }, at) => html`${at > 0 && ', '}<a href="/stories/${id}" title="${headline}">${publisher}</a>`)}. `;

type MainInput = Required<Pick<StoryPageInput, 'revisions' | 'shown' | 'blog' | 'now'>>;

function storyMain(story: StoryView, { revisions, shown, blog, now }: MainInput): Html {
  const kicker = story.topics.slice(0, 3).map(topicWords).join(' · ');
  const original = webUrl(story.url);
  const over = html`${shown !== null && coverageStatus(story, now)}${kicker !== '' && html`<p class="kicker" dir="auto">${kicker}</p>`}`;
  return html`<main id="story" data-view="${story.kind}">
<article class="story" lang="${story.language ?? ''}">
${part('head', html`<div class="over">${over}</div><h1 dir="auto" data-headline>${story.headline}</h1>${byLine(story)}${blog !== null && html`<p class="of">Part of <a href="${postAddress(blog.id, story.id)}">${blog.headline}</a></p>`}`)}
${part('correction', correctionNotice(story.correction))}
${part('note', editorsNote(story.edNote))}
${part('highlights', highlightsBox(story.highlights))}
${part('media', mediaFigures(story.media))}
<div class="body" data-part="body">
${paragraphsOf(story)}</div>
${shown !== null && livePosts(story.id, shown)}
</article>
${part('history', revisionHistory(story.id, revisions), 'aside')}
${part('source', html`<p>Published by ${story.publisher}. ${relatedStories(story)}${original !== null && html`<a href="${original}" rel="noopener nofollow">Original page</a> · `}<a href="/v1/stories/${story.id}">This story as JSON</a></p>`)}
</main>`;
}

function metadata(story: StoryView, { datePublished, dateModified }: ReturnType<typeof jsonLd>): Html {
  const url = webUrl(story.url);
  const about = (story.highlights[0] ?? plainBody(story)[0] ?? '').slice(0, 300);
  const [image] = story.media.flatMap((media) => (media.type === 'image' ? (webUrl(media.url) ?? []) : []));
  return html`${about !== '' && html`<meta name="description" content="${about}">`}
<meta property="og:type" content="article">
<meta property="og:title" content="${story.headline}">
${about !== '' && html`<meta property="og:description" content="${about}">`}
<meta property="og:site_name" content="${story.publisher}">
<meta name="twitter:card" content="${image === undefined ? 'summary' : 'summary_large_image'}">
<meta property="article:published_time" content="${String(datePublished)}">
<meta property="article:modified_time" content="${String(dateModified)}">
${image !== undefined && html`<meta property="og:image" content="${image}">`}
${url !== null && html`<link rel="canonical" href="${url}">`}
${(['rss', 'atom', 'json'] as const).map(
  (
    form,
  ) => html`<link rel="alternate" type="${FEED_TYPES[form]}" title="${story.headline}" href="/v1/channels/story%2F${story.id}/feed.${form}">
`,
)}`;
}

/** Initial data for the script, with the labels of change classes, so that they are defined in one place. */
const pageData = (story: StoryView): Html => {
  const shown = story.pubStatus === 'canceled' ? [] : [story, ...(story.posts ?? [])];
  const revisions = Object.fromEntries(shown.map(({ id, revision }) => [id, revision]));
  return scriptJson({ id: story.id, cursor: story.cursor, revisions, words: CHANGE_CLASS_LABELS });
};

/**
 * `shown`: the posts on this page of a live blog; `blog`: the live blog of a post; `nonce`: for scripts under
 * a CSP.
 */
export type StoryPageInput = {
  story: StoryView;
  revisions: RevisionSummary[];
  shown?: ShownPosts | null;
  blog?: { id: string; headline: string } | null;
  now?: Date;
  nonce?: string;
};

/** All posts of the view, for a page without a window. */
function allPosts({ posts: all }: StoryView): ShownPosts | null {
  if (all === undefined) return null;
  const [posts, pinned] = [all.filter((post) => !post.pinned), all.filter((post) => post.pinned)];
  return { posts, pinned, keyEvents: [], newer: null, older: null };
}

/** A story's page; for a killed story a notice without any of its content. */
export function storyPage({
  story: given,
  revisions,
  shown,
  blog = null,
  now = new Date(),
  nonce,
}: StoryPageInput): string {
  const posts = shown == null ? given.posts : [...shown.pinned, ...shown.posts];
  const story =
    posts === undefined ? given : { ...given, posts: posts.filter(({ pubStatus }) => pubStatus === 'usable') };
  const structuredData = jsonLd(story, revisions);
  const killed = story.pubStatus === 'canceled';
  const data = (type: string, json: Html, id?: string): Html =>
    html`<script type="${type}"${id !== undefined && html` id="${id}"`}${nonce !== undefined && html` nonce="${nonce}"`}>${json}</script>`;
  return pageLayout({
    title: killed ? 'This story was withdrawn' : story.headline,
    head: html`${
      killed
        ? html`<meta name="robots" content="noindex">`
        : html`${metadata(story, structuredData)}
${data('application/ld+json', scriptJson(structuredData))}`
    }
<script type="module" src="/client/story-page.js"${nonce !== undefined && html` nonce="${nonce}"`}></script>`,
    skip: story.kind === 'liveblog' && !killed ? '#posts' : '#story',
    main: killed ? withdrawn : storyMain(story, { revisions, shown: shown ?? allPosts(story), blog, now }),
    after: html`<div id="note" class="note" role="status" aria-live="polite"></div>
<p id="announce" class="unseen" role="status" aria-live="polite"></p>
${revisionTemplate()}
<template id="withdrawn-template">${withdrawn}</template>
${data('application/json', pageData(story), 'story-data')}`,
  });
}

/** A page with one message, such as "Not found". */
export const messagePage = ({ status, title, text }: { status: number; title: string; text: string }): string =>
  pageLayout({
    title,
    head: html`<meta name="robots" content="noindex">`,
    main: html`<main id="story" class="message" data-view="message" data-status="${status}">
<h1>${title}</h1>
<p>${text}</p>
</main>`,
  });
