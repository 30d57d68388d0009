// ETag, Last-Modified and 304 Not Modified (RFC 9110, 13) of everything that readers fetch.
import { createHash, type Hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Revalidated on each use, so that a kill or an edit is visible at once. */
export const REVALIDATE = 'public, max-age=0, must-revalidate';
/** For responses that not every reader may see. */
export const PRIVATE_NO_STORE = 'private, no-store';

const DIGEST_LENGTH = 22;

const shortDigest = (hash: Hash): string => hash.digest('base64url').slice(0, DIGEST_LENGTH);

/** A short digest of a representation: 132 bits, base64url. */
export const digestOf = (content: string | Buffer): string => shortDigest(createHash('sha256').update(content));

/** The ETag of a response whose bytes went into `hash`. */
export const etagOfHash = (hash: Hash): string => `"${shortDigest(hash)}"`;

/** The ETag of a response that changes with every byte of `content`. */
export const strongETag = (content: string | Buffer): string => `"${digestOf(content)}"`;

/** The ETag of a response that is equivalent while `content` is the same. */
export const weakETag = (content: string | Buffer): string => `W/"${digestOf(content)}"`;

/** `type` is JSON by default; `lastModified` is an HTTP date. */
export type CachedResponseOptions = {
  cacheControl: string;
  etag: string;
  vary?: string;
  type?: string;
  lastModified?: string | undefined;
};

/** Last-Modified counts whole seconds, so a second that has just begun can still cover two states. */
const SETTLE_MS = 2_000;

/** `at` as Last-Modified; undefined while another change could get the same second. */
export const lastModifiedOf = (at: Date | null): string | undefined =>
  at === null || Date.now() - at.getTime() < SETTLE_MS ? undefined : at.toUTCString();

/**
 * True if the client has this response already. If-None-Match is compared weakly (13.1.2), and beats
 * If-Modified-Since.
 */
function isNotModified({ headers }: FastifyRequest, etag: string, lastModified: string | undefined): boolean {
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
  const noneMatch = headers['if-none-match'];
  // Only the exact date that we sent counts: the time of the log may go back if the clocks of two machines
  // differ.
  if (noneMatch === undefined) return lastModified !== undefined && headers['if-modified-since'] === lastModified;
  const tags = noneMatch.split(',').map(opaque);
  return tags.includes(opaque(etag)) || tags.includes('*');
}

/** Sends a body with its ETag, or 304 without a body. */
export function sendConditional(
  request: FastifyRequest,
  reply: FastifyReply,
  body: string | Buffer,
  {
    cacheControl,
    etag,
    vary = 'accept, authorization',
    type = 'application/json; charset=utf-8',
    lastModified,
  }: CachedResponseOptions,
): void {
  void reply.header('etag', etag).header('cache-control', cacheControl).header('vary', vary);
  if (lastModified !== undefined) void reply.header('last-modified', lastModified);
  if (isNotModified(request, etag, lastModified)) void reply.status(304).send();
  else void reply.type(type).send(body);
}

/** Sends JSON with a strong ETag, or 304. `etag` replaces the digest if the resource has its own version. */
export function sendJson(
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
  { cacheControl, etag }: { cacheControl: string; etag?: string },
): void {
  const text = JSON.stringify(body);
  sendConditional(request, reply, text, { cacheControl, etag: etag ?? strongETag(text) });
}
