// A channel's feed in each of three forms: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1. A revision is an update of the same entry.
import { generateAtomFeed, generateJsonFeed, generateRssFeed } from 'feedsmith';
import { v5 as uuidv5 } from 'uuid';
import { FEED_TYPES, firstPublished, meaningfullyUpdated, type FeedForm, type FeedStory } from '../../core/format/feed-entry.js';
import { plainBody } from '../../core/format/marks.js';
import { html, webAddress, type Html } from '../../core/format/html.js';
import { mediaFigures } from '../pages/media-figure.js';
import { editorsNote, highlightsBox } from '../pages/story-markup.js';


/** `address` is where the feeds are, less their ending; `page`, what they are feeds of. */
export type Feed = { title: string; address: string; page: string; base: string; stories: FeedStory[] };

/** What XML 1.0 can't hold, in whatever form, and JSON needn't. */
const ILLEGAL_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
export const stripIllegalXml = (xml: string): string => xml.replace(ILLEGAL_XML, '');

/** Where a story is read: a post, on the page of its live blog. */
export const storyPageUrl = (base: string, { id, partOf }: Pick<FeedStory, 'id' | 'partOf'>): string => `${base}/stories/${partOf === null ? id : `${partOf}#post-${id}`}`;

const idOf = ({ id }: FeedStory): string => `urn:uuid:${id}`;
/** Without PUBLIC_URL it is of the channel alone. */
const feedId = ({ address }: Feed): string => `urn:uuid:${uuidv5(address, uuidv5.URL)}`;
const authorOf = ({ content, publisher }: FeedStory): string => content.byline?.replace(/^by\s+/i, '') ?? publisher;

const bodyOf = ({ content, partOf }: FeedStory): string => {
  const correction: Html | false = content.correction !== null && html`<p><strong>Correction:</strong> ${content.correction}</p>`;
  return html`${correction}${editorsNote(content.edNote)}${highlightsBox(content.highlights)}${mediaFigures(content.media)}${plainBody({ kind: partOf === null ? 'article' : 'post', body: content.body }).map((text) => html`<p>${text}</p>`)}`.text;
};

/** When anything in it last changed so that it matters; a feed of nothing never did. */
const feedUpdated = ({ stories }: Feed): Date => new Date(Math.max(0, ...stories.map((story) => meaningfullyUpdated(story).getTime())));

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
      pubDate: firstPublished(story),
      categories: story.content.topics.map((name) => ({ name })),
      dc: { creators: [authorOf(story)] },
      atom: { updated: meaningfullyUpdated(story) },
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
      updated: meaningfullyUpdated(story),
      published: firstPublished(story),
      authors: [{ name: authorOf(story) }],
      links: [{ rel: 'alternate', href: storyPageUrl(feed.base, story), type: 'text/html' }],
      categories: story.content.topics.map((term) => ({ term })),
      content: { type: 'html', value: bodyOf(story), ...(story.content.language === null ? {} : { xml: { lang: story.content.language } }) },
    })),
  });
}

function json(feed: Feed): string {
  const made = generateJsonFeed({
    title: feed.title,
    home_page_url: feed.page,
    feed_url: `${feed.address}.json`,
    items: feed.stories.map((story) => {
      const [image] = story.content.media.flatMap(({ type, url }) => (type === 'image' ? (webAddress(url) ?? []) : []));
      return {
        id: idOf(story),
        url: storyPageUrl(feed.base, story),
        title: story.content.headline,
        content_html: bodyOf(story),
        date_published: firstPublished(story),
        date_modified: meaningfullyUpdated(story),
        authors: [{ name: authorOf(story) }],
        tags: story.content.topics,
        ...(image === undefined ? {} : { image }),
        ...(story.content.language === null ? {} : { language: story.content.language }),
      };
    }),
  });
  // Where there are none it leaves the list out, which the format asks for.
  return JSON.stringify({ items: [], ...(made as object) });
}

/** The feed in one form, as text. */
export const writeFeed = (feed: Feed, form: FeedForm): string => (form === 'json' ? json(feed) : stripIllegalXml((form === 'atom' ? atom : rss)(feed)));
