// A channel's feed as RSS 2.0, Atom (RFC 4287) or JSON Feed 1.1. A revision updates the same entry.
import { generateAtomFeed, generateJsonFeed, generateRssFeed } from 'feedsmith';
import { v5 as uuidv5 } from 'uuid';
import {
  FEED_TYPES,
  firstPublishedAt,
  lastSignificantUpdate,
  type FeedFormat,
  type FeedStory,
} from '../../core/format/feed-story.js';
import { plainBody } from '../../core/format/light-markdown.js';
import { html, webUrl, type Html } from '../../core/format/html.js';
import { mediaFigures } from '../pages/media-figure.js';
import { editorsNote, highlightsBox } from '../pages/story-markup.js';

/** `address`: the feed's address without its extension; `page`: the page that the feed belongs to. */
export type Feed = { title: string; address: string; page: string; base: string; stories: FeedStory[] };

/** Characters that XML 1.0 forbids, even escaped. */
const ILLEGAL_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
export const stripIllegalXml = (xml: string): string => xml.replace(ILLEGAL_XML, '');

/** The page of a story; for a post its place on the live blog's page. */
export const storyPageUrl = (base: string, { id, partOf }: Pick<FeedStory, 'id' | 'partOf'>): string =>
  `${base}/stories/${partOf === null ? id : `${partOf}#post-${id}`}`;

const idOf = ({ id }: FeedStory): string => `urn:uuid:${id}`;
/** Without PUBLIC_URL the address is relative, and the id depends on the channel only. */
const feedId = ({ address }: Feed): string => `urn:uuid:${uuidv5(address, uuidv5.URL)}`;
const authorOf = ({ content, publisher }: FeedStory): string => content.byline?.replace(/^by\s+/i, '') ?? publisher;

const bodyOf = ({ content, partOf }: FeedStory): string => {
  const correction: Html | false =
    content.correction !== null && html`<p><strong>Correction:</strong> ${content.correction}</p>`;
  const paragraphs = plainBody({ kind: partOf === null ? 'article' : 'post', body: content.body }).map(
    (text) => html`<p>${text}</p>`,
  );
  const parts = [
    correction,
    editorsNote(content.edNote),
    highlightsBox(content.highlights),
    mediaFigures(content.media),
  ];
  return html`${parts}${paragraphs}`.text;
};

/** The last significant change of any entry; the epoch for an empty feed. */
const feedUpdated = ({ stories }: Feed): Date =>
  new Date(Math.max(0, ...stories.map((story) => lastSignificantUpdate(story).getTime())));

function rss(feed: Feed): string {
  return generateRssFeed({
    title: feed.title,
    link: feed.page,
    description: feed.title,
    generator: 'Dateline',
    ...(feed.stories.length === 0 ? {} : { lastBuildDate: feedUpdated(feed) }),
    atom: { links: [{ rel: 'self', href: `${feed.address}.rss`, type: FEED_TYPES.rss }] },
    items: feed.stories.map((story) => ({
      title: story.content.headline,
      link: storyPageUrl(feed.base, story),
      description: bodyOf(story),
      guid: { value: idOf(story), isPermaLink: false },
      pubDate: firstPublishedAt(story),
      categories: story.content.topics.map((name) => ({ name })),
      dc: { creators: [authorOf(story)] },
      atom: { updated: lastSignificantUpdate(story) },
    })),
  });
}

function atom(feed: Feed): string {
  return generateAtomFeed({
    id: feedId(feed),
    title: { value: feed.title },
    updated: feedUpdated(feed),
    generator: { text: 'Dateline' },
    links: [
      { rel: 'self', href: `${feed.address}.atom`, type: FEED_TYPES.atom },
      { rel: 'alternate', href: feed.page, type: 'text/html' },
    ],
    entries: feed.stories.map((story) => ({
      id: idOf(story),
      title: { value: story.content.headline },
      updated: lastSignificantUpdate(story),
      published: firstPublishedAt(story),
      authors: [{ name: authorOf(story) }],
      links: [{ rel: 'alternate', href: storyPageUrl(feed.base, story), type: 'text/html' }],
      categories: story.content.topics.map((term) => ({ term })),
      content: {
        type: 'html',
        value: bodyOf(story),
        ...(story.content.language === null ? {} : { xml: { lang: story.content.language } }),
      },
    })),
  });
}

function json(feed: Feed): string {
  const feedJson = generateJsonFeed({
    title: feed.title,
    home_page_url: feed.page,
    feed_url: `${feed.address}.json`,
    items: feed.stories.map((story) => {
      const [image] = story.content.media.flatMap(({ type, url }) => (type === 'image' ? (webUrl(url) ?? []) : []));
      return {
        id: idOf(story),
        url: storyPageUrl(feed.base, story),
        title: story.content.headline,
        content_html: bodyOf(story),
        date_published: firstPublishedAt(story),
        date_modified: lastSignificantUpdate(story),
        authors: [{ name: authorOf(story) }],
        tags: story.content.topics,
        ...(image === undefined ? {} : { image }),
        ...(story.content.language === null ? {} : { language: story.content.language }),
      };
    }),
  });
  // feedsmith leaves out an empty list, which JSON Feed requires.
  return JSON.stringify({ items: [], ...(feedJson as object) });
}

/** The feed as text. */
export const writeFeed = (feed: Feed, form: FeedFormat): string =>
  form === 'json' ? json(feed) : stripIllegalXml(form === 'atom' ? atom(feed) : rss(feed));
