// CORS where the CORS plugin does not reach: sockets and event streams.
import type { Settings } from '../../config.js';
import { isUrl } from '../../core/text/is-url.js';

type OriginSettings = Pick<Settings, 'corsOrigins' | 'publicUrls'>;

/**
 * Whether pages of this origin may open a socket: browsers apply no CORS to WebSockets. Programs send no
 * Origin.
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  { corsOrigins, publicUrls }: OriginSettings,
): boolean {
  if (corsOrigins === '*' || origin === undefined || corsOrigins.includes(origin)) return true;
  if (publicUrls.some((url) => new URL(url).origin === origin)) return true;
  return isUrl(origin) && new URL(origin).host === host;
}

/** CORS headers of an event stream, which is written to the raw response. */
export function streamCorsHeaders(
  origin: string | undefined,
  { corsOrigins }: Pick<Settings, 'corsOrigins'>,
): Record<string, string> {
  if (corsOrigins === '*') return { 'access-control-allow-origin': '*' };
  const vary = { vary: 'accept, origin' };
  return origin !== undefined && corsOrigins.includes(origin)
    ? { ...vary, 'access-control-allow-origin': origin }
    : vary;
}
