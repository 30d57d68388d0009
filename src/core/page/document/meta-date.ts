// Dates in meta tags: names in wide use by their rank, then names of a similar form.
import { MODIFIED_FORMS, MODIFIED_TAGS, OTHER_DATES, PUBLISHED_FORMS, PUBLISHED_TAGS } from '../words/meta-names.js';

const LIKE_PUBLISHED = new RegExp(PUBLISHED_FORMS.join('|'));
const LIKE_MODIFIED = new RegExp(MODIFIED_FORMS.join('|'));
const OTHER_DATE = new RegExp(OTHER_DATES.join('|'));

const lettersOf = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

/** Values of meta tags with the name of a date, the most reliable first. `metas` has names in lower case. */
export function metaDates(metas: ReadonlyMap<string, string[]>): { published: string[]; modified: string[] } {
  const valuesOf = (names: readonly string[]): string[] => names.flatMap((name) => metas.get(name) ?? []);
  const known = new Set([...PUBLISHED_TAGS, ...MODIFIED_TAGS]);
  const rest = [...metas].filter(
    ([name]) => name.length <= 60 && !known.has(name) && !OTHER_DATE.test(lettersOf(name)),
  );
  const valuesLike = (form: RegExp): string[] =>
    rest.filter(([name]) => form.test(lettersOf(name))).flatMap(([, values]) => values);
  return {
    published: [...valuesOf(PUBLISHED_TAGS), ...valuesLike(LIKE_PUBLISHED)],
    modified: [...valuesOf(MODIFIED_TAGS), ...valuesLike(LIKE_MODIFIED)],
  };
}
