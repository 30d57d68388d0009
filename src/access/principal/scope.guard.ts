import { createParamDecorator, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DatelineError } from '../../core/errors.js';
import type { Principal, Scope } from '../key/key-ring.js';
import { KeyAuthenticator, type Authentication } from './key-authenticator.js';

const SCOPE_METADATA = 'dateline:scope';
const authentications = new WeakMap<FastifyRequest, Authentication>();

/**
 * Requires a key with this scope: as a Bearer token (RFC 6750), by a session, or as Basic's password where
 * that is allowed.
 */
export const NeedsScope = (scope: Scope): MethodDecorator & ClassDecorator => SetMetadata(SCOPE_METADATA, scope);

/** The verified credentials of a request; only on routes with NeedsScope. */
export function authenticationOf(request: FastifyRequest): Authentication {
  const authentication = authentications.get(request);
  if (authentication === undefined) throw new DatelineError('unauthorized', 'No key was sent.');
  return authentication;
}

/** Parameter decorator: the holder of the request's key; only on routes with NeedsScope. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  return authenticationOf(context.switchToHttp().getRequest<FastifyRequest>()).principal;
});

@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: KeyAuthenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(SCOPE_METADATA, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (scope === undefined) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const authentication = await this.keys.authenticate(request);
    if (authentication === null)
      throw new DatelineError('unauthorized', 'Send a key as "Authorization: Bearer <key>".');
    if (!authentication.principal.scopes.has(scope))
      throw new DatelineError('forbidden', `The key lacks the scope "${scope}".`);
    authentications.set(request, authentication);
    return true;
  }
}
