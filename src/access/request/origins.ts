import type { Settings } from '../../config.js';

/** Whether pages of this origin may open a socket here: browsers hold sockets to no CORS. What sends no Origin is no page. */
export function isAllowedOrigin(origin: string | undefined, host: string | undefined, { corsOrigins, publicUrls }: Pick<Settings, 'corsOrigins' | 'publicUrls'>): boolean {
  if (corsOrigins === '*' || origin === undefined || corsOrigins.includes(origin)) return true;
  if (publicUrls.some((url) => new URL(url).origin === origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** What a stream, which is written by hand, says of who may read it. */
export function streamCorsHeaders(origin: string | undefined, { corsOrigins }: Pick<Settings, 'corsOrigins'>): Record<string, string> {
  if (corsOrigins === '*') return { 'access-control-allow-origin': '*' };
  const vary = { vary: 'accept, origin' };
  return origin !== undefined && corsOrigins.includes(origin) ? { ...vary, 'access-control-allow-origin': origin } : vary;
}
