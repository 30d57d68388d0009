// What this Dateline calls itself in its answers. What a request says of its host is believed only where PUBLIC_URL lists it: anybody
// can say any host, and a cache would give the answer to others.
import type { FastifyRequest } from 'fastify';
import type { Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';

/** `base` is an origin, with the path of PUBLIC_URL where it has one, without a slash at the end. `vary` names the headers that it depends on. */
export type BaseUrl = { base: string; vary: string | null };

const HOST_HEADERS = 'host, x-forwarded-host';

/** The address by PUBLIC_URL: the one on the list whose host was asked, else the first; null where none is set. */
export function publicBaseUrl(request: Pick<FastifyRequest, 'host' | 'headers'>, { publicUrls }: Pick<Settings, 'publicUrls'>): BaseUrl | null {
  const [canonical] = publicUrls;
  if (canonical === undefined) return null;
  if (publicUrls.length === 1) return { base: canonical, vary: null };
  // What Fastify takes from X-Forwarded-Host it takes from proxies alone that TRUST_PROXY names.
  const asked = [request.headers.host, request.host];
  const found = publicUrls.find((url) => asked.includes(new URL(url).host));
  return { base: found ?? canonical, vary: HOST_HEADERS };
}

/** The address as the request names it: for an answer that no cache may keep. Throws `bad_request` on what is no host. */
export function requestBaseUrl({ host, protocol }: Pick<FastifyRequest, 'host' | 'protocol'>): BaseUrl {
  const scheme = protocol === 'https' ? 'https' : 'http';
  const text = `${scheme}://${host}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  // A default port that was said goes; anything else that a URL would read otherwise is no host.
  if (url === null || (url.host !== host.toLowerCase() && `${url.host}:${scheme === 'https' ? 443 : 80}` !== host)) throw new DatelineError('bad_request', 'The header Host names no host.');
  return { base: url.origin, vary: HOST_HEADERS };
}
