// When a story was published and updated: the instant where it is known, the publisher's words, and what is in doubt.
import type { Stamp } from '../../core/story/story.js';
import type { StoryView } from '../../core/story/story-view.js';
import { html, type Html } from '../../core/format/html.js';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const LABELS = { published: 'Published', updated: 'Updated' } as const;

/** `2022-01-08T12:53` or `2022-01-08` as `8 January 2022, 12:53`, as the wall clock says it. */
export function formatWall(wall: string): string {
  const [date = '', time] = wall.split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  const words = `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
  return time === undefined ? words : `${words}, ${time.slice(0, 5)}`;
}

const formatOffset = (zone: string): string => (zone === 'Z' ? 'UTC' : `UTC${zone}`);

/** An instant as a time element: in UTC until the script turns it into the reader's zone; a `clock` says the time of day, an `exact` one never how long ago. */
export const timeElement = (at: string, words: string | null = null, shown = `${formatWall(at)} UTC`, as?: 'clock' | 'exact'): Html =>
  html`<time datetime="${at}"${as !== undefined && html` data-as="${as}"`}${words !== null && html` data-words="${words}" title="${words}"`}>${shown}</time>`;

function knownStamp(kind: Stamp['kind'], at: string, stamp: Stamp | undefined): Html {
  if (stamp === undefined) return html`<p class="stamp" data-stamp="${kind}"><span>${LABELS[kind]}</span> ${timeElement(at)}</p>`;
  const shown = stamp.zone === null ? `${formatWall(at)} UTC` : `${formatWall(stamp.wall)} ${formatOffset(stamp.zone)}`;
  return html`<p class="stamp" data-stamp="${kind}"><span>${LABELS[kind]}</span> ${timeElement(at, `The page says: “${stamp.text}”`, shown)}</p>`;
}

/** What is not known of an ambiguous stamp, in plain words. */
export function ambiguityNote(stamp: Stamp): string {
  const [, zone] = /\b(?!AM\b|PM\b)([A-Z]{2,5})\)?\W*$/.exec(stamp.text) ?? [];
  const unknown = zone === undefined ? 'it names no time zone' : `which ${zone} that is, is not known`;
  return `The page says “${stamp.text}”; ${unknown}.`;
}

function unresolvedStamp(stamp: Stamp): Html {
  const time = html`<time datetime="${stamp.wall}" title="The page says: “${stamp.text}”">${formatWall(stamp.wall)}</time>`;
  return html`<p class="stamp"><span>${LABELS[stamp.kind]}</span> ${time}${stamp.ambiguous && html` <span class="doubt">${ambiguityNote(stamp)}</span>`}</p>`;
}

function line(kind: Stamp['kind'], at: string | null, stamps: Stamp[]): Html | null {
  const own = stamps.filter((stamp) => stamp.kind === kind);
  if (at !== null) return knownStamp(kind, at, own.find((stamp) => stamp.at === at));
  const stamp = own.at(-1);
  return stamp === undefined ? null : unresolvedStamp(stamp);
}

/** The lines `Published …` and `Updated …`; an update at the moment of publication says nothing and is left out. */
export function stampLines(story: Pick<StoryView, 'firstCreated' | 'versionCreated' | 'stamps' | 'receivedAt'>): Html {
  const published = line('published', story.firstCreated, story.stamps);
  const same = story.firstCreated !== null && story.firstCreated === story.versionCreated;
  const updated = same ? null : line('updated', story.versionCreated, story.stamps);
  const received = html`<p class="stamp"><span>Received</span> ${timeElement(story.receivedAt, 'When Dateline got it: the story itself says no time')}</p>`;
  const none = published === null && updated === null;
  return html`<div class="stamps">${published}${updated}${none && received}</div>`;
}
