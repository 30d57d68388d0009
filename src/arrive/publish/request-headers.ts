import { DatelineError } from '../../core/errors.js';

/** The longest that a publisher may wait in one request. */
export const MAX_WAIT_S = 30;

/** `Prefer: wait=<seconds>` (RFC 7240) in milliseconds, at most MAX_WAIT_S; null where it isn't asked for. Other preferences are ignored, as the RFC asks. */
export function waitPreference(header: string | string[] | undefined): number | null {
  const [, seconds] = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/i.exec([header ?? []].flat().join(',')) ?? [];
  return seconds === undefined ? null : Math.min(Number(seconds), MAX_WAIT_S) * 1000;
}

/** `If-Match: "<revision>"` as a revision number, also out of a live blog's ETag (`"<revision>-<posts>"`); undefined where it isn't sent or is `*`. Throws `bad_request` on anything else. */
export function ifMatchRevision(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const [, revision] = /^(?:W\/)?"(\d{1,9})(?:-[\w-]+)?"$/.exec(header.trim()) ?? [];
  if (revision === undefined) throw new DatelineError('bad_request', 'If-Match takes a revision number in quotes, as "3".');
  return Number(revision);
}

/** The `Idempotency-Key` header (IETF draft-ietf-httpapi-idempotency-key-header), its quotes off; null where it isn't sent. */
export function idempotencyKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const key = [header].flat().join(',').replace(/^"(.*)"$/, '$1');
  if (key.length < 1 || key.length > 255 || !/^[\x20-\x7e]+$/.test(key)) throw new DatelineError('bad_request', 'An Idempotency-Key has 1 to 255 printable characters.');
  return key;
}
