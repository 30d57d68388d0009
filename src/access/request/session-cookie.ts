// The session cookie (RFC 6265bis). Over HTTPS its name has the prefix __Host-: browsers accept it from this
// host only, with Secure and Path=/. The plain name is ignored there, so that nobody can plant a session over
// HTTP.
import { parseCookie, stringifySetCookie } from 'cookie';

export type Protocol = 'http' | 'https';

const NAMES: Record<Protocol, string> = { http: 'dateline-session', https: '__Host-dateline-session' };
const TOKEN = /^[\w-]{43}$/;

/** The session token of a Cookie header; null where it has none. */
export function tokenOf(cookies: string | undefined, protocol: Protocol): string | null {
  const token = cookies === undefined ? undefined : parseCookie(cookies)[NAMES[protocol]];
  return token !== undefined && TOKEN.test(token) ? token : null;
}

/** Whether a Cookie header has a session under either name, valid or not. */
export function hasSession(cookies: string | undefined): boolean {
  if (cookies === undefined) return false;
  const parsed = parseCookie(cookies);
  return Object.values(NAMES).some((name) => parsed[name] !== undefined);
}

/** A `Set-Cookie` value with the token, until the browser is closed; null clears the cookie. */
export const sessionCookie = (token: string | null, protocol: Protocol): string =>
  stringifySetCookie({
    name: NAMES[protocol],
    value: token ?? '',
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: protocol === 'https',
    ...(token === null ? { maxAge: 0 } : {}),
  });
