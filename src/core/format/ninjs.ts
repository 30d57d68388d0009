// ninjs 3, the IPTC's News in JSON: one item for a revision of a story. Each field of a revision has a place
// in it, so that `draftFromNinjs` restores the same revision. Fields that ninjs lacks are list entries with a
// role of their own.
import { z } from 'zod';
import { firstPublishedAt, uuidTime } from './feed-story.js';
import { formatInstant } from '../instant.js';
import { cleanUrl } from '../text/clean-url.js';
import { instantField, textField } from '../text/schema-field.js';
import { languageTag, PUB_STATUSES, type Content, type Kind, type Media } from '../story/story.js';
import { cleanName } from '../text/clean-text.js';

/** The content type of an item and of a list of items. */
export const NINJS = 'application/vnd.iptc.ninjs+json';
export const isNinjs = (contentType: string): boolean => /^application\/vnd\.iptc\.ninjs\+json\b/i.test(contentType);

const STANDARD = { name: 'ninjs', version: '3.1', schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#' };

/** A story's identity and one of its revisions. */
export type NinjsStory = {
  id: string;
  uri: string | null;
  url: string | null;
  kind: Kind;
  publisher: string;
  revision: number;
  content: Content;
  blog?: Pick<NinjsStory, 'id' | 'uri'> | undefined;
};

const words = textField(2_000_000);
const valued = z.object({ role: words.optional(), contentType: words.optional(), value: words });
const concept = z.object({ name: words.optional(), literal: words.optional() });
const rendition = z.object({ name: words, href: words.optional(), contentType: words.optional() });
const identity = z.object({ role: words.optional(), value: words.optional() });
const TYPES = ['text', 'audio', 'video', 'picture', 'graphic', 'composite', 'component', 'event', 'planning'] as const;

const fields = {
  uri: words.pipe(z.string().min(1, 'must not be empty').max(8192)),
  type: z.enum(TYPES).optional(),
  profile: words.optional(),
  version: words.optional(),
  firstCreated: instantField.optional(),
  versionCreated: instantField.optional(),
  embargoedUntil: instantField.optional(),
  pubStatus: z.enum(PUB_STATUSES).optional(),
  edNote: words.optional(),
  language: languageTag.optional(),
  copyrightHolder: words.optional(),
  title: words.optional(),
  by: words.optional(),
  located: words.optional(),
  headlines: z.array(valued).max(100).optional(),
  descriptions: z.array(valued).max(1000).optional(),
  bodies: z.array(valued).max(100).optional(),
  subjects: z.array(concept).max(1000).optional(),
  genres: z.array(concept).max(100).optional(),
  altIds: z.array(identity).max(100).optional(),
  renditions: z.array(rendition).max(100).optional(),
  eventDetails: z.object({ dates: z.object({ endDate: instantField.optional() }).optional() }).optional(),
};
const associated = z.object({ ...fields, name: words.optional(), rel: words.optional() });
/**
 * The fields read from an item; others are ignored. A live blog's posts are complete items in its
 * `associations`.
 */
export const ninjsItem = z
  .object({
    ...fields,
    associations: z
      .array(associated.extend({ associations: z.array(associated).max(200).optional() }))
      .max(10_000)
      .optional(),
  })
  .meta({ id: 'NinjsItem' });
export type NinjsItem = z.output<typeof ninjsItem>;
type NinjsInput = z.input<typeof ninjsItem>;

/** RFC 3986, as JSON Schema validators check `format: uri`. */
const URI = /^[a-z][a-z0-9+.-]*:(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9a-f]{2})+$/i;
const URI_PREFIX = 'urn:dateline:uri:';
const URL_PREFIX = 'urn:dateline:url:';

/**
 * A story's uri in ninjs, the same on each server. A live blog without uri uses its id, to which its posts
 * refer.
 */
function ninjsUri({
  id,
  uri,
  url,
  kind,
}: {
  id: string;
  uri: string | null;
  url?: string | null;
  kind?: Kind;
}): string {
  if (uri !== null)
    return URI.test(uri) && !uri.startsWith('urn:dateline:') ? uri : URI_PREFIX + encodeURIComponent(uri);
  return url == null || kind === 'liveblog' ? `urn:uuid:${id}` : URL_PREFIX + encodeURIComponent(url);
}

