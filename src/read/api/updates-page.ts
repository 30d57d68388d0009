// One page of a channel's log, encoded. A full page ends at the roundest seq in it: readers with different
// cursors then request the same addresses from their second page on, which a shared cache can answer.
import { formatCursor } from '../../core/log/cursor.js';
import type { Update } from '../../core/log/update.js';
import { digestOf } from '../http/conditional-response.js';
import type { EncodedResponse } from '../http/response-cache.js';

/** An update as JSON, and a digest of it. */
export type EncodedUpdate = { seq: number; story: string; text: string; digest: string };

/** Proxies accept some 4 KB of headers. A page of more stories gets one key that all such pages share. */
const MAX_SURROGATE_KEYS = 30;

export function encodeUpdate(update: Update, seq: number): EncodedUpdate {
  const text = JSON.stringify(update);
  return { seq, story: update.story.id, text, digest: digestOf(text) };
}

/**
 * The roundest number from `first` to `last`, the last of equally round ones. Steps are 1, 5, 10, 50, 100 …:
 * each divides the next.
 */
export function roundest(first: number, last: number): number {
  for (let ten = 1e15; ten > 1; ten /= 10) {
    for (const step of [ten, ten / 2]) {
      const number = Math.floor(last / step) * step;
      if (number >= first) return number;
    }
  }
  return last;
}

/**
 * The page after a cursor. `candidates` are the first updates after it, `limit` of them unless the log has
 * fewer. `next` is at `head` for the last page.
 */
export function encodePage(
  candidates: EncodedUpdate[],
  limit: number,
  { epoch, head }: { epoch: string; head: number },
): EncodedResponse {
  const [first, last] = [candidates[0], candidates.at(-1)];
  const full = candidates.length >= limit && first !== undefined && last !== undefined;
  const end = full ? roundest(first.seq, last.seq) : head;
  const updates = full ? candidates.filter(({ seq }) => seq <= end) : candidates;
  const next = formatCursor(epoch, end);
  const digest = digestOf(JSON.stringify([full ? null : head, next, updates.map((update) => update.digest)]));
  const stories = new Set(updates.map(({ story }) => `story/${story}`));
  const items = updates.map(({ text }) => text).join(',');
  return {
    body: Buffer.from(
      `{"epoch":${JSON.stringify(epoch)},"head":${head},"updates":[${items}],"next":${JSON.stringify(next)}}`,
    ),
    etag: full ? `W/"${digest}"` : `"${digest}"`,
    full,
    surrogateKey: ['updates', ...(stories.size > MAX_SURROGATE_KEYS ? ['updates/many'] : stories)].join(' '),
  };
}
