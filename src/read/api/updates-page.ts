// One page of a channel's log, encoded. A full page ends at the roundest seq that it reaches: readers who come from different
// cursors ask for the same pages from their second one on, which a shared cache then answers.
import { createHash } from 'node:crypto';
import { formatCursor } from '../../core/log/cursor.js';
import type { Update } from '../../core/log/update.js';
import type { EncodedPage } from '../http/response-cache.js';

/** An update as JSON, and a digest of it. */
export type EncodedUpdate = { seq: number; story: string; text: string; digest: string };

/** Proxies take some 4 KB of headers: a page of more stories than this has one key in common with all such pages. */
const MOST_KEYS = 30;
const DIGEST_LENGTH = 22;

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, DIGEST_LENGTH);

export function encodeUpdate(update: Update, seq: number): EncodedUpdate {
  const text = JSON.stringify(update);
  return { seq, story: update.story.id, text, digest: digestOf(text) };
}

/** The roundest number from `first` to `last`, the last of them where there are more: of 1, 5, 10, 50, 100 and so on, each divides the next. */
export function roundest(first: number, last: number): number {
  for (let ten = 1e15; ten > 1; ten /= 10) {
    for (const step of [ten, ten / 2]) {
      const number = Math.floor(last / step) * step;
      if (number >= first) return number;
    }
  }
  return last;
}

/** The page that begins after a cursor; `told` are the first updates there, `limit` of them unless the log has no more. `next` is at `head` where it ends. */
export function pageOf(told: EncodedUpdate[], limit: number, { epoch, head }: { epoch: string; head: number }): EncodedPage {
  const [first, last] = [told[0], told.at(-1)];
  const full = told.length >= limit && first !== undefined && last !== undefined;
  const end = full ? roundest(first.seq, last.seq) : head;
  const updates = full ? told.filter(({ seq }) => seq <= end) : told;
  const next = formatCursor(epoch, end);
  const digest = digestOf(JSON.stringify([full ? null : head, next, updates.map((update) => update.digest)]));
  const stories = new Set(updates.map(({ story }) => `story/${story}`));
  return {
    body: Buffer.from(`{"epoch":${JSON.stringify(epoch)},"head":${head},"updates":[${updates.map(({ text }) => text).join(',')}],"next":${JSON.stringify(next)}}`),
    etag: full ? `W/"${digest}"` : `"${digest}"`,
    full,
    surrogateKey: ['updates', ...(stories.size > MOST_KEYS ? ['updates/many'] : stories)].join(' '),
  };
}
