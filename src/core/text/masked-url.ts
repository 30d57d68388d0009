// URLs for display and logs, without secrets: user and password, query values, and path segments that look
// like tokens.

const MASK = '***';
/** A path segment that looks like a token: at least 20 characters, with letters and digits. */
const TOKEN = /^(?=[^/]*\d)(?=[^/]*[a-z])[\w~+=-]{20,}$/i;
/** Not a token: words with hyphens, or a UUID. */
const WORDS_OR_UUID =
  /^[a-z0-9]{1,15}(?:[-_][a-z0-9]{1,15})+(?:\.\w{1,5})?$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A URL in running text or JSON, where a quote or a backslash ends it. */
const URL_IN_TEXT = /\b([a-z][a-z0-9+.-]{1,20}):\/\/[^\s"'<>\\`“”]+/gi;

const maskSegment = (part: string): string => (TOKEN.test(part) && !WORDS_OR_UUID.test(part) ? MASK : part);

/** The URL without its secrets. Other text is returned unchanged. */
export function maskUrl(url: string): string {
  const [, scheme, authority = '', path = '', query] =
    /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)([^?#]*)(?:\?([^#]*))?/i.exec(url) ?? [];
  if (scheme === undefined) return url;
  const at = authority.lastIndexOf('@');
  const values = query
    ?.split('&')
    .map((pair) => (pair.includes('=') ? `${pair.slice(0, pair.indexOf('='))}=${MASK}` : maskSegment(pair)))
    .join('&');
  return `${scheme}${at < 0 ? '' : `${MASK}@`}${authority.slice(at + 1)}${path.split('/').map(maskSegment).join('/')}${values === undefined ? '' : `?${values}`}`;
}

/** The text with each URL masked. */
export const maskUrlsInText = (text: string): string =>
  text.includes('://') ? text.replace(URL_IN_TEXT, (url) => maskUrl(url)) : text;

/** The JSON value with each URL in its strings masked. */
export function maskUrlsInJson<T>(value: T): T {
  if (typeof value === 'string') return maskUrlsInText(value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => maskUrlsInJson(one)) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, maskUrlsInJson(one as unknown)])) as T;
}
