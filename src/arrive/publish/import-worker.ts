// Runs in a worker thread, but for what is short: reading ten thousand items takes longer than others may wait.
import { validate } from '../../access/request/validation.js';
import { decodeContent } from '../../core/story/draft.js';
import { DatelineError, type ErrorCode } from '../../core/errors.js';
import { ninjsItem, type NinjsItem } from '../../core/format/ninjs.js';
import { ninjsAddress } from '../../core/format/ninjs-draft.js';
import { liveBlogsOf } from '../../core/format/wordpress.js';

/** What is sent: its bytes, and as what. */
export type ImportBody = { form: 'ninjs' | 'wordpress'; contentType: string; bytes: Uint8Array };

/** One item: what names its story, and where its own bytes end. `version` where it is one of several states of its story. */
export type ImportItem = { uri: string; address: string | undefined; version: number | undefined; end: number };

/** The items of an import, each as bytes of its own (ninjs, JSON), one behind the other. */
export type ParsedImport = { isList: boolean; items: ImportItem[]; bytes: Uint8Array };

/** Errors lose what they are on their way out of a thread. */
export type ImportParseResult = { read: ParsedImport } | { refused: { code: ErrorCode; message: string; detail: DatelineError['detail'] } };

type Item = { item: NinjsItem; sent: unknown; version?: number | undefined };

const versionOf = ({ version }: NinjsItem): number | undefined => (version !== undefined && /^[1-9]\d{0,8}$/.test(version) ? Number(version) : undefined);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An item's posts as items of their own, oldest first, each part of it; and the item without them. */
function splitPosts(item: NinjsItem, sent: unknown): Item[] {
  const all = isObject(sent) && Array.isArray(sent['associations']) ? (sent['associations'] as Record<string, unknown>[]) : [];
  const posts = all.filter(({ rel }) => rel === 'post').reverse();
  if (posts.length === 0 || !isObject(sent)) return [{ item, sent }];
  const partOf = { uri: item.uri, type: 'composite', name: 'Live blog', rel: 'partOf' };
  const whole = { ...sent, associations: all.filter(({ rel }) => rel !== 'post') };
  const own = posts.map((post) => ({ ...post, associations: [...(Array.isArray(post['associations']) ? (post['associations'] as unknown[]) : []), partOf] }));
  return [whole, ...own].map((one) => ({ item: validate(ninjsItem, one), sent: one }));
}

/** The items of a list (states of stories, oldest first, where they carry versions), or of one item with its posts. */
function ninjsItems(body: unknown): Item[] {
  if (!Array.isArray(body)) return splitPosts(validate(ninjsItem, body), body);
  return body.map((sent: unknown, at) => {
    const read = ninjsItem.safeParse(sent);
    if (read.success) return { item: read.data, sent, version: versionOf(read.data) };
    const errors = read.error.issues.slice(0, 20).map(({ path, message }) => ({ field: [at, ...path].join('.'), reason: message }));
    throw new DatelineError('invalid_field', 'The list has an item that is none.', { errors });
  });
}

function parseJson(bytes: Uint8Array): unknown {
  const text = new TextDecoder('utf-8').decode(bytes);
  if (/"(?:_|\\u005f){2}proto(?:_|\\u005f){2}"\s*:/i.test(text)) throw new DatelineError('invalid_json', 'The body has a member that no JSON of ours may have: __proto__.');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DatelineError('invalid_json', error instanceof Error ? error.message : 'The body can not be read.');
  }
}

/** The items of a WordPress export's live blogs. Their texts have no versions: each is a publish at its own time. */
const wordpressItems = (xml: string): Item[] => liveBlogsOf(xml).map((sent) => ({ item: validate(ninjsItem, sent), sent }));

/** Reads an import. Never throws for what publishers did wrong: it says so. */
export function read({ form, contentType, bytes }: ImportBody): ImportParseResult {
  try {
    const body = form === 'ninjs' ? parseJson(bytes) : null;
    const items = form === 'ninjs' ? ninjsItems(body) : wordpressItems(decodeContent(bytes, contentType));
    const texts: Buffer[] = [];
    let end = 0;
    const named = items.map(({ item, sent, version }): ImportItem => {
      const text = Buffer.from(JSON.stringify(sent));
      texts.push(text);
      end += text.length;
      return { uri: item.uri, address: ninjsAddress(item) ?? undefined, version, end };
    });
    return { read: { isList: Array.isArray(body), items: named, bytes: Buffer.concat(texts) } };
  } catch (error) {
    if (!(error instanceof DatelineError)) throw error;
    const { code, message, detail } = error;
    return { refused: { code, message, detail } };
  }
}
