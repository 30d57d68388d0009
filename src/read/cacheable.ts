import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

export type Caching = { cacheControl: string; etag: string; vary?: string };

/** Sends bytes of JSON with their ETag, or 304 where the reader has them (RFC 9110, 13.1.2: compared weakly). */
export function sendEncoded(request: FastifyRequest, reply: FastifyReply, body: string | Buffer, { cacheControl, etag, vary = 'accept, authorization' }: Caching): void {
  void reply.header('etag', etag).header('cache-control', cacheControl).header('vary', vary);
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
  const known = (request.headers['if-none-match'] ?? '').split(',').map(opaque);
  if (known.includes(opaque(etag)) || known.includes('*')) void reply.status(304).send();
  else void reply.type('application/json; charset=utf-8').send(body);
}

/**
 * Sends JSON with a strong ETag of its bytes, or 304 where the reader has them.
 * `etag` replaces the digest where the resource has a version of its own.
 */
export function sendCacheable(request: FastifyRequest, reply: FastifyReply, body: unknown, { cacheControl, etag }: { cacheControl: string; etag?: string }): void {
  const text = JSON.stringify(body);
  sendEncoded(request, reply, text, { cacheControl, etag: etag ?? `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` });
}
