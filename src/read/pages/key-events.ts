// The timeline of a live blog: its key events, each linked to its post.
import { compareKeys } from '../../core/story/post-window.js';
import { html, type Html } from '../../core/format/html.js';
import { postAddress } from './post-article.js';
import { timeElement } from './stamp-line.js';

export type KeyEvent = { id: string; born: number; headline: string };

/** The timeline goes so far back, newest first. */
export const MAX_KEY_EVENTS = 100;

/** One line of the timeline. */
export function keyEventItem(blog: string, { id, born, headline }: KeyEvent): Html {
  const at = new Date(born).toISOString();
  return html`<li data-key="${id}" data-born="${born}">${timeElement(at, null, `${at.slice(11, 16)} UTC`, 'clock')} <a href="${postAddress(blog, id)}" dir="auto">${headline}</a></li>
`;
}

/** The timeline's own lines; where there are none, its box is not shown. */
export const keyEventList = (blog: string, events: readonly KeyEvent[]): Html =>
  html`<h2 id="keys-title">Key events</h2>
<ol data-keys>${events.toSorted(compareKeys).slice(0, MAX_KEY_EVENTS).map((event) => keyEventItem(blog, event))}</ol>`;
