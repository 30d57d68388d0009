// The base URL in responses. A request's Host is trusted only where PUBLIC_URL lists it: a client can send
// any host, and a cache would serve the response to others.
import type { FastifyRequest } from 'fastify';
import type { Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import { isUrl } from '../../core/text/is-url.js';

/**
 * `base`: an origin, with the path of PUBLIC_URL if any, without a trailing slash. `vary`: the headers that
 * it depends on.
 */
export type BaseUrl = { base: string; vary: string | null };

const HOST_HEADERS = 'host, x-forwarded-host';

/** The PUBLIC_URL with the requested host, else the first; null where none is set. */
export function publicBaseUrl(
  request: Pick<FastifyRequest, 'host' | 'headers'>,
  { publicUrls }: Pick<Settings, 'publicUrls'>,
): BaseUrl | null {
  const [canonical] = publicUrls;
  if (canonical === undefined) return null;
  if (publicUrls.length === 1) return { base: canonical, vary: null };
  // `request.host` is X-Forwarded-Host where a proxy of TRUST_PROXY sent it.
  const requested = [request.headers.host, request.host];
  const found = publicUrls.find((url) => requested.includes(new URL(url).host));
  return { base: found ?? canonical, vary: HOST_HEADERS };
}

/**
 * The base URL with the request's host, for a response that no cache may store. Throws `bad_request` where
 * Host is malformed.
 */
export function requestBaseUrl({ host, protocol }: Pick<FastifyRequest, 'host' | 'protocol'>): BaseUrl {
  const scheme = protocol === 'https' ? 'https' : 'http';
  const text = `${scheme}://${host}`;
  const url = isUrl(text) ? new URL(text) : null;
  // URL drops a default port. Any other difference means that Host is not a plain host.
  const isHost =
    url !== null && (url.host === host.toLowerCase() || `${url.host}:${scheme === 'https' ? 443 : 80}` === host);
  if (!isHost) throw new DatelineError('bad_request', 'The header Host must be a host name, with a port if needed.');
  return { base: url.origin, vary: HOST_HEADERS };
}
