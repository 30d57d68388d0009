// Reads when a page was published and updated: visible labels around headline and byline, and dates in its
// markup. Position decides: labels from shortly above the heading to the end of the story; else lone labels
// elsewhere; else a footer's. Widgets, related stories, comments and the posts of a live blog don't count.
import { anyOf } from '../../text/words/any-of.js';
import { LABEL_PREPOSITIONS, UPDATED_LABELS } from '../words/date-label.js';
import { isPersonName } from '../../text/byline.js';
import type { PageBlock } from '../document/text-block.js';
import { bylineOf } from '../part/byline.js';
import type { PageLayout, StoryRange } from '../part/layout.js';
import type { Region, Regions } from '../document/region.js';
import { isPublishable, sharesHeader } from './bare-date.js';
import { attributeOf, spacedTextContent, textContent, type PageElement } from '../document/element.js';
import type { PageTree } from '../document/html-tree.js';
import { isKnownPlace } from '../../text/dateline-place.js';
import { readStampLine } from '../../stamp/stamp-line.js';
import { findDates, findStamps, readStamp, type StampContext } from '../../stamp/grammar.js';
import type { Stamp } from '../../story/story.js';
import { foldSpace } from '../../text/fold-space.js';

/** What visible labels say. */
export type PageLabels = {
  stamps: Stamp[];
  located: string | null;
  byline: string | null;
  /** True where only a footer has a label: the last resort. */
  footer: boolean;
};

