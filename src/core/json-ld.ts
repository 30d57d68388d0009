// Structured data as pages really have it: graphs, arrays, strings for objects, broken JSON. What can't be read is not there.
import { decodeEntities } from './dom.js';

/** What a page's structured data says of the story; nothing here has been judged. */
export type LinkedData = {
  headline: string | null;
  byline: string | null;
  located: string | null;
  published: string | null;
  modified: string | null;
  language: string | null;
  images: { url: string | null; caption: string | null; credit: string | null }[];
  body: string | null;
};

type Thing = Record<string, unknown>;

const MAX_SCRIPTS = 50;
const MAX_THINGS = 500;
const MAX_DEPTH = 8;
const STORY = /^(?:\w*Article|\w*BlogPosting|Report|Reportage|NewsItem|SocialMediaPosting)$/;

const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]);
const own = (thing: Thing, name: string): unknown => (Object.hasOwn(thing, name) ? thing[name] : undefined);

/** A text value, tags and entities taken out, folded; null for anything else. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return textOf(value[0]);
  if (isThing(value)) return textOf(own(value, '@value') ?? own(value, 'name'));
  if (typeof value !== 'string') return null;
  return decodeEntities(value).replace(/<[^<>]{1,300}>/g, ' ').replace(/\s+/g, ' ').trim() || null;
}

function parseLoosely(source: string): unknown {
  const bare = source.replace(/^\s*(?:<!--|\/\*\s*<!\[CDATA\[\s*\*\/|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)/, '').replace(/(?:-->|\/\*\s*\]\]>\s*\*\/|\/\/\s*\]\]>|\]\]>)\s*;?\s*$/, '').replace(/;\s*$/, '');
  // Line breaks within strings and commas before a bracket are what breaks most.
  for (const attempt of [bare, bare.replace(/\p{Cc}+/gu, ' '), bare.replace(/\p{Cc}+/gu, ' ').replace(/,\s*(?=[}\]])/g, '')]) {
    try {
      return JSON.parse(attempt);
    } catch {
      // The next repair may do.
    }
  }
  return null;
}

function* things(value: unknown, depth: number): Generator<Thing> {
  if (depth > MAX_DEPTH) return;
  if (Array.isArray(value)) for (const item of value) yield* things(item, depth + 1);
  else if (isThing(value)) {
    yield value;
    for (const name of ['@graph', 'mainEntity', 'mainEntityOfPage', 'itemListElement', 'item', 'hasPart']) yield* things(own(value, name), depth + 1);
  }
}

/** `Jane Doe`, `Jane Doe and John Roe`, `A, B and C`. */
export function joinNames(names: string[]): string | null {
  const all = [...new Set(names)].slice(0, 12);
  return all.length < 2 ? (all[0] ?? null) : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

function imageOf(value: unknown): LinkedData['images'][number] | null {
  // A list of strings is one picture in several crops.
  const first = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'string') return { url: first, caption: null, credit: null };
  if (!isThing(first)) return null;
  const credit = own(first, 'creditText') ?? own(first, 'creator') ?? own(first, 'copyrightHolder');
  return { url: textOf(own(first, 'url') ?? own(first, 'contentUrl') ?? own(first, '@id')), caption: textOf(own(first, 'caption') ?? own(first, 'description')), credit: textOf(credit) };
}

/** Reads the page's JSON-LD scripts. Never throws; null where none describes a story. */
export function readLinkedData(sources: string[]): LinkedData | null {
  let seen = 0;
  for (const source of sources.slice(0, MAX_SCRIPTS)) {
    for (const thing of things(parseLoosely(source), 0)) {
      seen += 1;
      if (seen > MAX_THINGS) return null;
      if (!listOf(own(thing, '@type')).some((type) => typeof type === 'string' && STORY.test(type.replace(/^.*[/#:]/, '')))) continue;
      const names = listOf(own(thing, 'author')).flatMap((author) => textOf(author) ?? []).map((name) => name.replace(/^by\s+/i, '')).filter((name) => name.length <= 100 && !/^https?:/.test(name));
      const image = imageOf(own(thing, 'image') ?? own(thing, 'thumbnailUrl'));
      return {
        headline: textOf(own(thing, 'headline') ?? own(thing, 'name')),
        byline: joinNames(names),
        located: textOf(own(thing, 'dateline')),
        published: textOf(own(thing, 'datePublished') ?? own(thing, 'dateCreated')),
        modified: textOf(own(thing, 'dateModified')),
        language: textOf(own(thing, 'inLanguage')),
        images: image === null ? [] : [image],
        body: typeof own(thing, 'articleBody') === 'string' ? String(own(thing, 'articleBody')) : null,
      };
    }
  }
  return null;
}
