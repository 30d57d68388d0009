// When a story was published and updated: the instant if known, the publisher's text, and its ambiguity.
import type { Stamp } from '../../core/story/story.js';
import type { StoryView } from '../../core/story/story-view.js';
import { html, type Html } from '../../core/format/html.js';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const LABELS = { published: 'Published', updated: 'Updated' } as const;

/** `2022-01-08T12:53` or `2022-01-08` as `8 January 2022, 12:53` or `8 January 2022`. */
export function formatWall(wall: string): string {
  const [date = '', time] = wall.split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  const words = `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
  return time === undefined ? words : `${words}, ${time.slice(0, 5)}`;
}

const formatOffset = (zone: string): string => (zone === 'Z' ? 'UTC' : `UTC${zone}`);

/**
 * A time element in UTC, which the script converts to the reader's zone. `clock`: only the time of day;
 * `exact`: never relative, such as "5 minutes ago". `words` is the tooltip.
 */
export const timeElement = (
  at: string,
  words: string | null = null,
  shown = `${formatWall(at)} UTC`,
  as?: 'clock' | 'exact',
): Html =>
  html`<time datetime="${at}"${as !== undefined && html` data-as="${as}"`}${words !== null && html` data-words="${words}" title="${words}"`}>${shown}</time>`;

function knownStamp(kind: Stamp['kind'], at: string, stamp: Stamp | undefined): Html {
  if (stamp === undefined)
    return html`<p class="stamp" data-stamp="${kind}"><span>${LABELS[kind]}</span> ${timeElement(at)}</p>`;
  const shown = stamp.zone === null ? `${formatWall(at)} UTC` : `${formatWall(stamp.wall)} ${formatOffset(stamp.zone)}`;
  return html`<p class="stamp" data-stamp="${kind}"><span>${LABELS[kind]}</span> ${timeElement(at, `The page says: “${stamp.text}”`, shown)}</p>`;
}

/** Explains what is ambiguous about a stamp. */
export function ambiguityNote(stamp: Stamp): string {
  const [, zone] = /\b(?!AM\b|PM\b)([A-Z]{2,5})\)?\W*$/.exec(stamp.text) ?? [];
  const unknown = zone === undefined ? 'it names no time zone' : `the time zone ${zone} is ambiguous`;
  return `The page says “${stamp.text}”; ${unknown}.`;
}

function unresolvedStamp(stamp: Stamp): Html {
  const time = html`<time datetime="${stamp.wall}" title="The page says: “${stamp.text}”">${formatWall(stamp.wall)}</time>`;
  return html`<p class="stamp"><span>${LABELS[stamp.kind]}</span> ${time}${stamp.ambiguous && html` <span class="doubt">${ambiguityNote(stamp)}</span>`}</p>`;
}

function line(kind: Stamp['kind'], at: string | null, stamps: Stamp[]): Html | null {
  const own = stamps.filter((stamp) => stamp.kind === kind);
  if (at !== null)
    return knownStamp(
      kind,
      at,
      own.find((stamp) => stamp.at === at),
    );
  const stamp = own.at(-1);
  return stamp === undefined ? null : unresolvedStamp(stamp);
}

/** The lines `Published …` and `Updated …`. An update equal to the publication is left out. */
export function stampLines(story: Pick<StoryView, 'firstCreated' | 'versionCreated' | 'stamps' | 'receivedAt'>): Html {
  const published = line('published', story.firstCreated, story.stamps);
  const same = story.firstCreated !== null && story.firstCreated === story.versionCreated;
  const updated = same ? null : line('updated', story.versionCreated, story.stamps);
  const received = html`<p class="stamp"><span>Received</span> ${timeElement(story.receivedAt, 'When Dateline received it; the story has no time stamp')}</p>`;
  const none = published === null && updated === null;
  return html`<div class="stamps">${published}${updated}${none && received}</div>`;
}
