// What a story's page says to machines: schema.org's NewsArticle, or LiveBlogPosting with its posts.
import type { StoryView } from '../core/story-view.js';
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

const shared = (story: StoryView): Node => ({
  headline: story.headline,
  datePublished: story.firstCreated ?? undefined,
  dateModified: story.versionCreated ?? undefined,
  author: author(story.byline),
  image: images(story),
  inLanguage: story.language ?? undefined,
  articleBody: story.body.length === 0 ? undefined : story.body.join('\n\n'),
  correction: story.correction === null ? undefined : { '@type': 'CorrectionComment', text: story.correction },
});

const post = (story: StoryView): Node => ({ '@type': 'BlogPosting', '@id': `#post-${story.id}`, ...shared(story) });

/** The page's JSON-LD; what isn't known is left out, never guessed. */
export function jsonLd(story: StoryView): Node {
  const url = webAddress(story.url) ?? undefined;
  const whole = {
    ...shared(story),
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
  return { '@context': 'https://schema.org', '@type': 'LiveBlogPosting', ...whole, coverageStartTime: start, liveBlogUpdate: posts.map(post) };
}
