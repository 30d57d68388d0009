import { hasControlCharacters } from './clean-text.js';
import { isUrl } from './is-url.js';

/** In characters: as written, and percent-encoded, where one character may take nine. */
export const MAX_URL_LENGTH = { written: 2048, encoded: 8192 };

/**
 * The URL as it is stored: parsed and serialised. Null unless it is http or https, or with control
 * characters, tabs or line ends.
 */
export function cleanUrl(url: string): string | null {
  const trimmed = url.trim();
  if (hasControlCharacters(trimmed) || /[\t\r\n\v\f\u0085\u2028\u2029]/.test(trimmed) || !isUrl(trimmed)) return null;
  const { protocol, href } = new URL(trimmed);
  return (protocol === 'http:' || protocol === 'https:') && href.length <= MAX_URL_LENGTH.encoded ? href : null;
}
