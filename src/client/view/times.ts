// Times on a page in the reader's time zone: relative while they are recent, with the exact time and the publisher's
// words on hover.
import { instantMs } from '../../core/instant.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

// The page's own texts are English, so its dates are too, in the reader's variant of English.
const locale = navigator.language.startsWith('en') ? navigator.language : 'en-GB';
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' });
const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
const clock = new Intl.DateTimeFormat(locale, CLOCK);
const utcClock = new Intl.DateTimeFormat(locale, { ...CLOCK, timeZone: 'UTC' });
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });

function formatAge(at: number, now: number): string {
  const age = now - at;
  // With a clock that is slightly off, a new story must not lie in the future.
  if (age > -MINUTE && age < MINUTE) return 'just now';
  if (age < 0 || age >= DAY) return exact.format(at);
  return age < HOUR ? ago.format(-Math.floor(age / MINUTE), 'minute') : ago.format(-Math.floor(age / HOUR), 'hour');
}

/** `12:53` today, `8 Jan, 12:53` on another day. */
function formatClock(at: number, now: number): string {
  const [date, today] = [new Date(at), new Date(now)];
  if (date.toDateString() === today.toDateString()) return clock.format(at);
  const format = date.getFullYear() === today.getFullYear() ? day : dayAndYear;
  return `${format.format(at)}, ${clock.format(at)}`;
}

/** Shows every `<time>` under `root` in the reader's zone. Call it again from time to time: relative times age. */
export function formatTimes(root: ParentNode): void {
  const now = Date.now();
  for (const time of root.querySelectorAll('time')) {
    const at = instantMs(time.dateTime);
    if (Number.isNaN(at)) continue;
    const { as: format, words: publisherWords } = time.dataset;
    const text = format === 'clock' ? formatClock(at, now) : format === 'exact' ? exact.format(at) : formatAge(at, now);
    if (time.textContent !== text) time.textContent = text;
    time.title = `${full.format(at)}. ${publisherWords ?? `${utcClock.format(at)} UTC`}`;
  }
  // An option cannot contain a time element.
  for (const option of root.querySelectorAll<HTMLOptionElement>('option[data-at]')) {
    const { says: label = '', at = '' } = option.dataset;
    option.text = `${label}, ${exact.format(instantMs(at))}`;
  }
}
