import { createParamDecorator, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DatelineError } from '../../core/errors.js';
import { KeyHolders, type Held } from './key-authenticator.js';
import type { Principal, Scope } from '../key/key-ring.js';

const NEEDS = 'dateline:scope';
const helds = new WeakMap<FastifyRequest, Held>();

/** Needs a key of this scope: as `Authorization: Bearer <key>` (RFC 6750), by a session, or as Basic's password where that is taken. */
export const NeedsScope = (scope: Scope): MethodDecorator & ClassDecorator => SetMetadata(NEEDS, scope);

/** By what the request came, and who holds that; only on routes that need a scope. */
export function heldBy(request: FastifyRequest): Held {
  const held = helds.get(request);
  if (held === undefined) throw new DatelineError('unauthorized', 'No key was sent.');
  return held;
}

/** Who holds the request's key; only on routes that need a scope. */
export const Holder = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  return heldBy(context.switchToHttp().getRequest<FastifyRequest>()).holder;
});

@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly holders: KeyHolders,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(NEEDS, [context.getHandler(), context.getClass()]);
    if (scope === undefined) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const held = await this.holders.of(request);
    if (held === null) throw new DatelineError('unauthorized', 'Send a key as "Authorization: Bearer <key>".');
    if (!held.holder.scopes.has(scope)) throw new DatelineError('forbidden', `The key lacks the scope "${scope}".`);
    helds.set(request, held);
    return true;
  }
}
