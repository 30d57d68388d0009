import { createParamDecorator, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DatelineError } from '../core/errors.js';
import { KeyRing, type Principal, type Scope } from './key-ring.js';

const NEEDS = 'dateline:scope';
const principals = new WeakMap<FastifyRequest, Principal>();

/** Needs a key of this scope, as `Authorization: Bearer <key>` (RFC 6750) or as the password of Basic (RFC 7617) for browsers. */
export const NeedsScope = (scope: Scope): MethodDecorator & ClassDecorator => SetMetadata(NEEDS, scope);

/** Who holds the request's key; only on routes that need a scope. */
export const Holder = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const principal = principals.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (principal === undefined) throw new DatelineError('unauthorized', 'No key was sent.');
  return principal;
});

/** The key of an Authorization header; null where there is none. */
export function keyOfHeader(header: string | undefined): string | null {
  const [, scheme, credentials] = /^(Bearer|Basic) +(\S+)$/i.exec(header ?? '') ?? [];
  if (scheme === undefined || credentials === undefined) return null;
  if (scheme.toLowerCase() === 'bearer') return credentials;
  return Buffer.from(credentials, 'base64').toString('utf8').split(':').slice(1).join(':');
}

/** The holder of the header's key where there is one and it is good; null where no key was sent. Throws `unauthorized` on a bad one. */
export async function holderOf(header: string | undefined, keyRing: KeyRing): Promise<Principal | null> {
  const key = keyOfHeader(header);
  if (key === null) {
    if (header !== undefined && header !== '') throw new DatelineError('unauthorized', 'Send the key as "Authorization: Bearer <key>".');
    return null;
  }
  const principal = await keyRing.principal(key);
  if (principal === null) throw new DatelineError('unauthorized', 'The key is unknown, revoked or expired.');
  return principal;
}

@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keyRing: KeyRing,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(NEEDS, [context.getHandler(), context.getClass()]);
    if (scope === undefined) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const principal = await holderOf(request.headers.authorization, this.keyRing);
    if (principal === null) {
      if (scope === 'ops') void http.getResponse<FastifyReply>().header('www-authenticate', 'Basic realm="Dateline", charset="UTF-8"');
      throw new DatelineError('unauthorized', 'Send a key as "Authorization: Bearer <key>".');
    }
    if (!principal.scopes.has(scope)) throw new DatelineError('forbidden', `The key lacks the scope "${scope}".`);
    principals.set(request, principal);
    return true;
  }
}
