// Which media types and how many bytes a route accepts as its body.
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { DatelineError } from '../../core/errors.js';

const MB = 1024 * 1024;
/** Bytes of a body, unless its route accepts more. */
export const BODY_LIMIT = 2 * MB;
/** Bytes of a form: sign-ins and the operator's buttons. */
export const FORM_LIMIT = 4096;
export const FORM_TYPE = 'application/x-www-form-urlencoded';
/** Routes that accept forms. */
const FORM_ROUTES = /^\/(ops|console)\//;
const DEFAULT_TYPES = ['application/json'];

/**
 * `types`: media types, or structured suffixes such as `+json` (RFC 6839). `limits`: bytes, where a type may
 * exceed BODY_LIMIT.
 */
export type BodyRules = { types: readonly string[]; limits?: Readonly<Record<string, number>> };

declare module 'fastify' {
  interface FastifyContextConfig {
    body?: BodyRules;
  }
}

/** Declares what a route accepts as its body; routes under /v1 without this accept JSON. */
export const AcceptsBody = (body: BodyRules): MethodDecorator => RouteConfig({ body });

/** What the route declares by `AcceptsBody`. */
export const bodyRulesOf = ({ routeOptions }: FastifyRequest): BodyRules | undefined => routeOptions.config?.body;

/**
 * The media type of a Content-Type header, in lower case and without parameters; empty where there is none.
 */
const mediaTypeOf = (contentType: string | undefined): string =>
  (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** Media types the route accepts; null where nothing declares them. */
export function acceptedTypes(request: FastifyRequest): readonly string[] | null {
  const { url = '' } = request.routeOptions;
  return bodyRulesOf(request)?.types ?? (url.startsWith('/v1/') ? DEFAULT_TYPES : null);
}

/** Whether the route declares that it accepts the request's media type. */
export function acceptsType(request: FastifyRequest): boolean {
  const type = mediaTypeOf(request.headers['content-type']);
  return (
    acceptedTypes(request)?.some((accepted) =>
      accepted.startsWith('+') ? type.endsWith(accepted) : type === accepted,
    ) === true
  );
}

export const acceptsForms = ({ routeOptions }: FastifyRequest): boolean => FORM_ROUTES.test(routeOptions.url ?? '');

/** How many bytes the request's body may have. */
export function bodyLimitOf(request: FastifyRequest): number {
  const type = mediaTypeOf(request.headers['content-type']);
  return type === FORM_TYPE ? FORM_LIMIT : (bodyRulesOf(request)?.limits?.[type] ?? BODY_LIMIT);
}

/** `too_large`, with the limit of this route and type. */
export function bodyTooLarge(request: FastifyRequest): DatelineError {
  const limit = bodyLimitOf(request);
  return new DatelineError(
    'too_large',
    `The body is larger than the ${limit < MB ? `${limit / 1024} KB` : `${limit / MB} MB`} that this address accepts.`,
  );
}

const inWords = (types: readonly string[]): string =>
  types.length === 1 ? (types[0] ?? '') : `${types.slice(0, -1).join(', ')} or ${types.at(-1) ?? ''}`;

/** `unsupported_type`, with the types that the route accepts. */
export function unsupportedType(request: FastifyRequest): DatelineError {
  const type = mediaTypeOf(request.headers['content-type']);
  const accepted = acceptedTypes(request) ?? DEFAULT_TYPES;
  const what =
    type === '' ? 'The body has no Content-Type.' : `This address does not accept the type ${type.slice(0, 100)}.`;
  // curl sends a form where no type is given.
  const hint = type === '' || type === FORM_TYPE ? ` With curl: -H "Content-Type: ${accepted[0] ?? ''}".` : '';
  return new DatelineError(
    'unsupported_type',
    `${what} Send ${inWords(accepted)}, and name it in the header Content-Type.${hint}`,
  );
}
