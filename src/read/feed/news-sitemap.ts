// The news sitemap (sitemaps.org 0.9 with the news extension): stories of the last two days, 1,000 at most.
import type { NewsSitemapEntry } from '../../core/format/feed-story.js';
import { stripIllegalXml, storyPageUrl } from './feed.js';
import { html } from '../../core/format/html.js';
import { formatTimestamp } from '../../core/instant.js';

export const SITEMAP_DAYS = 2;
export const MAX_SITEMAP_STORIES = 1_000;

/** ISO 639 for "undetermined": the format requires a language, and we don't guess. */
const UNDETERMINED = 'und';
/** The format names simplified and traditional Chinese by region; ISO 639 has one code for both. */
const CHINESE = [/^zh-(?:hans|cn|sg)\b/i, /^zh-(?:hant|tw|hk|mo)\b/i];

function languageOf(tag: string | null): string {
  const [simplified, traditional] = CHINESE.map((form) => tag !== null && form.test(tag));
  if (simplified) return 'zh-cn';
  return traditional ? 'zh-tw' : ((tag ?? UNDETERMINED).split('-')[0]?.toLowerCase() ?? UNDETERMINED);
}

export const newsSitemap = (stories: readonly NewsSitemapEntry[], base: string): string =>
  stripIllegalXml(
    html`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
${stories.map(
  ({
    id,
    publisher,
    headline,
    language,
    firstCreated,
    createdAt,
  }) => html`<url><loc>${storyPageUrl(base, { id, partOf: null })}</loc><news:news><news:publication><news:name>${publisher}</news:name><news:language>${languageOf(language)}</news:language></news:publication><news:publication_date>${firstCreated ?? formatTimestamp(createdAt)}</news:publication_date><news:title>${headline}</news:title></news:news></url>
`,
)}</urlset>
`.text,
  );
