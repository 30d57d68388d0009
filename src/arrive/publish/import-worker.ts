// Parses imports, in a worker thread unless they are short: ten thousand items would block the event loop.
import { validate } from '../../access/request/validation.js';
import { decodeContent } from '../../core/story/draft.js';
import { DatelineError, type ErrorCode } from '../../core/errors.js';
import { ninjsItem, type NinjsItem } from '../../core/format/ninjs.js';
import { ninjsUrl } from '../../core/format/ninjs-draft.js';
import { liveBlogsFromExport } from '../../core/format/wordpress.js';

/** The body of an import. */
export type ImportBody = { form: 'ninjs' | 'wordpress'; contentType: string; bytes: Uint8Array };

/**
 * One item: the names of its story, and where its bytes end. `version`: set where the item is one of several
 * revisions.
 */
export type ImportItem = { uri: string; address: string | undefined; version: number | undefined; end: number };

/** The items of an import. `bytes`: one ninjs JSON document per item, concatenated. */
export type ParsedImport = { isList: boolean; items: ImportItem[]; bytes: Uint8Array };

/** Errors lose their class on the way out of a thread, so they are values here. */
export type ImportParseResult =
  { parsed: ParsedImport } | { error: { code: ErrorCode; message: string; detail: DatelineError['detail'] } };

/** `source`: the item as it was sent. */
type Item = { item: NinjsItem; source: unknown; version?: number | undefined };

/** Field errors reported of one item. */
const MAX_ERRORS = 20;

const versionOf = ({ version }: NinjsItem): number | undefined =>
  version !== undefined && /^[1-9]\d{0,8}$/.test(version) ? Number(version) : undefined;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The item without its posts, then its posts as separate items, oldest first, each with a `partOf`. */
function splitPosts(item: NinjsItem, source: unknown): Item[] {
  const all =
    isObject(source) && Array.isArray(source['associations'])
      ? (source['associations'] as Record<string, unknown>[])
      : [];
  const posts = all.filter(({ rel }) => rel === 'post').reverse();
  if (posts.length === 0 || !isObject(source)) return [{ item, source }];
  const partOf = { uri: item.uri, type: 'composite', name: 'Live blog', rel: 'partOf' };
  const blog = { ...source, associations: all.filter(({ rel }) => rel !== 'post') };
  const ownPosts = posts.map((post) => {
    const associations = Array.isArray(post['associations']) ? (post['associations'] as unknown[]) : [];
    return { ...post, associations: [...associations, partOf] };
  });
  return [blog, ...ownPosts].map((one) => ({ item: validate(ninjsItem, one), source: one }));
}

/**
 * The items of a list (revisions of stories, oldest first, where they have versions), or of one item with its
 * posts.
 */
function ninjsItems(body: unknown): Item[] {
  if (!Array.isArray(body)) return splitPosts(validate(ninjsItem, body), body);
  return body.map((source: unknown, at) => {
    const parsed = ninjsItem.safeParse(source);
    if (parsed.success) return { item: parsed.data, source, version: versionOf(parsed.data) };
    const errors = parsed.error.issues
      .slice(0, MAX_ERRORS)
      .map(({ path, message }) => ({ field: [at, ...path].join('.'), reason: message }));
    throw new DatelineError('invalid_field', `Item ${at} of the list is no valid ninjs item.`, { errors });
  });
}

function parseJson(bytes: Uint8Array): unknown {
  const text = new TextDecoder('utf-8').decode(bytes);
  if (/"(?:_|\\u005f){2}proto(?:_|\\u005f){2}"\s*:/i.test(text))
    throw new DatelineError('invalid_json', 'The body has a member named __proto__, which is not allowed.');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DatelineError('invalid_json', error instanceof Error ? error.message : 'The body can not be parsed.');
  }
}

/**
 * The live blogs and posts of a WordPress export. It has no revisions: each item is a publish at its own
 * time.
 */
const wordpressItems = (xml: string): Item[] =>
  liveBlogsFromExport(xml).map((source) => ({ item: validate(ninjsItem, source), source }));

/** Parses an import. Errors of the publisher are returned, not thrown. */
export function read({ form, contentType, bytes }: ImportBody): ImportParseResult {
  try {
    const body = form === 'ninjs' ? parseJson(bytes) : null;
    const items = form === 'ninjs' ? ninjsItems(body) : wordpressItems(decodeContent(bytes, contentType));
    const documents: Buffer[] = [];
    let end = 0;
    const named = items.map(({ item, source, version }): ImportItem => {
      const document = Buffer.from(JSON.stringify(source));
      documents.push(document);
      end += document.length;
      return { uri: item.uri, address: ninjsUrl(item) ?? undefined, version, end };
    });
    return { parsed: { isList: Array.isArray(body), items: named, bytes: Buffer.concat(documents) } };
  } catch (error) {
    if (!(error instanceof DatelineError)) throw error;
    const { code, message, detail } = error;
    return { error: { code, message, detail } };
  }
}
