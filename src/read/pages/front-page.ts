// The page at the root: the newest stories, each linked to its page.
import type { StoryView } from '../../core/story/story-view.js';
import { html, type Html } from '../../core/format/html.js';
import { timeElement } from './stamp-line.js';
import { pageLayout } from './page-layout.js';

const isOngoing = ({ kind, coverageEndTime }: StoryView): boolean =>
  kind === 'liveblog' && coverageEndTime === undefined;

const line = (story: StoryView): Html =>
  html`<li class="front-story"><a href="/stories/${story.id}" dir="auto">${story.headline}</a><p>${isOngoing(story) && html`<b class="front-live">Live</b> `}${timeElement(story.versionCreated ?? story.receivedAt)}</p></li>`;

/** The page at `/`. `stories`: the latest update first. */
export const frontPage = (stories: readonly StoryView[]): string =>
  pageLayout({
    title: 'Latest stories',
    head: html`${(['rss', 'atom', 'json'] as const).map((form) => html`<link rel="alternate" type="application/${form === 'json' ? 'feed' : form}+${form === 'json' ? 'json' : 'xml'}" href="/v1/channels/all/feed.${form}">`)}`,
    main: html`<main id="story" class="front" data-view="front">
<h1>Latest stories</h1>
${stories.length === 0 ? html`<p>Nothing has been published yet. <a href="/docs">How to publish</a></p>` : html`<ol>${stories.map(line)}</ol>`}
<nav aria-label="More"><a href="/v1/channels/all/feed.atom">Feed</a> <a href="/console">Write</a> <a href="/ops">Operate</a> <a href="/docs">API</a></nav>
</main>`,
  });
