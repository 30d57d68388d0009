// Addresses as they are shown and logged. The secret of an address is in its user and password, in the values of its query, or in a
// part of its path that nobody could guess; what is left still says which address it is.

const MASK = '***';
/** A part of a path that is no words: long, of letters and digits without a break. */
const TOKEN = /^(?=[^/]*\d)(?=[^/]*[a-z])[\w~+=-]{20,}$/i;
const WORDS = /^[a-z0-9]{1,15}(?:[-_][a-z0-9]{1,15})+(?:\.\w{1,5})?$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** An address in running text, or in JSON, where a quote or a backslash ends it. */
const IN_TEXT = /\b([a-z][a-z0-9+.-]{1,20}):\/\/[^\s"'<>\\`“”]+/gi;

const masked = (part: string): string => (TOKEN.test(part) && !WORDS.test(part) ? MASK : part);

/** The address without its secrets. What is no address comes back as it is. */
export function maskUrl(address: string): string {
  const [, scheme, authority = '', path = '', query] = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)([^?#]*)(?:\?([^#]*))?/i.exec(address) ?? [];
  if (scheme === undefined) return address;
  const at = authority.lastIndexOf('@');
  const values = query?.split('&').map((pair) => (pair.includes('=') ? `${pair.slice(0, pair.indexOf('='))}=${MASK}` : masked(pair))).join('&');
  return `${scheme}${at < 0 ? '' : `${MASK}@`}${authority.slice(at + 1)}${path.split('/').map(masked).join('/')}${values === undefined ? '' : `?${values}`}`;
}

/** The same of each address in a text. */
export const maskUrlsInText = (text: string): string => (text.includes('://') ? text.replace(IN_TEXT, (address) => maskUrl(address)) : text);

/** The same of each text in a value of JSON. */
export function maskUrlsInJson<T>(value: T): T {
  if (typeof value === 'string') return maskUrlsInText(value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => maskUrlsInJson(one)) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, maskUrlsInJson(one as unknown)])) as T;
}
