// What a request proves itself by. Bearer is sent on purpose; a cookie and Basic are ambient: a browser adds them to whatever any page
// makes it send.
import type { IncomingMessage } from 'node:http';
import { hasSession, tokenOf, type Protocol } from './session-cookie.js';

/** `other` is an Authorization header that is neither Bearer (RFC 6750) nor Basic (RFC 7617). */
export type Credentials = { by: 'nothing' } | { by: 'other' } | { by: 'bearer' | 'basic'; secret: string } | { by: 'session'; token: string };

const BASIC = /^Basic\b/i;

/** A session's cookie goes before Basic: a browser that was once given a password sends it for as long as it runs. All else goes before the cookie. */
export function credentialsOf({ headers }: Pick<IncomingMessage, 'headers'>, protocol: Protocol): Credentials {
  const { authorization = '', cookie } = headers;
  const token = authorization === '' || BASIC.test(authorization) ? tokenOf(cookie, protocol) : null;
  if (token !== null) return { by: 'session', token };
  if (authorization === '') return { by: 'nothing' };
  const [, scheme, credentials] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization) ?? [];
  if (scheme === undefined || credentials === undefined) return { by: 'other' };
  if (scheme.toLowerCase() === 'bearer') return { by: 'bearer', secret: credentials };
  return { by: 'basic', secret: Buffer.from(credentials, 'base64').toString('utf8').split(':').slice(1).join(':') };
}

/** The key or token of an Authorization header; null where there is none. */
export function secretOf({ headers: { authorization } }: Pick<IncomingMessage, 'headers'>): string | null {
  const credentials = credentialsOf({ headers: { authorization } }, 'http');
  return 'secret' in credentials ? credentials.secret : null;
}

/** What a browser may have added to the request, good or not. */
export function ambientCredentialsOf({ headers: { authorization = '', cookie } }: Pick<IncomingMessage, 'headers'>): 'basic' | 'session' | null {
  const isBasic = BASIC.test(authorization);
  if (hasSession(cookie) && (isBasic || authorization === '')) return 'session';
  return isBasic ? 'basic' : null;
}

/** Whether a secret has the form of a JWT (RFC 7519), and so is no key. */
export const looksLikeJwt = (secret: string): boolean => /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(secret);