const MAX_STAMPED = 200;
const MAX_TIMES = 200;
const MAX_LABEL = 600;
const PLACE_BEFORE = /^(\p{Lu}[\p{L}. /'-]{2,30}),\s+/u;
const MAX_LINE = 200;
const NO_LABELS = new Set<Region>([
  'nav',
  'comments',
  'related',
  'ad',
  'newsletter',
  'bio',
  'aside',
  'hidden',
  'notice',
  'figure',
  'caption',
  'footer',
  'quote',
]);
const UPDATED = new RegExp(`${anyOf(UPDATED_LABELS)}\\S{0,3}(?:\\s${anyOf(LABEL_PREPOSITIONS)})?\\s*[:|]?\\s*$`, 'iu');

/** The stamps of a block, or of a label's block together with the next one, which has its date. */
function stampsOf(
  block: PageBlock,
  next: PageBlock | undefined,
  context: StampContext,
): ReturnType<typeof readStampLine> {
  const { spaced } = block;
  if (spaced.length > MAX_LABEL) return null;
  const alone = readStampLine(spaced, context) ?? (spaced === block.text ? null : readStampLine(block.text, context));
  if (alone !== null) return alone;
  for (const line of block.lines.length > 1 ? block.lines : []) {
    const read = line.length <= MAX_LINE ? readStampLine(line, context) : null;
    if (read !== null) return { ...read, rest: '' };
  }
  return spaced.length <= 30 && next !== undefined && next.spaced.length <= 60
    ? readStampLine(`${spaced} ${next.spaced}`, context)
    : null;
}

/** A date without a label in a header: a block, a line, an element, or a part between bars. */
function bareDate(block: PageBlock, context: StampContext): Stamp | null {
  if (block.spaced.length > 160 || !/\p{N}/u.test(block.spaced)) return null;
  for (const part of [
    block.spaced,
    ...block.lines,
    ...block.parts,
    ...block.spaced.split(/\s+[|·•–—/-]\s+|\s*[|·•]\s*/),
  ]) {
    const stamp =
      part.length < 6
        ? null
        : readStamp(
            part
              .replace(PLACE_BEFORE, (head, place: string) => (isKnownPlace(place) ? '' : head))
              .replace(/^(?:by|von|par|por)\s.{3,60}?,\s+|^(?:on|am|le|el)\s+/i, ''),
            'published',
            'label',
            context,
          );
    // Two days are a span or a list: "17 – 20 February".
    if (stamp !== null)
      return isPublishable(stamp, context) &&
        new Set(findDates(block.spaced, context).stamps.map(({ wall }) => wall.slice(0, 10))).size < 2
        ? stamp
        : null;
  }
  return null;
}

/** Reads visible labels. `within`: stamps of the story's own blocks, which are not read again. */
export function readVisibleLabels(
  { blocks, story, regions, storyRange, heading, isLiveBlog }: PageLayout,
  within: Stamp[],
  context: StampContext,
): PageLabels {
  const storySet = new Set(story);
  const near: PageLabels = { stamps: [], located: null, byline: null, footer: false };
  const far: Stamp[] = [];
  const last: Stamp[] = [];
  // Dates above the heading count only if none is below it and all are one day: papers print today's date
  // there.
  const over: Stamp[] = [];
  for (const [at, block] of blocks.entries()) {
    if (near.stamps.length + far.length > MAX_STAMPED) break;
    if (storySet.has(block)) continue;
    const { order } = block.holder;
    const region = regions.of(block.holder);
    const inHeader = order >= storyRange.start && order <= storyRange.bodyStart;
    const inStory = order >= storyRange.start && order <= storyRange.end;
    const isFooter = region === 'footer' || region === 'notice';
    if ((region !== null && NO_LABELS.has(region) && !isFooter) || (isLiveBlog && !inHeader && order <= storyRange.end))
      continue;
    const following = blocks[at + 1];
    const line = stampsOf(
      block,
      following !== undefined && regions.of(following.holder) === region ? following : undefined,
      context,
    );
    if (line !== null) {
      // Outside the story, a label counts only at the start of its block: "Terms of use last updated …"
      // doesn't.
      const begins = block.spaced.startsWith(line.stamps[0]?.text.slice(0, 12) ?? '');
      if (isFooter) last.push(...(begins ? line.stamps : []));
      else if (!inStory) far.push(...(begins ? line.stamps : []));
      else {
        near.stamps.push(...line.stamps);
        near.located ??= block.parts.find(isKnownPlace) ?? line.located;
        near.byline ??= inHeader ? (bylineOf(block) ?? line.byline) : null;
      }
    } else if (inHeader && !isFooter && !near.stamps.some(({ kind }) => kind === 'published')) {
      const isOver = heading !== null && order < heading.order;
      const bare = isOver && !sharesHeader(block.holder, heading) ? null : bareDate(block, context);
      if (bare !== null) {
        (isOver ? over : near.stamps).push(bare);
        const beside = block.spaced.split(/\s*[|·•]\s*|,\s/);
        near.byline ??= beside.find((part) => isPersonName(part) && !isKnownPlace(part)) ?? null;
        near.located ??= beside.find(isKnownPlace) ?? null;
      }
    }
    if (line === null && inHeader && !isFooter && block.spaced.length <= MAX_LINE) {
      near.byline ??= bylineOf(block);
      // A line of metadata may have several stamps.
      if (region === 'meta') near.stamps.push(...findStamps(block.spaced, context).map(({ stamp }) => stamp));
    }
  }
  if (
    !near.stamps.some(({ kind, approximate }) => kind === 'published' && approximate !== true) &&
    new Set(over.map(({ wall }) => wall.slice(0, 10))).size === 1
  )
    near.stamps.unshift(...over.slice(0, 1));
  if (!isLiveBlog) near.stamps.push(...within);
  const stamps = near.stamps.length > 0 ? near.stamps : far;
  return stamps.length > 0
    ? { ...near, stamps }
    : { ...near, stamps: last.filter(({ kind }) => kind === 'updated').slice(0, 1), footer: true };
}

/** Reads a stamp again, with the page's time zone now known. */
export function rereadStamp(stamp: Stamp, context: StampContext): Stamp {
  if (stamp.at !== null || !stamp.wall.includes('T')) return stamp;
  const again = findStamps(stamp.text, context)[0]?.stamp ?? readStamp(stamp.text, stamp.kind, stamp.from, context);
  if (again !== null && again.wall === stamp.wall) return { ...again, kind: stamp.kind };
  // Its date was elsewhere in the line, so the text alone isn't enough.
  const settled = readStamp(stamp.wall, stamp.kind, stamp.from, context);
  return settled === null || /\b[A-Z]{2,5}$/.test(stamp.text) ? stamp : { ...settled, text: stamp.text };
}

/** The last 60 characters before an element, within its small ancestors. */
function textBefore(element: PageElement): string {
  let before = '';
  let at: PageElement = element;
  for (let over = element.parent; over !== null && before.trim().length < 12; over = over.parent) {
    const here = over.children
      .slice(0, over.children.indexOf(at))
      .slice(-6)
      .map((child) =>
        typeof child === 'string' ? child : child.proseWeight > 0 ? ' ' : ` ${spacedTextContent(child, 500)} `,
      )
      .join('');
    before = here.slice(-60) + before;
    if (over.parent === null || over.children.length > 12) break;
    at = over;
  }
  return foldSpace(before).slice(-60);
}

/** Attributes with a date for the page's scripts. The value must be a full date. */
const DATE_ATTRIBUTES = [
  'data-datetime',
  'data-timestamp',
  'data-date',
  'data-time',
  'data-utime',
  'data-published',
  'data-publish-date',
  'data-published-date',
  'data-pubdate',
  'data-created',
];
const FULL_DATE = /^\d{10}(?:\d{3})?$|\d{4}.*\d|\d.*\d{4}/;

/**
 * The date in an element's data attribute, or in its title: text such as "2 hours ago" has the date there.
 */
function scriptDateOf(element: PageElement): string | null {
  const attribute = DATE_ATTRIBUTES.map((name) => attributeOf(element, name)).find(
    (value) => value !== null && value.length <= 60 && FULL_DATE.test(value),
  );
  if (attribute !== undefined) return attribute;
  const title =
    element.attributes.has('itemprop') || !/date|time|publi|posted|timeago/i.test(element.attributes.get('class') ?? '')
      ? null
      : attributeOf(element, 'title');
  return title !== null && title.length <= 60 && FULL_DATE.test(title) ? title : null;
}

/** Reads <time>, microdata and RDFa. Property, class or the words before it tell which date it is. */
export function readTimeElements(
  tree: PageTree,
  regions: Regions,
  storyRange: StoryRange,
  live: boolean,
  context: StampContext,
): Stamp[] {
  const found: { stamp: Stamp; isCertain: boolean; inHeader: boolean; inStory: boolean }[] = [];
  const dated = tree.annotated.filter(({ attributes, tag }) => {
    const marks = `${attributes.get('itemprop') ?? ''} ${attributes.get('property') ?? ''} ${tag === 'abbr' ? (attributes.get('class') ?? '') : ''}`;
    return /date(?:Published|Modified|Created)|\bpubdate\b|dc:(?:date|issued|modified|created)|\b(?:published|updated)\b/i.test(
      marks,
    );
  });
  const machine = tree.annotated.filter((element) => scriptDateOf(element) !== null);
  for (const element of [...new Set([...tree.times, ...dated, ...machine])]
    .sort((one, other) => one.order - other.order)
    .slice(0, MAX_TIMES)) {
    const { attributes, order } = element;
    const region = regions.of(element);
    if (region !== null && NO_LABELS.has(region)) continue;
    const value =
      attributeOf(element, 'datetime') ??
      attributeOf(element, 'content') ??
      scriptDateOf(element) ??
      (element.tag === 'abbr' ? attributeOf(element, 'title') : null) ??
      textContent(element);
    if (value === '' || value.length > 120) continue;
    const property = `${attributes.get('itemprop') ?? ''} ${attributes.get('property') ?? ''}`;
    const marks = `${property} ${attributes.get('class') ?? ''}`;
    const isMarkedUpdated =
      /modif|updat/i.test(marks) && !/publish/i.test(property) && !/\bpublished\b/i.test(attributes.get('class') ?? '');
    const isMarkedPublished =
      /publi|pubdate|created|issued|posted|entry-date/i.test(marks) || attributes.has('pubdate');
    const updated =
      isMarkedUpdated ||
      (!/publi/i.test(property) &&
        (UPDATED.test(textBefore(element)) ||
          /^(?:updated|last updated|modified|aktualisiert|stand|mis à jour)\b/i.test(textContent(element))));
    const stamp = readStamp(value, updated ? 'updated' : 'published', 'time', context);
    if (stamp === null) continue;
    found.push({
      stamp,
      isCertain: isMarkedUpdated || isMarkedPublished || updated,
      inHeader: order >= storyRange.start && order <= storyRange.bodyStart,
      inStory: order >= storyRange.start && order <= storyRange.end,
    });
  }
  const fits = live
    ? found.filter(({ inHeader }) => inHeader)
    : found.filter(({ inHeader, inStory, isCertain }) => inHeader || (inStory && isCertain));
  return (fits.length > 0 || live ? fits : found.filter(({ isCertain }) => isCertain).slice(0, 2)).map(
    ({ stamp }) => stamp,
  );
}
