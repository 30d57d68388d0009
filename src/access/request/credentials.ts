// The credentials of a request. Bearer is sent on purpose; a cookie and Basic are ambient: a browser adds
// them to any request that any page makes it send.
import type { IncomingMessage } from 'node:http';
import { hasSession, tokenOf, type Protocol } from './session-cookie.js';

/** `other` is an Authorization header that is neither Bearer (RFC 6750) nor Basic (RFC 7617). */
export type Credentials =
  { by: 'nothing' } | { by: 'other' } | { by: 'bearer' | 'basic'; secret: string } | { by: 'session'; token: string };

const BASIC = /^Basic\b/i;

/**
 * Session cookies win over Basic, which a browser resends until it is closed. Any other Authorization header
 * wins over the cookie.
 */
export function credentialsOf({ headers }: Pick<IncomingMessage, 'headers'>, protocol: Protocol): Credentials {
  const { authorization = '', cookie } = headers;
  const token = authorization === '' || BASIC.test(authorization) ? tokenOf(cookie, protocol) : null;
  if (token !== null) return { by: 'session', token };
  if (authorization === '') return { by: 'nothing' };
  const [, scheme, credentials] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization) ?? [];
  if (scheme === undefined || credentials === undefined) return { by: 'other' };
  if (scheme.toLowerCase() === 'bearer') return { by: 'bearer', secret: credentials };
  const password = Buffer.from(credentials, 'base64').toString('utf8').split(':').slice(1).join(':');
  return { by: 'basic', secret: password };
}

/** The key or token of the Authorization header; null where there is none. */
export function secretOf({ headers: { authorization } }: Pick<IncomingMessage, 'headers'>): string | null {
  const credentials = credentialsOf({ headers: { authorization } }, 'http');
  return 'secret' in credentials ? credentials.secret : null;
}

/** The ambient credentials of a request, valid or not. */
export function ambientCredentialsOf({
  headers: { authorization = '', cookie },
}: Pick<IncomingMessage, 'headers'>): 'basic' | 'session' | null {
  const isBasic = BASIC.test(authorization);
  if (hasSession(cookie) && (isBasic || authorization === '')) return 'session';
  return isBasic ? 'basic' : null;
}

/** Whether a secret has the form of a JWT (RFC 7519). Keys never do. */
export const looksLikeJwt = (secret: string): boolean => /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(secret);
