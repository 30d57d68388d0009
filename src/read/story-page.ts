// The page of one story: whole and readable without a script, and shaped so that the script can keep it true.
// Each `data-part` is replaced or patched on its own; a part that is empty keeps its place.
import { plainBody } from '../core/marks.js';
import type { StoryView, RevisionSummary } from '../core/story-view.js';
import { FEED_TYPES } from './feed.js';
import { html, scriptJson, webAddress, type Html } from './html.js';
import { jsonLd } from './json-ld.js';
import { CLASS_WORDS, entryTemplate, revisionHistory } from './revision-history.js';
import { byLine, correctionNotice, editorsNote, figures, highlightsBox, paragraph } from './story-parts.js';
import { wholePage } from './whole-page.js';

const part = (name: string, content: Html | null, element: 'div' | 'aside' = 'div'): Html =>
  element === 'div' ? html`<div class="part-${name}" data-part="${name}">${content}</div>` : html`<aside class="part-${name}" data-part="${name}">${content}</aside>`;

const withdrawn = html`<main id="story" class="message" data-view="withdrawn">
<h1>This story was withdrawn</h1>
<p>Its publisher has withdrawn it, and its text is no longer shown here.</p>
</main>`;

/** A live blog's post; its id is its permanent address on the page. */
const postArticle = (post: StoryView): Html => html`<article id="post-${post.id}" class="post" data-key="${post.id}" lang="${post.language ?? ''}">
<h2 dir="auto"><a href="#post-${post.id}">${post.headline}</a></h2>
${byLine(post)}
${correctionNotice(post.correction)}
${figures(post.media)}
<div class="body">${post.body.map(paragraph)}</div>
</article>
`;

const topicWords = (topic: string): string => topic.charAt(0).toUpperCase() + topic.slice(1).replaceAll(/[-_]/g, ' ');

/** The same text elsewhere: said once, quietly. */
const alsoBy = ({ related = [] }: StoryView): Html | false =>
  related.length > 0 && html`Also published by ${related.map(({ id, publisher, headline }, at) => html`${at > 0 && ', '}<a href="/stories/${id}" title="${headline}">${publisher}</a>`)}. `;

function storyMain(story: StoryView, revisions: RevisionSummary[]): Html {
  const posts = story.posts?.map(postArticle);
  const kicker = story.kind === 'liveblog' ? 'Live blog' : story.topics.slice(0, 3).map(topicWords).join(' · ');
  const original = webAddress(story.url);
  return html`<main id="story" data-view="${story.kind}">
<article class="story" lang="${story.language ?? ''}">
${part('head', html`${kicker !== '' && html`<p class="kicker" dir="auto">${kicker}</p>`}<h1 dir="auto" data-headline>${story.headline}</h1>${byLine(story)}`)}
${part('correction', correctionNotice(story.correction))}
${part('note', editorsNote(story.edNote))}
${part('highlights', highlightsBox(story.highlights))}
${part('media', figures(story.media))}
<div class="body" data-part="body">
${story.body.map(paragraph)}</div>
${posts !== undefined && html`<div class="posts" data-part="posts">${posts}</div>`}
</article>
${part('history', revisionHistory(story.id, revisions), 'aside')}
${part('source', html`<p>Published by ${story.publisher}. ${alsoBy(story)}${original !== null && html`<a href="${original}" rel="noopener nofollow">Original page</a> · `}<a href="/v1/stories/${story.id}">This story as data</a></p>`)}
</main>`;
}

function metadata(story: StoryView): Html {
  const url = webAddress(story.url);
  const about = (story.highlights[0] ?? plainBody(story)[0] ?? '').slice(0, 300);
  const [image] = story.media.flatMap((media) => (media.type === 'image' ? (webAddress(media.url) ?? []) : []));
  return html`${about !== '' && html`<meta name="description" content="${about}">`}
<meta property="og:type" content="article">
<meta property="og:title" content="${story.headline}">
${image !== undefined && html`<meta property="og:image" content="${image}">`}
${url !== null && html`<link rel="canonical" href="${url}">`}
${(['rss', 'atom', 'json'] as const).map((form) => html`<link rel="alternate" type="${FEED_TYPES[form]}" title="${story.headline}" href="/v1/channels/story%2F${story.id}/feed.${form}">
`)}`;
}

/** What the script starts from. Its words for revisions are the page's own, so that they stand in one place. */
const pageData = (story: StoryView): Html => {
  const shown = story.pubStatus === 'canceled' ? [] : [story, ...(story.posts ?? [])];
  const revisions = Object.fromEntries(shown.map(({ id, revision }) => [id, revision]));
  return scriptJson({ id: story.id, cursor: story.cursor, revisions, words: CLASS_WORDS });
};

/** A story's page, or, where it was killed, a page that says so and holds none of its content. */
export function storyPage({ story: given, revisions, nonce }: { story: StoryView; revisions: RevisionSummary[]; nonce?: string }): string {
  const story = given.posts === undefined ? given : { ...given, posts: given.posts.filter(({ pubStatus }) => pubStatus === 'usable') };
  const killed = story.pubStatus === 'canceled';
  const data = (type: string, json: Html, id?: string): Html =>
    html`<script type="${type}"${id !== undefined && html` id="${id}"`}${nonce !== undefined && html` nonce="${nonce}"`}>${json}</script>`;
  return wholePage({
    title: killed ? 'This story was withdrawn' : story.headline,
    head: html`${killed ? html`<meta name="robots" content="noindex">` : html`${metadata(story)}
${data('application/ld+json', scriptJson(jsonLd(story, revisions)))}`}
<script type="module" src="/client/story-page.js"${nonce !== undefined && html` nonce="${nonce}"`}></script>`,
    main: killed ? withdrawn : storyMain(story, revisions),
    after: html`<div id="note" class="note" role="status" aria-live="polite"></div>
${entryTemplate()}
<template id="withdrawn-template">${withdrawn}</template>
${data('application/json', pageData(story), 'story-data')}`,
  });
}

/** A page that has one thing to say, as that there is no such story. */
export const messagePage = ({ status, title, text }: { status: number; title: string; text: string }): string =>
  wholePage({
    title,
    head: html`<meta name="robots" content="noindex">`,
    main: html`<main id="story" class="message" data-view="message" data-status="${status}">
<h1>${title}</h1>
<p>${text}</p>
</main>`,
  });
