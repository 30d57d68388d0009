// A page's JSON-LD for search engines: schema.org's NewsArticle, or LiveBlogPosting with its posts. Our own
// addresses are relative, so that they resolve against whatever host name the page was loaded from.
import { formatInstant } from '../../core/instant.js';
import { isDeskOrAgency, isPersonName } from '../../core/text/byline.js';
import { firstPublishedAt, uuidTime } from '../../core/format/feed-story.js';
import { plainBody } from '../../core/format/light-markdown.js';
import type { RevisionSummary, StoryView } from '../../core/story/story-view.js';
import { webUrl } from '../../core/format/html.js';

type Node = Record<string, unknown>;
type Dated = Pick<RevisionSummary, 'versionCreated' | 'receivedAt'> & {
  change: Pick<RevisionSummary['change'], 'class' | 'fields'>;
};

// A byline is free text. These words mark a desk or an agency; anything else counts as a person.
const DESK = /\b(team|desk|staff|bureau|agency|agencies|web|news|correspondents?|reuters|afp|ap|pti|ani|dpa)\b/i;
const BETWEEN_NAMES = /\s*(?:,|;|\s&\s|\sand\s)\s*/;

const authorNode = (name: string): Node => ({
  '@type': DESK.test(name) || isDeskOrAgency(name) ? 'Organization' : 'Person',
  name,
});

/** One node per name if the whole byline consists of names; the publisher if there is no byline. */
function author({ byline, publisher }: StoryView): Node | Node[] {
  const words = byline?.replace(/^by\s+/i, '').trim() ?? '';
  if (words === '') return { '@type': 'Organization', name: publisher };
  const names = words.split(BETWEEN_NAMES);
  return names.length > 1 && names.every((name) => isPersonName(name) || isDeskOrAgency(name))
    ? names.map(authorNode)
    : authorNode(words);
}

const images = (story: StoryView): string[] | undefined => {
  const urls = story.media.flatMap(({ type, url }) => (type === 'image' ? (webUrl(url) ?? []) : []));
  return urls.length === 0 ? undefined : urls;
};

/** The correction, dated by the latest known revision that changed it. */
function correctionComment(story: StoryView, revisions: readonly Dated[]): Node | undefined {
  if (story.correction === null) return undefined;
  const revision = revisions.find(
    ({ change }) => change.class === 'first' || change.fields?.includes('correction') === true,
  );
  const datePublished = revision === undefined ? undefined : (revision.versionCreated ?? revision.receivedAt);
  return { '@type': 'CorrectionComment', text: story.correction, datePublished };
}

/** The story's own date, else the date of receipt, when this page first showed it. */
const published = (story: StoryView): Date => firstPublishedAt({ content: story, createdAt: uuidTime(story.id) });

function modified(story: StoryView): Date {
  const at = new Date(story.versionCreated ?? (story.revision === 1 ? published(story) : story.receivedAt));
  return at < published(story) ? published(story) : at;
}

const formatTime = (time: Date): string => formatInstant(time);
const latest = (times: readonly Date[]): Date => new Date(Math.max(...times.map((time) => time.getTime())));

const sharedProperties = (story: StoryView, revisions: readonly Dated[]): Node => ({
  headline: story.headline,
  datePublished: formatTime(published(story)),
  dateModified: formatTime(modified(story)),
  author: author(story),
  image: images(story),
  inLanguage: story.language ?? undefined,
  articleBody: story.body.length === 0 ? undefined : plainBody(story).join('\n\n'),
  correction: correctionComment(story, revisions),
});

const post = (story: StoryView, page: string): Node => ({
  '@type': 'BlogPosting',
  '@id': `#post-${story.id}`,
  url: `${page}#post-${story.id}`,
  ...sharedProperties(story, [story]),
});

/** The page's JSON-LD. Unknown properties are left out. `revisions`: latest first. */
export function jsonLd(story: StoryView, revisions: readonly RevisionSummary[] = []): Node {
  const page = `/stories/${story.id}`;
  const url = webUrl(story.url) ?? page;
  const properties = {
    ...sharedProperties(story, revisions),
    url,
    mainEntityOfPage: url,
    dateline: story.located ?? undefined,
    keywords: story.topics.length === 0 ? undefined : story.topics,
    version: String(story.revision),
    publisher: { '@type': 'Organization', name: story.publisher },
  };
  if (story.kind !== 'liveblog') return { '@context': 'https://schema.org', '@type': 'NewsArticle', ...properties };
  // A live blog is as new as its newest post.
  const posts = story.posts ?? [];
  return {
    '@context': 'https://schema.org',
    '@type': 'LiveBlogPosting',
    ...properties,
    // Only a NewsArticle has a dateline.
    dateline: undefined,
    contentLocation: story.located === null ? undefined : { '@type': 'Place', name: story.located },
    dateModified: formatTime(latest([story, ...posts].map(modified))),
    coverageStartTime: formatTime(published(story)),
    coverageEndTime: story.coverageEndTime,
    liveBlogUpdate: posts.length === 0 ? undefined : posts.map((one) => post(one, page)),
  };
}
