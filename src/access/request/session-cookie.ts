// The cookie of a session (RFC 6265bis). Over HTTPS its name begins with __Host-, which browsers take from this host alone, with
// Secure and for every path; the plain name is not read there, so that nobody can plant a session over HTTP.
import { parseCookie, stringifySetCookie } from 'cookie';

export type Protocol = 'http' | 'https';

const NAMES: Record<Protocol, string> = { http: 'dateline-session', https: '__Host-dateline-session' };
const TOKEN = /^[\w-]{43}$/;

/** The session's token; null where the cookies hold none. */
export function tokenOf(cookies: string | undefined, protocol: Protocol): string | null {
  const token = cookies === undefined ? undefined : parseCookie(cookies)[NAMES[protocol]];
  return token !== undefined && TOKEN.test(token) ? token : null;
}

/** True where the cookies hold a session under either name, good or not. */
export function hasSession(cookies: string | undefined): boolean {
  if (cookies === undefined) return false;
  const parsed = parseCookie(cookies);
  return Object.values(NAMES).some((name) => parsed[name] !== undefined);
}

/** `Set-Cookie` that hands out a token, until the browser is closed; null takes it back. */
export const sessionCookie = (token: string | null, protocol: Protocol): string =>
  stringifySetCookie({ name: NAMES[protocol], value: token ?? '', path: '/', httpOnly: true, sameSite: 'strict', secure: protocol === 'https', ...(token === null ? { maxAge: 0 } : {}) });
