// The timeline of a live blog: its key events, each linked to its post.
import { formatTimestamp } from '../../core/instant.js';
import { comparePositions } from '../../core/story/post-window.js';
import { html, type Html } from '../../core/format/html.js';
import { postAddress } from './post-article.js';
import { timeElement } from './stamp-line.js';

export type KeyEvent = { id: string; born: number; headline: string };

/** Events in the timeline, the newest. */
const MAX_KEY_EVENTS = 100;

/** One item of the timeline. */
export function keyEventItem(blog: string, { id, born, headline }: KeyEvent): Html {
  const at = formatTimestamp(born);
  return html`<li data-key="${id}" data-born="${born}">${timeElement(at, null, `${at.slice(11, 16)} UTC`, 'clock')} <a href="${postAddress(blog, id)}" dir="auto">${headline}</a></li>
`;
}

/** The timeline. CSS hides its box if the list is empty. */
export const keyEventList = (blog: string, events: readonly KeyEvent[]): Html =>
  html`<h2 id="keys-title">Key events</h2>
<ol data-keys>${events
    .toSorted(comparePositions)
    .slice(0, MAX_KEY_EVENTS)
    .map((event) => keyEventItem(blog, event))}</ol>`;
