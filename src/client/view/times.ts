// Times in the reader's zone: how long ago while that is what matters, the exact time and the publisher's words on hover.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const INSTANT = /T.*(Z|[+-]\d\d:\d\d)$/;

// The page's own words are English, so its dates are too, in the reader's kind of English.
const locale = navigator.language.startsWith('en') ? navigator.language : 'en-GB';
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' });
const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });

function shown(at: number, now: number): string {
  const age = now - at;
  // A clock that is a little off must not put a story into the future.
  if (age > -MINUTE && age < MINUTE) return 'just now';
  if (age < 0 || age >= DAY) return exact.format(at);
  return age < HOUR ? ago.format(-Math.floor(age / MINUTE), 'minute') : ago.format(-Math.floor(age / HOUR), 'hour');
}

const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const utc = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' });

/** `12:53` of today, `8 Jan, 12:53` of another day. */
function clock(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  if (then.toDateString() === today.toDateString()) return hour.format(at);
  return `${(then.getFullYear() === today.getFullYear() ? day : dayOfYear).format(at)}, ${hour.format(at)}`;
}

/** Puts every time under `root` into the reader's zone; called again as time goes by. */
export function formatTimes(root: ParentNode): void {
  const now = Date.now();
  for (const time of root.querySelectorAll('time')) {
    const at = INSTANT.test(time.dateTime) ? Date.parse(time.dateTime) : NaN;
    if (Number.isNaN(at)) continue;
    const { as } = time.dataset;
    const words = as === 'clock' ? clock(at, now) : as === 'exact' ? exact.format(at) : shown(at, now);
    if (time.textContent !== words) time.textContent = words;
    const { words: said } = time.dataset;
    time.title = `${full.format(at)}. ${said ?? `The publisher's clock: ${utc.format(at)} UTC`}`;
  }
  // A list to choose from can hold no time element.
  for (const option of root.querySelectorAll<HTMLOptionElement>('option[data-at]')) option.text = `${option.dataset['says'] ?? ''}, ${exact.format(Date.parse(option.dataset['at'] ?? ''))}`;
}
