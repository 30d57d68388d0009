// Makes a draft from a ninjs 3 item.
import type { Draft } from '../story/draft.js';
import { DatelineError } from '../errors.js';
import { cleanUrl } from '../text/clean-url.js';
import { readFragment } from '../page/fragment.js';
import { parseNinjsUri, type NinjsItem } from './ninjs.js';
import { KINDS, topicName, type Kind, type Media } from '../story/story.js';
import { cleanLine } from '../text/clean-text.js';

type Associated = NonNullable<NinjsItem['associations']>[number];
type Valued = { role?: string | undefined; contentType?: string | undefined; value: string };

const MEDIA_TYPES: Partial<Record<string, Media['type']>> = {
  picture: 'image',
  graphic: 'image',
  video: 'video',
  audio: 'audio',
  component: 'embed',
};
const MAX_TOPICS = 32;

const line = (text: string | undefined): string | null => (text === undefined ? null : cleanLine(text) || null);
const byRole = (list: Valued[] | undefined, role: string): Valued[] => (list ?? []).filter((one) => one.role === role);
const webUrlOf = (address: string | undefined): string | null =>
  address === undefined || address.length > 2048 ? null : cleanUrl(address);

const firstWebUrl = (addresses: readonly (string | undefined)[]): string | null =>
  addresses.map(webUrlOf).find((address) => address !== null) ?? null;

function bodyOf(bodies: Valued[] | undefined): string[] {
  const plain = bodies?.find(
    ({ contentType }) => contentType === undefined || /^text\/(?:plain|markdown)\b/i.test(contentType),
  );
  const chosen = plain ?? bodies?.[0];
  if (chosen === undefined) return [];
  const paragraphs =
    plain === undefined && /html|xml/i.test(chosen.contentType ?? '')
      ? readFragment(chosen.value).paragraphs
      : chosen.value.split(/\n\s*\n/);
  return paragraphs.flatMap((text) => line(text) ?? []);
}

function mediaOf(associations: Associated[] | undefined): Media[] {
  return (associations ?? []).flatMap((item) => {
    const type = MEDIA_TYPES[item.type ?? ''];
    const hrefs = [
      item.altIds?.find(({ role }) => role === 'url')?.value,
      ...(item.renditions ?? []).map(({ href }) => href),
      item.uri,
    ];
    const url = firstWebUrl(hrefs);
    if (type === undefined || item.rel === 'post' || (url === null && item.rel !== 'media')) return [];
    const caption = byRole(item.descriptions, 'caption')[0] ?? item.descriptions?.find(({ role }) => role !== 'alt');
    return [
      {
        url,
        type,
        caption: line(caption?.value),
        credit: line(item.copyrightHolder ?? item.by),
        alt: line(byRole(item.descriptions, 'alt')[0]?.value),
      },
    ];
  });
}

const topicsOf = (item: NinjsItem): string[] =>
  (item.subjects ?? [])
    .flatMap(
      ({ literal, name }) =>
        [literal, name?.trim().replace(/\s+/g, '-')].find((topic) => topicName.safeParse(topic).success) ?? [],
    )
    .slice(0, MAX_TOPICS);

const isKind = (profile: string | undefined): profile is Kind => KINDS.some((kind) => kind === profile);

/** The live blog that the item is part of, as a uri or URL. */
function partOf(item: NinjsItem): string | undefined {
  const blog = item.associations?.find(({ rel }) => rel === 'partOf');
  if (blog === undefined) return undefined;
  const name = parseNinjsUri(blog.uri);
  return 'uri' in name ? name.uri : name.url;
}

/** The URL of the item's page; null where it has none. */
export function ninjsUrl(item: NinjsItem): string | null {
  const name = parseNinjsUri(item.uri);
  const web = item.renditions?.find((one) => one.name === 'web')?.href;
  return firstWebUrl([web, 'url' in name ? name.url : undefined]);
}

/**
 * The item as a draft. In a `whole` item, missing fields are empty; otherwise they keep their value. Throws
 * `invalid_field`.
 */
export function draftFromNinjs(item: NinjsItem, { whole }: { whole: boolean }): Draft {
  const headline = line((byRole(item.headlines, 'main')[0] ?? item.headlines?.[0])?.value ?? item.title)?.slice(
    0,
    1000,
  );
  if (headline === undefined)
    throw new DatelineError('invalid_field', 'The ninjs item has no headline.', {
      errors: [{ field: 'headlines', reason: 'is missing' }],
    });
  const literals = new Set(item.genres?.map(({ literal }) => literal));
  const blog = partOf(item);
  const kind = isKind(item.profile) ? item.profile : undefined;
  const text = {
    headline,
    byline: line(item.by),
    located: line(item.located),
    firstCreated: item.firstCreated ?? null,
    versionCreated: item.versionCreated ?? null,
    language: item.language ?? null,
  };
  const body = bodyOf(item.bodies);
  const media = mediaOf(item.associations);
  const managed = {
    topics: item.subjects === undefined && !whole ? undefined : topicsOf(item),
    pubStatus: item.pubStatus ?? (whole ? ('usable' as const) : undefined),
    embargoedUntil: item.embargoedUntil ?? (whole ? null : undefined),
    pinned: item.genres === undefined && !whole ? undefined : literals.has('pinned'),
    keyEvent: item.genres === undefined && !whole ? undefined : literals.has('keyEvent'),
    coverageEndTime: item.eventDetails?.dates?.endDate ?? (whole && kind === 'liveblog' ? null : undefined),
  };
  return {
    kind: kind === 'post' && blog === undefined ? undefined : kind,
    partOf: blog,
    ...text,
    body,
    highlights: byRole(item.descriptions, 'highlight').flatMap(({ value }) => line(value) ?? []),
    media,
    edNote: line(item.edNote),
    correction: line(byRole(item.descriptions, 'correction')[0]?.value),
    stamps: [],
    provenance: Object.fromEntries(
      Object.entries({ ...text, body, media }).flatMap(([name, value]) =>
        value === null ? [] : [[name, 'explicit' as const]],
      ),
    ),
    ...(Object.fromEntries(Object.entries(managed).filter(([, value]) => value !== undefined)) as Partial<Draft>),
  };
}