/** The story's uri, or its URL where it has no uri, from a uri in ninjs. */
export function parseNinjsUri(name: string): { uri: string } | { url: string } {
  try {
    // The item was cleaned while this was still percent-encoded.
    const uri = name.startsWith(URI_PREFIX) ? cleanName(decodeURIComponent(name.slice(URI_PREFIX.length))) : '';
    if (uri !== '') return { uri };
    const url = name.startsWith(URL_PREFIX) ? cleanUrl(decodeURIComponent(name.slice(URL_PREFIX.length))) : null;
    if (url !== null) return { url };
  } catch {
    // Malformed escapes: not written by Dateline, so it is an ordinary uri.
  }
  return { uri: cleanName(name) || name };
}

const MEDIA_TYPES = { image: 'picture', video: 'video', audio: 'audio', embed: 'component' } as const;
const described = (role: string, value: string | null) =>
  value === null ? [] : [{ role, contentType: 'text/plain', value }];
/** A property for a list, or none for an empty list. */
const listed = <T>(name: string, list: T[]): Record<string, T[]> => (list.length === 0 ? {} : { [name]: list });

function mediaItem(
  { url, type, caption, credit, alt }: Media,
  index: number,
): NinjsInput & { name: string; rel: string } {
  const href = url === null ? null : URI.test(url) ? url : new URL(url).href;
  return {
    uri: href ?? `urn:dateline:media:${index + 1}`,
    type: MEDIA_TYPES[type],
    name: caption ?? alt ?? `${type} ${index + 1}`,
    rel: 'media',
    ...listed('descriptions', [...described('caption', caption), ...described('alt', alt)]),
    ...(credit === null ? {} : { copyrightHolder: credit }),
    ...listed('renditions', href === null ? [] : [{ name: 'original', href }]),
    ...listed('altIds', href === url || url === null ? [] : [{ role: 'url', value: url }]),
  };
}

const genresOf = ({ pinned, keyEvent }: Content) => [
  ...(pinned ? [{ name: 'Pinned', literal: 'pinned' }] : []),
  ...(keyEvent ? [{ name: 'Key event', literal: 'keyEvent' }] : []),
];

/** A revision as a ninjs item. */
export function toNinjs(story: NinjsStory): Record<string, unknown> & NinjsInput {
  const { content, kind, blog } = story;
  // Always present: an import elsewhere keeps the order of posts by it.
  const firstCreated = formatInstant(firstPublishedAt({ content, createdAt: uuidTime(story.id) }));
  const optional = {
    firstCreated,
    versionCreated: content.versionCreated,
    embargoedUntil: content.embargoedUntil,
    edNote: content.edNote,
    language: content.language,
    by: content.byline,
    located: content.located,
  };
  const partOf =
    blog === undefined
      ? []
      : [
          {
            uri: ninjsUri({ ...blog, kind: 'liveblog' }),
            type: 'composite' as const,
            name: 'Live blog',
            rel: 'partOf',
            representationType: 'partial',
          },
        ];
  return {
    uri: ninjsUri(story),
    standard: STANDARD,
    type: kind === 'liveblog' ? 'composite' : 'text',
    profile: kind,
    representationType: 'full',
    version: String(story.revision),
    pubStatus: content.pubStatus,
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null)) as Partial<NinjsInput>),
    headlines: [{ role: 'main', contentType: 'text/plain', value: content.headline }],
    ...listed(
      'bodies',
      content.body.length === 0 ? [] : [{ role: 'main', contentType: 'text/plain', value: content.body.join('\n\n') }],
    ),
    ...listed('descriptions', [
      ...content.highlights.flatMap((text) => described('highlight', text)),
      ...described('correction', content.correction),
    ]),
    ...listed(
      'subjects',
      content.topics.map((topic) => ({ name: topic, literal: topic })),
    ),
    ...listed('genres', genresOf(content)),
    ...(content.coverageEndTime === undefined ? {} : { eventDetails: { dates: { endDate: content.coverageEndTime } } }),
    infoSources: [{ name: story.publisher, role: 'publisher' }],
    ...listed(
      'renditions',
      story.url === null || !URI.test(story.url) ? [] : [{ name: 'web', href: story.url, contentType: 'text/html' }],
    ),
    ...listed('associations', [...content.media.map(mediaItem), ...partOf]),
  };
}

/** A post as an association of its live blog's item. */
export function toNinjsPost(post: NinjsStory): Record<string, unknown> {
  const { standard: _standard, ...whole } = toNinjs(post);
  return { ...whole, name: post.content.headline, rel: 'post' };
}
