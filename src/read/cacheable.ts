import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Sends JSON with a strong ETag of its bytes, or 304 where the reader has them (RFC 9110, 13.1.2).
 * `etag` replaces the digest where the resource has a version of its own.
 */
export function sendCacheable(request: FastifyRequest, reply: FastifyReply, body: unknown, { cacheControl, etag }: { cacheControl: string; etag?: string }): void {
  const text = JSON.stringify(body);
  const tag = etag ?? `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  void reply.header('etag', tag).header('cache-control', cacheControl).header('vary', 'accept, authorization');
  const known = (request.headers['if-none-match'] ?? '').split(',').map((candidate) => candidate.trim().replace(/^W\//, ''));
  if (known.includes(tag) || known.includes('*')) void reply.status(304).send();
  else void reply.type('application/json; charset=utf-8').send(text);
}
