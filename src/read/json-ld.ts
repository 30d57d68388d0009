// What a story's page says to machines: schema.org's NewsArticle, or LiveBlogPosting with its posts.
import { plainBody } from '../core/marks.js';
import type { RevisionSummary, StoryView } from '../core/story-view.js';
import { webAddress } from './html.js';

type Node = Record<string, unknown>;

// A byline is words, not data: a desk or an agency is told by name only, everything else is taken for a person.
const DESK = /\b(team|desk|staff|bureau|agency|agencies|web|news|correspondents?|reuters|afp|ap|pti|ani|dpa)\b/i;

const author = (byline: string | null): Node | undefined =>
  byline === null ? undefined : { '@type': DESK.test(byline) ? 'Organization' : 'Person', name: byline.replace(/^by\s+/i, '') };

const images = (story: StoryView): string[] | undefined => {
  const urls = story.media.flatMap(({ type, url }) => (type === 'image' ? (webAddress(url) ?? []) : []));
  return urls.length === 0 ? undefined : urls;
};

type Dated = Pick<RevisionSummary, 'versionCreated' | 'receivedAt'> & { change: Pick<RevisionSummary['change'], 'class' | 'fields'> };

/** When the note came to be what it is: with the latest revision that changed it, where that one is known. */
function correctionComment(story: StoryView, revisions: readonly Dated[]): Node | undefined {
  if (story.correction === null) return undefined;
  const made = revisions.find(({ change }) => change.class === 'first' || change.fields?.includes('correction') === true);
  return { '@type': 'CorrectionComment', text: story.correction, datePublished: made === undefined ? undefined : (made.versionCreated ?? made.receivedAt) };
}

const shared = (story: StoryView, revisions: readonly Dated[]): Node => ({
  headline: story.headline,
  datePublished: story.firstCreated ?? undefined,
  dateModified: story.versionCreated ?? undefined,
  author: author(story.byline),
  image: images(story),
  inLanguage: story.language ?? undefined,
  articleBody: story.body.length === 0 ? undefined : plainBody(story).join('\n\n'),
  correction: correctionComment(story, revisions),
});

const post = (story: StoryView): Node => ({ '@type': 'BlogPosting', '@id': `#post-${story.id}`, ...shared(story, [story]) });

/** The page's JSON-LD; what isn't known is left out, never guessed. `revisions` are the story's, latest first. */
export function jsonLd(story: StoryView, revisions: readonly RevisionSummary[] = []): Node {
  const url = webAddress(story.url) ?? undefined;
  const whole = {
    ...shared(story, revisions),
    url,
    mainEntityOfPage: url,
    dateline: story.located ?? undefined,
    keywords: story.topics.length === 0 ? undefined : story.topics,
    version: String(story.revision),
    publisher: { '@type': 'Organization', name: story.publisher },
  };
  if (story.kind !== 'liveblog') return { '@context': 'https://schema.org', '@type': 'NewsArticle', ...whole };
  const posts = story.posts ?? [];
  const start = story.firstCreated ?? posts.at(-1)?.firstCreated ?? undefined;
  return { '@context': 'https://schema.org', '@type': 'LiveBlogPosting', ...whole, coverageStartTime: start, coverageEndTime: story.coverageEndTime, liveBlogUpdate: posts.map(post) };
}
