// The live blogs of a WordPress export as ninjs items. Entries come in four forms:
// - comments of type `liveblog` (Automattic's Liveblog): an edit is a further comment with
// `liveblog_replaces`, a deletion an empty one
// - posts whose parent is the live blog (later versions of that plugin)
// - posts with `_elb_liveblog` (Easy Liveblogs)
// - blocks in the post's content
import { DatelineError } from '../errors.js';
import { parseInstant } from '../instant.js';
import { readFragment } from '../page/fragment.js';
import { cleanJson } from '../text/clean-json.js';
import { parseBlocks } from './wordpress-blocks.js';
import { parseExport, type WordpressComment, type WordpressExport, type WordpressItem } from './wordpress-export.js';
import { isUrl } from '../text/is-url.js';

/** An entry's state at a time; `content` is null once it is deleted. */
type EntryState = {
  id: string;
  first: string | null;
  at: string | null;
  headline: string | null;
  author: string | null;
  content: string | null;
  keyEvent: boolean;
  pinned: boolean;
};

const HEADLINE_WORDS = 10;
const ENTRY_TYPE = /^(?:wpcom_)?liveblog(?:_entry)?$/;
const KEY_COMMAND = /(?:<span[^>]{0,100}liveblog-command[^>]{0,100}>\s*)?(?<![\w/])\/key\b(?:\s*<\/span>)?/g;

/** WordPress turns lines into paragraphs, and shortcodes into players, only when it renders a post. */
function rendered(content: string): string {
  return content
    .replace(/\r\n?/g, '\n')
    .replace(
      /\[caption[^\]]{0,500}\]\s{0,20}(<a\b[^>]{0,2000}>\s{0,20})?(<img\b[^>]{0,3000}>)(?:\s{0,20}<\/a>)?([^[]{0,3000})\[\/caption\]/g,
      '<figure>$2<figcaption>$3</figcaption></figure>',
    )
    .replace(
      /\[(?:embed|video|audio|tweet|youtube)[^\]]{0,500}?\](https?:\/\/[^\s[\]<>]{1,2000})\[\/\w+\]/g,
      '\n\n$1\n\n',
    )
    .replace(/\[\/?(?:liveblog|embed|gallery|caption)[^\]]{0,500}\]/g, '')
    .replace(/\n{2,}/g, '\n<p>\n')
    .replace(/^(https?:\/\/\S{1,2000})$/gm, '<p>$1</p>');
}

const withoutKeyCommand = (content: string): string => content.replace(KEY_COMMAND, '');
const isTrue = (value: string | undefined): boolean => value !== undefined && /^(?:1|true|yes)$/i.test(value);
const isWeb = (address: string): boolean => isUrl(address) && /^https?:$/.test(new URL(address).protocol);
const byTime = (a: { at: string | null }, b: { at: string | null }): number =>
  (parseInstant(a.at) ?? 0) - (parseInstant(b.at) ?? 0);

function entriesOfComments(comments: readonly WordpressComment[]): EntryState[] {
  const own = comments.filter(({ type }) => type === 'liveblog');
  const later = new Map<string, WordpressComment[]>();
  for (const comment of own) {
    const replaced = comment.meta.get('liveblog_replaces');
    if (replaced) later.set(replaced, [...(later.get(replaced) ?? []), comment]);
  }
  return own
    .filter(({ meta }) => !meta.get('liveblog_replaces'))
    .flatMap((entry): EntryState[] => {
      const edits = (later.get(entry.id) ?? []).sort(byTime);
      const common = {
        id: entry.id,
        first: entry.at,
        headline: entry.meta.get('liveblog_headline') || null,
        author: isTrue(entry.meta.get('liveblog_hide_authors')) ? null : entry.author || null,
        keyEvent: isTrue(entry.meta.get('liveblog_key_entry')),
        pinned: false,
      };
      const deletion =
        edits.findLast(({ content }) => content === '') ?? (entry.approved === 'trash' ? entry : undefined);
      if (deletion !== undefined) return [{ ...common, at: deletion.at, content: null }];
      // An edit overwrites the entry's comment, so the first known text is that of the first edit.
      return (edits.length === 0 ? [entry] : edits).map(({ at, content }) => ({ ...common, at, content }));
    });
}

const entryOfItem = (item: WordpressItem): EntryState => ({
  id: item.id,
  first: item.published,
  at: item.modified ?? item.published,
  headline: wordsOf(item.title) || null,
  author: item.author || null,
  content: item.status === 'trash' ? null : item.content,
  keyEvent: isTrue(item.meta.get('liveblog_key_entry')),
  pinned: false,
});

function entriesOf(blog: WordpressItem, all: readonly WordpressItem[]): EntryState[] {
  const items = all.filter(
    (item) =>
      item.id !== blog.id &&
      ((item.parent === blog.id && ENTRY_TYPE.test(item.type)) ||
        (item.type === 'elb_entry' && item.meta.get('_elb_liveblog') === blog.id)),
  );
  const published = items.filter(({ status }) => /^(?:publish|trash)$/.test(status));
  const blocks = parseBlocks(blog.content).entries.map((entry) => ({
    ...entry,
    first: entry.at,
    at: entry.modified ?? entry.at,
  }));
  return [...entriesOfComments(blog.comments), ...published.map(entryOfItem), ...blocks].sort(byTime);
}

/** Titles contain markup too. */
const wordsOf = (title: string): string => readFragment(title).paragraphs.join(' ');

