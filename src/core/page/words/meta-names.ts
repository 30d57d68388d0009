// Names of meta tags with a date.

/** Tags in wide use for the time of publication, the most reliable first. */
export const PUBLISHED_TAGS: readonly string[] = [
  'article:published_time',
  'og:article:published_time',
  'datepublished',
  'parsely-pub-date',
  'sailthru.date',
  'publishdate',
  'publish-date',
  'publish_date',
  'pubdate',
  'published',
  'article.published',
  'article:published',
  'cxenseparse:recs:publishtime',
  'cxenseparse:publishtime',
  'og:pubdate',
  'og:published_time',
  'bt:pubdate',
  'published_time',
  'published-date',
  'publication_date',
  'publication-date',
  'citation_publication_date',
  'citation_date',
  'originalpublicationdate',
  'article_date_original',
  'dc.date.issued',
  'dc.issued',
  'dcterms.issued',
  'dcterms.created',
  'dc.created',
  'dc.date.created',
  'dcterms.available',
  'prism.publicationdate',
  'article:post_date',
  'article:create_time',
  'mediator_published_time',
  'rnews:datepublished',
  'vr:published_time',
  'iso-8601-publish-date',
  'dc.date',
  'dcterms.date',
  'ptime',
  'displaydate',
  'doc_date',
  'date',
];

/** Tags in wide use for the time of the last change, the most reliable first. */
export const MODIFIED_TAGS: readonly string[] = [
  'article:modified_time',
  'og:article:modified_time',
  'og:updated_time',
  'article:modified',
  'article:updated_time',
  'datemodified',
  'article.updated',
  'dcterms.modified',
  'dc.date.modified',
  'dc.modified',
  'dateupdated',
  'date-updated',
  'updated_time',
  'modified_time',
  'modifieddate',
  'lastmodified',
  'last-modified',
  'lastmod',
  'last_updated_date',
  'utime',
  'modified',
  'revised',
  'updated',
];

/**
 * Forms of other names for publication, as regular expressions. Names are matched in lower case without
 * punctuation.
 */
export const PUBLISHED_FORMS: readonly string[] = [
  '(?:publish|published|publication|pub|posted|post|created|create|creation|issued|submitted|dateline|online|displayed|display)(?:date|time|datetime|timestamp|at|on|day)$',
  'date(?:of)?(?:publish|published|publication|posted|created|issued|submitted|first)$',
  '^dc(?:terms)?(?:created|issued|date)$',
  '(?:^|article|content|news|search|story|page|lp|mrf|brightspot)(?:firstpublished|published|created|pubtime)$',
  '^(?:article|content|news|story|page|og|dc|eprints|cse|p)?(?:date|datetime)$',
];

/** The same for the last change. */
export const MODIFIED_FORMS: readonly string[] = [
  '(?:modified|modification|updated|update|lastmod|edited|revised|changed)(?:date|time|datetime|at|on)?$',
  'date(?:modified|updated|revised)$',
];

/** Dates of something else: films, events, copyrights, the build of the page. */
export const OTHER_DATES: readonly string[] = [
  'expir',
  'copyright',
  'valid',
  'event',
  'start',
  'end(?:date|time)$',
  'review',
  'birth',
  'video',
  'music',
  'movie',
  'book',
  'release',
  'gener',
  'crawl',
  'cache',
  'build',
  'deploy',
  'next',
  'feed',
  'profile',
  'user',
  'account',
  'domain',
];
