import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** `type` is JSON unless said; `lastModified` is as HTTP writes dates. */
export type Caching = { cacheControl: string; etag: string; vary?: string; type?: string; lastModified?: string | undefined };

/** A second that is not long past may see another change, which its name could not tell from the one before. */
const SETTLED_MS = 2_000;

/** The time as `Last-Modified` has it; none while it could still mean two states. */
export const settled = (at: Date | null): string | undefined => (at === null || Date.now() - at.getTime() < SETTLED_MS ? undefined : at.toUTCString());

/**
 * Sends bytes with their ETag, or 304 where the reader has them (RFC 9110, 13.1.2: compared weakly). `Last-Modified` is asked for
 * where no ETag is, and only as it was given: a log whose clocks differ may go back in time.
 */
export function sendEncoded(request: FastifyRequest, reply: FastifyReply, body: string | Buffer, { cacheControl, etag, vary = 'accept, authorization', type = 'application/json; charset=utf-8', lastModified }: Caching): void {
  void reply.header('etag', etag).header('cache-control', cacheControl).header('vary', vary);
  if (lastModified !== undefined) void reply.header('last-modified', lastModified);
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
  const asked = request.headers['if-none-match'];
  const known = (asked ?? '').split(',').map(opaque);
  const since = asked === undefined && lastModified !== undefined && request.headers['if-modified-since'] === lastModified;
  if (since || known.includes(opaque(etag)) || known.includes('*')) void reply.status(304).send();
  else void reply.type(type).send(body);
}

/**
 * Sends JSON with a strong ETag of its bytes, or 304 where the reader has them.
 * `etag` replaces the digest where the resource has a version of its own.
 */
export function sendCacheable(request: FastifyRequest, reply: FastifyReply, body: unknown, { cacheControl, etag }: { cacheControl: string; etag?: string }): void {
  const text = JSON.stringify(body);
  sendEncoded(request, reply, text, { cacheControl, etag: etag ?? `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` });
}
