// ninjs 3, the IPTC's News in JSON: a revision of a story as one item. Whatever a revision says has a place there, so that an item
// read back (`draftOfNinjs`) is the same revision. What ninjs has no field for stands in its open lists, by a role of its own.
import { z } from 'zod';
import { firstPublished, idTime } from './feed-entry.js';
import { cleanUrl } from '../text/clean-url.js';
import { instantField, textField } from '../text/schema-field.js';
import { languageTag, PUB_STATUSES, type Content, type Kind, type Media } from '../story/story.js';
import { cleanName } from '../text/clean-text.js';

/** The content type, of one item and of a list of them. */
export const NINJS = 'application/vnd.iptc.ninjs+json';
export const isNinjs = (contentType: string): boolean => /^application\/vnd\.iptc\.ninjs\+json\b/i.test(contentType);

const STANDARD = { name: 'ninjs', version: '3.1', schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#' };

/** A story's state and what names it. */
export type NinjsSource = { id: string; uri: string | null; url: string | null; kind: Kind; publisher: string; revision: number; content: Content; blog?: Pick<NinjsSource, 'id' | 'uri'> | undefined };

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
/** What is read of an item; the rest of ninjs is let pass. A live blog's posts are whole items in `associations`, with pictures of their own. */
export const ninjsItem = z.object({ ...fields, associations: z.array(associated.extend({ associations: z.array(associated).max(200).optional() })).max(10_000).optional() }).meta({ id: 'NinjsItem' });
export type NinjsItem = z.output<typeof ninjsItem>;
type Written = z.input<typeof ninjsItem>;

/** RFC 3986, as validators of `format: uri` read it. */
const URI = /^[a-z][a-z0-9+.-]*:(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9a-f]{2})+$/i;
const NAMED = 'urn:dateline:uri:';
const ADDRESSED = 'urn:dateline:url:';

/** A story's name in ninjs, the same wherever the story is. A live blog without a uri goes by its id, since its posts name it. */
export function ninjsUri({ id, uri, url, kind }: { id: string; uri: string | null; url?: string | null; kind?: Kind }): string {
  if (uri !== null) return URI.test(uri) && !uri.startsWith('urn:dateline:') ? uri : NAMED + encodeURIComponent(uri);
  return url == null || kind === 'liveblog' ? `urn:uuid:${id}` : ADDRESSED + encodeURIComponent(url);
}

/** What a name in ninjs stands for: a story's uri, or its address where it has no other name. */
export function storyName(name: string): { uri: string } | { url: string } {
  try {
    // What was escaped was no text yet when the item was cleaned.
    const uri = name.startsWith(NAMED) ? cleanName(decodeURIComponent(name.slice(NAMED.length))) : '';
    if (uri !== '') return { uri };
    const url = name.startsWith(ADDRESSED) ? cleanUrl(decodeURIComponent(name.slice(ADDRESSED.length))) : null;
    if (url !== null) return { url };
  } catch {
    // Escaped by nobody of ours: then it is a name like any other.
  }
  return { uri: cleanName(name) || name };
}

const MEDIA_TYPES = { image: 'picture', video: 'video', audio: 'audio', embed: 'component' } as const;
const said = (role: string, value: string | null) => (value === null ? [] : [{ role, contentType: 'text/plain', value }]);
const listed = <T>(name: string, list: T[]): Record<string, T[]> => (list.length === 0 ? {} : { [name]: list });

function mediaItem({ url, type, caption, credit, alt }: Media, index: number): Written & { name: string; rel: string } {
  const href = url === null ? null : URI.test(url) ? url : new URL(url).href;
  return {
    uri: href ?? `urn:dateline:media:${index + 1}`,
    type: MEDIA_TYPES[type],
    name: caption ?? alt ?? `${type} ${index + 1}`,
    rel: 'media',
    ...listed('descriptions', [...said('caption', caption), ...said('alt', alt)]),
    ...(credit === null ? {} : { copyrightHolder: credit }),
    ...listed('renditions', href === null ? [] : [{ name: 'original', href }]),
    ...listed('altIds', href === url || url === null ? [] : [{ role: 'url', value: url }]),
  };
}

const marksOf = ({ pinned, keyEvent }: Content) => [...(pinned ? [{ name: 'Pinned', literal: 'pinned' }] : []), ...(keyEvent ? [{ name: 'Key event', literal: 'keyEvent' }] : [])];

/** The item of one revision. */
export function ninjsOf(story: NinjsSource): Record<string, unknown> & Written {
  const { content, kind, blog } = story;
  // In ninjs it is when the item was first made, which is known of each; it also keeps posts in their order elsewhere.
  const firstCreated = firstPublished({ content, createdAt: idTime(story.id) }).toISOString().replace('.000Z', 'Z');
  const optional = { firstCreated, versionCreated: content.versionCreated, embargoedUntil: content.embargoedUntil, edNote: content.edNote, language: content.language, by: content.byline, located: content.located };
  const partOf = blog === undefined ? [] : [{ uri: ninjsUri({ ...blog, kind: 'liveblog' }), type: 'composite' as const, name: 'Live blog', rel: 'partOf', representationType: 'partial' }];
  return {
    uri: ninjsUri(story),
    standard: STANDARD,
    type: kind === 'liveblog' ? 'composite' : 'text',
    profile: kind,
    representationType: 'full',
    version: String(story.revision),
    pubStatus: content.pubStatus,
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null)) as Partial<Written>),
    headlines: [{ role: 'main', contentType: 'text/plain', value: content.headline }],
    ...listed('bodies', content.body.length === 0 ? [] : [{ role: 'main', contentType: 'text/plain', value: content.body.join('\n\n') }]),
    ...listed('descriptions', [...content.highlights.flatMap((text) => said('highlight', text)), ...said('correction', content.correction)]),
    ...listed('subjects', content.topics.map((topic) => ({ name: topic, literal: topic }))),
    ...listed('genres', marksOf(content)),
    ...(content.coverageEndTime === undefined ? {} : { eventDetails: { dates: { endDate: content.coverageEndTime } } }),
    infoSources: [{ name: story.publisher, role: 'publisher' }],
    ...listed('renditions', story.url === null || !URI.test(story.url) ? [] : [{ name: 'web', href: story.url, contentType: 'text/html' }]),
    ...listed('associations', [...content.media.map(mediaItem), ...partOf]),
  };
}

/** A post as an association of its live blog's item. */
export function ninjsPost(post: NinjsSource): Record<string, unknown> {
  const { standard: _standard, ...whole } = ninjsOf(post);
  return { ...whole, name: post.content.headline, rel: 'post' };
}
