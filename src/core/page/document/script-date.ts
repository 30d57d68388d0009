// The publication date in a page's scripts: in the state of a client-rendered page, a tag manager's data
// layer, a player's settings. Used only where the page has no other date, and only if all values of a name
// agree on the day.

const MAX_SEARCHED = 2_000_000;
const MAX_FOUND = 50;
/** The most reliable first. */
const NAMES = [
  'datePublished',
  'published_?at|publishedAt|first_?published(?:_?at|_?date)?|firstPublishDate',
  '(?:article_?)?(?:publish|published|publication|pub)_?(?:date|time)(?:time)?',
];
const FORMS = NAMES.map(
  (names) =>
    new RegExp(
      `["'_ ,{](?:${names})\\\\?["']?\\s?[:=]\\s?\\\\?["']?(\\d{4}-\\d\\d-\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?(?:Z|[+-]\\d\\d:?\\d\\d)?)?|1\\d{9}(?:\\d{3})?)(?!\\d)`,
      'gi',
    ),
);

const dayOf = (value: string): string =>
  value.includes('-')
    ? value.slice(0, 10)
    : new Date(Number(value) * (value.length === 10 ? 1000 : 1)).toISOString().slice(0, 10);

/** The publication date in a page's scripts, as written there, or null. Linear in their length. */
export function dateInScripts(sources: string[]): string | null {
  let left = MAX_SEARCHED;
  const parts: string[] = [];
  for (const source of sources) {
    if (left <= 0) break;
    if (/publi|pub_?date|pubdate/i.test(source.slice(0, left))) parts.push(source.slice(0, left));
    left -= source.length;
  }
  for (const form of FORMS) {
    const found: string[] = [];
    for (const part of parts) {
      for (const [, value = ''] of part.matchAll(form)) if (found.length < MAX_FOUND) found.push(value);
    }
    const [first] = found;
    if (first !== undefined) return new Set(found.map(dayOf)).size === 1 ? first : null;
  }
  return null;
}