const nameOf = ({ id, guid, link }: WordpressItem): string => [guid, link].find(isWeb) ?? `urn:wordpress:post:${id}`;
const plain = (value: string) => ({ contentType: 'text/plain', value });

const MEDIA_TYPES = { image: 'picture', video: 'video', audio: 'audio', embed: 'component' } as const;

/** The parts common to a live blog and its entries. `base` resolves relative URLs. */
function textItem(content: string, base: string | undefined) {
  const { headline, paragraphs, media } = readFragment(rendered(content), base);
  const associations = media.flatMap(({ url, type, caption, alt }) =>
    url === null
      ? []
      : [
          {
            uri: url,
            type: MEDIA_TYPES[type],
            name: caption ?? alt ?? type,
            rel: 'media',
            descriptions: [
              ...(caption === null ? [] : [{ role: 'caption', value: caption }]),
              ...(alt === null ? [] : [{ role: 'alt', value: alt }]),
            ],
            renditions: [{ name: 'original', href: url }],
          },
        ],
  );
  return {
    headline,
    paragraphs,
    bodies: paragraphs.length === 0 ? [] : [plain(paragraphs.join('\n\n'))],
    associations,
  };
}

const headlineFrom = (text: string): string => {
  const words = text.split(/\s+/);
  return words.length <= HEADLINE_WORDS ? text : `${words.slice(0, HEADLINE_WORDS).join(' ')}…`;
};

function itemOfEntry(entry: EntryState, blog: WordpressItem): Record<string, unknown> {
  const { headline, paragraphs, bodies, associations } = textItem(
    withoutKeyCommand(entry.content ?? ''),
    isWeb(blog.link) ? blog.link : undefined,
  );
  const partOf = { uri: nameOf(blog), type: 'composite', name: 'Live blog', rel: 'partOf' };
  const genres = [
    ...(entry.keyEvent || /(?<![\w/])\/key\b/.test(entry.content ?? '')
      ? [{ name: 'Key event', literal: 'keyEvent' }]
      : []),
    ...(entry.pinned ? [{ name: 'Pinned', literal: 'pinned' }] : []),
  ];
  return {
    uri: `${nameOf(blog)}#liveblog-entry-${encodeURIComponent(entry.id)}`,
    type: 'text',
    profile: 'post',
    ...(entry.first === null ? {} : { firstCreated: entry.first }),
    ...(entry.at === null ? {} : { versionCreated: entry.at }),
    ...(entry.content === null ? { pubStatus: 'canceled' } : {}),
    headlines: [
      plain(entry.headline ?? headline ?? headlineFrom(paragraphs[0] ?? (wordsOf(blog.title) || 'Live blog'))),
    ],
    bodies,
    ...(entry.author === null ? {} : { by: entry.author }),
    genres,
    associations: [...associations, partOf],
  };
}

function itemOfBlog(
  blog: WordpressItem,
  entries: readonly EntryState[],
  { language, items }: WordpressExport,
): Record<string, unknown> {
  const { bodies, associations } = textItem(parseBlocks(blog.content).rest, isWeb(blog.link) ? blog.link : undefined);
  const thumbnail =
    items.find(({ id, attachment }) => attachment !== null && id === blog.meta.get('_thumbnail_id'))?.attachment ??
    null;
  const picture =
    thumbnail === null || associations.some(({ uri }) => uri === thumbnail)
      ? []
      : [
          {
            uri: thumbnail,
            type: 'picture',
            name: 'image',
            rel: 'media',
            renditions: [{ name: 'original', href: thumbnail }],
          },
        ];
  const ended =
    blog.meta.get('liveblog') === 'archive' || blog.meta.get('_elb_status') === 'closed'
      ? (entries.at(-1)?.at ?? null)
      : null;
  const at = blog.modified ?? blog.published;
  return {
    uri: nameOf(blog),
    type: 'composite',
    profile: 'liveblog',
    ...(blog.published === null ? {} : { firstCreated: blog.published }),
    ...(at === null ? {} : { versionCreated: at }),
    ...(blog.status === 'publish' ? {} : { pubStatus: 'withheld' }),
    headlines: [plain(wordsOf(blog.title) || 'Live blog')],
    bodies,
    ...(language === null ? {} : { language }),
    ...(blog.author === '' ? {} : { by: blog.author }),
    subjects: blog.topics,
    ...(ended === null ? {} : { eventDetails: { dates: { endDate: ended } } }),
    renditions: isWeb(blog.link) ? [{ name: 'web', href: blog.link, contentType: 'text/html' }] : [],
    associations: [...picture, ...associations],
  };
}

/**
 * The export's live blogs as ninjs items: each blog, followed by the states of its entries in order of time.
 * Throws `invalid_content`.
 */
export function liveBlogsFromExport(xml: string): Record<string, unknown>[] {
  const whole = parseExport(xml);
  const found = whole.items
    .filter(({ status, type }) => status !== 'trash' && type !== 'attachment' && type !== 'elb_entry')
    .flatMap((blog) => {
      const entries = entriesOf(blog, whole.items);
      return entries.length === 0
        ? []
        : [[itemOfBlog(blog, entries, whole), ...entries.map((entry) => itemOfEntry(entry, blog))]];
    });
  if (found.length === 0)
    throw new DatelineError(
      'invalid_content',
      'The export contains no live blog: it has no comment of type liveblog, no post that is an entry, and no entry block.',
    );
  return cleanJson(found.flat());
}
