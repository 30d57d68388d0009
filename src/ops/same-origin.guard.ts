import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DatelineError } from '../core/errors.js';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * True where a request that changes something comes from a page of ours, or from no page at all. A browser that was given a key sends
 * it with whatever another site makes it send; but it says from where (Fetch Metadata, and Origin, which all send with a POST).
 */
export function isOurs({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  if (READS.has(method)) return true;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}

/** Refuses what another site makes an operator's browser do. */
@Injectable()
export class SameOriginGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (isOurs(context.switchToHttp().getRequest<FastifyRequest>())) return true;
    throw new DatelineError('forbidden', 'This was asked for by a page of another site.');
  }
}
