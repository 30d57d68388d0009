import { DatelineError } from '../../core/errors.js';

/** The longest wait of one request, in seconds. */
const MAX_WAIT_S = 30;

/**
 * `Prefer: wait=<seconds>` (RFC 7240) in milliseconds, at most MAX_WAIT_S; null without it. Other preferences
 * are ignored.
 */
export function waitPreference(header: string | string[] | undefined): number | null {
  const [, seconds] = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/i.exec([header ?? []].flat().join(',')) ?? [];
  return seconds === undefined ? null : Math.min(Number(seconds), MAX_WAIT_S) * 1000;
}

/**
 * `If-Match: "<revision>"` as a revision number, also from a live blog's ETag (`"<revision>-<posts>"`);
 * undefined for `*` or without it. Throws `bad_request` on anything else.
 */
export function ifMatchRevision(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const [, revision] = /^(?:W\/)?"(\d{1,9})(?:-[\w-]+)?"$/.exec(header.trim()) ?? [];
  if (revision === undefined)
    throw new DatelineError('bad_request', 'If-Match takes a revision number in quotes, such as "3".');
  return Number(revision);
}

/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) without quotes; null without it. Throws
 * `bad_request`.
 */
export function idempotencyKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const key = [header]
    .flat()
    .join(',')
    .replace(/^"(.*)"$/, '$1');
  if (key.length < 1 || key.length > 255 || !/^[\x20-\x7e]+$/.test(key)) {
    throw new DatelineError('bad_request', 'The header Idempotency-Key takes 1 to 255 printable ASCII characters.');
  }
  return key;
}
