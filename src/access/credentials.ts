// What a request proves itself by. Bearer is sent on purpose; a cookie and Basic are ambient: a browser adds them to whatever any page
// makes it send.
import type { IncomingMessage } from 'node:http';
import { hasSession, tokenOf, type Protocol } from './session/session-cookie.js';

/** `other` is an Authorization header that is neither Bearer (RFC 6750) nor Basic (RFC 7617). */
export type Credentials = { by: 'nothing' } | { by: 'other' } | { by: 'bearer' | 'basic'; secret: string } | { by: 'session'; token: string };

/** An Authorization header goes before a cookie. */
export function credentialsOf({ headers }: Pick<IncomingMessage, 'headers'>, protocol: Protocol): Credentials {
  const { authorization = '', cookie } = headers;
  if (authorization === '') {
    const token = tokenOf(cookie, protocol);
    return token === null ? { by: 'nothing' } : { by: 'session', token };
  }
  const [, scheme, credentials] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization) ?? [];
  if (scheme === undefined || credentials === undefined) return { by: 'other' };
  if (scheme.toLowerCase() === 'bearer') return { by: 'bearer', secret: credentials };
  return { by: 'basic', secret: Buffer.from(credentials, 'base64').toString('utf8').split(':').slice(1).join(':') };
}

/** The key or token of an Authorization header; null where there is none. */
export function secretOf({ headers }: Pick<IncomingMessage, 'headers'>): string | null {
  const credentials = credentialsOf({ headers }, 'http');
  return 'secret' in credentials ? credentials.secret : null;
}

/** What a browser may have added to the request, good or not: Basic, or a session's cookie where no Authorization goes before it. */
export function ambientOf({ headers }: Pick<IncomingMessage, 'headers'>): 'basic' | 'session' | null {
  const { authorization = '', cookie } = headers;
  if (/^Basic\b/i.test(authorization)) return 'basic';
  return authorization === '' && hasSession(cookie) ? 'session' : null;
}
