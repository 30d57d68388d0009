// Live-blog entries that are blocks of a post: `<!-- wp:liveblog/entry {"updateId":"…","timestamp":…} --> …
// <!-- /wp:liveblog/entry -->`. A block is an entry by its name: one of a live-blog plugin that ends in
// entry, update, post or item.

import { formatInstant, normaliseInstant } from '../instant.js';

export type BlockEntry = {
  id: string;
  at: string | null;
  modified: string | null;
  headline: string | null;
  author: string | null;
  pinned: boolean;
  keyEvent: boolean;
  content: string;
};

const BLOCK = /<!--\s{1,10}(\/?)wp:([a-z0-9][a-z0-9_/-]{0,100})([^]*?)-->/g;
const ENTRY = /(?:live-?blog|liveticker|24liveblog)[a-z0-9-]*(?:\/|-)(?:entry|update|post|item)$/;

type Attributes = Record<string, unknown>;

function attributesOf(json: string): Attributes {
  try {
    const read: unknown = json === '' ? {} : JSON.parse(json);
    return typeof read === 'object' && read !== null ? (read as Attributes) : {};
  } catch {
    return {};
  }
}

/** The first of these attributes that is a text or a positive number. */
const textOf = (attributes: Attributes, ...names: string[]): string | null => {
  const value = names
    .map((name) => attributes[name])
    .find((one) => (typeof one === 'string' && one !== '') || (typeof one === 'number' && one > 0));
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
};

/**
 * Seconds or milliseconds since 1970, or ISO 8601 with an offset (PHP writes `+0000`), as an instant; null
 * for anything else.
 */
function timeOf(text: string | null): string | null {
  if (text === null) return null;
  if (/^\d{9,13}$/.test(text)) return formatInstant(Number(text) * (text.length > 11 ? 1 : 1000));
  return normaliseInstant(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

function authorsOf({ coauthors, author, authorName }: Attributes): string | null {
  const names = Array.isArray(coauthors)
    ? (coauthors as unknown[]).flatMap((one) =>
        typeof one === 'object' && one !== null && 'display_name' in one && typeof one.display_name === 'string'
          ? one.display_name
          : [],
      )
    : [];
  const own = [author, authorName].find((name) => typeof name === 'string' && name !== '');
  return names.length > 0 ? names.join(', ') : typeof own === 'string' ? own : null;
}

/** The post's entries in order, and its content without them. Linear time. */
export function parseBlocks(content: string): { entries: BlockEntry[]; rest: string } {
  const entries: BlockEntry[] = [];
  const rest: string[] = [];
  let open: { name: string; from: number; attributes: Attributes; nested: number } | null = null;
  let restFrom = 0;
  // Only up to the last `-->`: without an end, each start would search the rest, which takes quadratic time.
  for (const match of content.slice(0, content.lastIndexOf('-->') + 3).matchAll(BLOCK)) {
    const [whole, closing, name = '', inside = ''] = match;
    const [json, selfClosing] = [inside.trim().replace(/\/$/, ''), inside.trimEnd().endsWith('/') ? '/' : ''];
    if (open === null) {
      if (closing === '/' || selfClosing === '/' || !ENTRY.test(name)) continue;
      rest.push(content.slice(restFrom, match.index));
      open = { name, from: match.index + whole.length, attributes: attributesOf(json), nested: 0 };
    } else if (name === open.name && selfClosing !== '/') {
      open.nested += closing === '/' ? -1 : 1;
      if (open.nested >= 0) continue;
      const { attributes, from } = open;
      restFrom = match.index + whole.length;
      open = null;
      if (/^(?:draft|trash|deleted|private)$/.test(textOf(attributes, 'status') ?? '')) continue;
      entries.push({
        id: textOf(attributes, 'updateId', 'entryId', 'id', 'uuid') ?? `block-${entries.length + 1}`,
        at: timeOf(textOf(attributes, 'timestamp', 'publishedAt', 'date', 'datetime', 'time')),
        modified: timeOf(textOf(attributes, 'modified', 'updatedAt')),
        headline: textOf(attributes, 'headline', 'title', 'heading'),
        author: authorsOf(attributes),
        pinned: attributes['isPinned'] === true || attributes['pinned'] === true,
        keyEvent: attributes['isKeyEvent'] === true || attributes['keyEvent'] === true,
        content: content.slice(from, match.index),
      });
    }
  }
  rest.push(content.slice(restFrom));
  return { entries, rest: rest.join('') };
}
