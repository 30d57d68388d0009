// Parses a WordPress export (WXR: RSS 2.0 with WordPress's own elements): items with their fields, comments
// and metadata. A document type, which could declare entities, is refused: no export has one.
import { Parser } from 'htmlparser2';
import { DatelineError } from '../errors.js';
import { normaliseInstant } from '../instant.js';
import { cleanText } from '../text/clean-text.js';

type ExportElement = { name: string; attributes: Record<string, string>; text: string; children: ExportElement[] };

export type WordpressComment = {
  id: string;
  author: string;
  at: string | null;
  content: string;
  approved: string;
  type: string;
  meta: Map<string, string>;
};
export type WordpressItem = {
  id: string;
  parent: string;
  type: string;
  status: string;
  title: string;
  link: string;
  guid: string;
  author: string;
  content: string;
  /** RFC 3339 in UTC; null where the export has none, as for drafts. */
  published: string | null;
  modified: string | null;
  attachment: string | null;
  topics: { name: string; literal: string }[];
  meta: Map<string, string>;
  comments: WordpressComment[];
};
export type WordpressExport = { language: string | null; items: WordpressItem[] };

const MAX_DEPTH = 12;
const ROOTS = new Set(['item', 'wp:author', 'language', 'wp:wxr_version']);

/** The elements in `ROOTS`, as trees. Throws `invalid_content`. */
function elementsOf(xml: string): ExportElement[] {
  const found: ExportElement[] = [];
  const open: ExportElement[] = [];
  let depth = 0;
  let forbidden = false;
  const parser = new Parser(
    {
      onprocessinginstruction: (name) => {
        if (name.toLowerCase() === '!doctype' || name.toLowerCase() === '!entity') forbidden = true;
      },
      onopentag: (name, attributes) => {
        depth += 1;
        if (open.length === 0 && !ROOTS.has(name)) return;
        const element = { name, attributes, text: '', children: [] };
        if (open.length === 0) found.push(element);
        else if (open.length < MAX_DEPTH) open.at(-1)?.children.push(element);
        open.push(element);
      },
      ontext: (text) => {
        const element = open.at(-1);
        if (element !== undefined) element.text += text;
      },
      onclosetag: () => {
        depth -= 1;
        open.pop();
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  if (forbidden)
    throw new DatelineError(
      'invalid_content',
      'The export declares a document type. Send it as WordPress wrote it, without one.',
    );
  return found;
}

const textOf = (element: ExportElement, name: string): string =>
  cleanText(element.children.find((child) => child.name === name)?.text ?? '').trim();

/** `2024-04-01 08:00:00` in GMT; null for WordPress's zero date. */
function gmt(text: string): string | null {
  const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(text) ?? [];
  return day === undefined ? null : normaliseInstant(`${day}T${time}Z`);
}

const metaOf = (element: ExportElement, name: string): Map<string, string> =>
  new Map(
    element.children
      .filter((child) => child.name === name)
      .map((meta) => [textOf(meta, 'wp:meta_key'), textOf(meta, 'wp:meta_value')]),
  );

const commentOf = (element: ExportElement): WordpressComment => ({
  id: textOf(element, 'wp:comment_id'),
  author: textOf(element, 'wp:comment_author'),
  at: gmt(textOf(element, 'wp:comment_date_gmt')),
  content: textOf(element, 'wp:comment_content'),
  approved: textOf(element, 'wp:comment_approved'),
  type: textOf(element, 'wp:comment_type'),
  meta: metaOf(element, 'wp:commentmeta'),
});

function itemOf(element: ExportElement, authors: ReadonlyMap<string, string>): WordpressItem {
  const login = textOf(element, 'dc:creator');
  return {
    id: textOf(element, 'wp:post_id'),
    parent: textOf(element, 'wp:post_parent'),
    type: textOf(element, 'wp:post_type'),
    status: textOf(element, 'wp:status'),
    title: textOf(element, 'title'),
    link: textOf(element, 'link'),
    guid: textOf(element, 'guid'),
    author: authors.get(login) ?? login,
    content: textOf(element, 'content:encoded'),
    published: gmt(textOf(element, 'wp:post_date_gmt')),
    modified: gmt(textOf(element, 'wp:post_modified_gmt')),
    attachment: textOf(element, 'wp:attachment_url') || null,
    topics: element.children
      .filter(
        ({ name, attributes }) => name === 'category' && /^(?:category|post_tag)$/.test(attributes['domain'] ?? ''),
      )
      .map(({ text, attributes }) => ({ name: text.trim(), literal: attributes['nicename'] ?? '' })),
    meta: metaOf(element, 'wp:postmeta'),
    comments: element.children.filter(({ name }) => name === 'wp:comment').map(commentOf),
  };
}

/** Throws `invalid_content` for anything but a WordPress export. */
export function parseExport(xml: string): WordpressExport {
  const elements = elementsOf(xml);
  if (!elements.some(({ name }) => name === 'wp:wxr_version'))
    throw new DatelineError('invalid_content', 'The file is no WordPress export: wp:wxr_version is missing.');
  const authors = new Map(
    elements
      .filter(({ name }) => name === 'wp:author')
      .map((author) => [textOf(author, 'wp:author_login'), textOf(author, 'wp:author_display_name')]),
  );
  const language = elements.find(({ name }) => name === 'language')?.text.trim() ?? '';
  return {
    language: /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(language) ? language : null,
    items: elements.filter(({ name }) => name === 'item').map((element) => itemOf(element, authors)),
  };
}
