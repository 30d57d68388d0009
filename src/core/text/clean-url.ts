import { hasControlCharacters } from './clean-text.js';

/** As it is written, and percent-encoded, which may take nine characters for one. */
export const MAX_URL_LENGTH = { written: 2048, encoded: 8192 };

/** The address as it is kept, parsed and written anew; null for what is no address of the web, or holds controls, tabs or line ends. */
export function cleanUrl(address: string): string | null {
  const trimmed = address.trim();
  if (hasControlCharacters(trimmed) || /[\t\r\n\v\f\u0085\u2028\u2029]/.test(trimmed) || !URL.canParse(trimmed)) return null;
  const { protocol, href } = new URL(trimmed);
  return (protocol === 'http:' || protocol === 'https:') && href.length <= MAX_URL_LENGTH.encoded ? href : null;
}
