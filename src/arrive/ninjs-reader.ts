// What a body in ninjs asks for: one story's state, or many items to import.
import { checked } from '../access/checked.js';
import { DatelineError } from '../core/errors.js';
import { ninjsItem, type NinjsItem } from '../core/ninjs.js';
import { liveBlogsOf } from '../core/wordpress.js';
import type { ImportItem } from './importer.js';

const versionOf = ({ version }: NinjsItem): number | undefined => (version !== undefined && /^[1-9]\d{0,8}$/.test(version) ? Number(version) : undefined);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An item's posts as items of their own, oldest first, each part of it; and the item without them. */
function apart(item: NinjsItem, sent: unknown): ImportItem[] {
  const all = isObject(sent) && Array.isArray(sent['associations']) ? (sent['associations'] as Record<string, unknown>[]) : [];
  const posts = all.filter(({ rel }) => rel === 'post').reverse();
  if (posts.length === 0 || !isObject(sent)) return [{ item, sent }];
  const partOf = { uri: item.uri, type: 'composite', name: 'Live blog', rel: 'partOf' };
  const whole = { ...sent, associations: all.filter(({ rel }) => rel !== 'post') };
  const own = posts.map((post) => ({ ...post, associations: [...(Array.isArray(post['associations']) ? (post['associations'] as unknown[]) : []), partOf] }));
  return [whole, ...own].map((one) => ({ item: checked(ninjsItem, one), sent: one }));
}

/** The items of a list (states of stories, oldest first, where they carry versions), or of one item with its posts. */
export function readNinjs(body: unknown): ImportItem[] {
  if (!Array.isArray(body)) return apart(checked(ninjsItem, body), body);
  return body.map((sent: unknown, at) => {
    const read = ninjsItem.safeParse(sent);
    if (read.success) return { item: read.data, sent, version: versionOf(read.data) };
    throw new DatelineError('invalid_field', 'The list has an item that is none.', { errors: read.error.issues.map(({ path, message }) => ({ field: [at, ...path].join('.'), reason: message })) });
  });
}

/** The items of a WordPress export's live blogs. Their texts have no versions: each is a publish at its own time. */
export const readWordpress = (xml: string): ImportItem[] => liveBlogsOf(xml).map((sent) => ({ item: checked(ninjsItem, sent), sent }));
