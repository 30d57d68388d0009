// Which meta tags say when a page was published or changed: names that are in wide use in their rank, then what is named alike.

const PUBLISHED = `
  article:published_time og:article:published_time datepublished parsely-pub-date sailthru.date publishdate publish-date publish_date pubdate published article.published
  article:published cxenseparse:recs:publishtime cxenseparse:publishtime og:pubdate og:published_time bt:pubdate published_time published-date publication_date
  publication-date citation_publication_date citation_date originalpublicationdate article_date_original dc.date.issued dc.issued dcterms.issued dcterms.created dc.created
  dc.date.created dcterms.available prism.publicationdate article:post_date article:create_time mediator_published_time rnews:datepublished vr:published_time
  iso-8601-publish-date dc.date dcterms.date ptime displaydate doc_date date
`.trim().split(/\s+/);
const MODIFIED = `
  article:modified_time og:article:modified_time og:updated_time article:modified article:updated_time datemodified article.updated dcterms.modified dc.date.modified dc.modified
  dateupdated date-updated updated_time modified_time modifieddate lastmodified last-modified lastmod last_updated_date utime modified revised updated
`.trim().split(/\s+/);

// Names as they stand without capitals and marks: `analytics-s-publishDate` is analyticsspublishdate.
const LIKE_PUBLISHED = /(?:publish|published|publication|pub|posted|post|created|create|creation|issued|submitted|dateline|online|displayed|display)(?:date|time|datetime|timestamp|at|on|day)$|date(?:of)?(?:publish|published|publication|posted|created|issued|submitted|first)$|^dc(?:terms)?(?:created|issued|date)$|(?:^|article|content|news|search|story|page|lp|mrf|brightspot)(?:firstpublished|published|created|pubtime)$|^(?:article|content|news|story|page|og|dc|eprints|cse|p)?(?:date|datetime)$/;
const LIKE_MODIFIED = /(?:modified|modification|updated|update|lastmod|edited|revised|changed)(?:date|time|datetime|at|on)?$|date(?:modified|updated|revised)$/;
/** What has dates of its own: films, events, copyrights, the page's making. */
const OTHERS = /expir|copyright|valid|event|start|end(?:date|time)$|review|birth|video|music|movie|book|release|gener|crawl|cache|build|deploy|next|feed|profile|user|account|domain/;

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

/** The values of a page's meta tags that are dates by their name, the surest first. `metas` has names in small letters. */
export function metaDates(metas: ReadonlyMap<string, string[]>): { published: string[]; modified: string[] } {
  const of = (names: string[]): string[] => names.flatMap((name) => metas.get(name) ?? []);
  const known = new Set([...PUBLISHED, ...MODIFIED]);
  const rest = [...metas].filter(([name]) => name.length <= 60 && !known.has(name) && !OTHERS.test(bare(name)));
  const like = (form: RegExp): string[] => rest.filter(([name]) => form.test(bare(name))).flatMap(([, values]) => values);
  return { published: [...of(PUBLISHED), ...like(LIKE_PUBLISHED)], modified: [...of(MODIFIED), ...like(LIKE_MODIFIED)] };
}
