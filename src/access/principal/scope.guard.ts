import { createParamDecorator, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DatelineError } from '../../core/errors.js';
import { KeyAuthenticator, type Authentication } from './key-authenticator.js';
import type { Principal, Scope } from '../key/key-ring.js';

const SCOPE_METADATA = 'dateline:scope';
const authentications = new WeakMap<FastifyRequest, Authentication>();

/** Needs a key of this scope: as `Authorization: Bearer <key>` (RFC 6750), by a session, or as Basic's password where that is taken. */
export const NeedsScope = (scope: Scope): MethodDecorator & ClassDecorator => SetMetadata(SCOPE_METADATA, scope);

/** By what the request came, and who holds that; only on routes that need a scope. */
export function authenticationOf(request: FastifyRequest): Authentication {
  const held = authentications.get(request);
  if (held === undefined) throw new DatelineError('unauthorized', 'No key was sent.');
  return held;
}

/** Who holds the request's key; only on routes that need a scope. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  return authenticationOf(context.switchToHttp().getRequest<FastifyRequest>()).principal;
});

@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly holders: KeyAuthenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(SCOPE_METADATA, [context.getHandler(), context.getClass()]);
    if (scope === undefined) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const held = await this.holders.authenticate(request);
    if (held === null) throw new DatelineError('unauthorized', 'Send a key as "Authorization: Bearer <key>".');
    if (!held.principal.scopes.has(scope)) throw new DatelineError('forbidden', `The key lacks the scope "${scope}".`);
    authentications.set(request, held);
    return true;
  }
}
