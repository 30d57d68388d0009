// Parses and cleans JSON from outside: on arrival, and whenever stored bytes are read again.
import { DatelineError } from '../errors.js';
import { cleanText, hasControlCharacters } from './clean-text.js';

type JsonContainer = Record<string, unknown>;
/** A container still to be cleaned, with its path. */
type Step = { holder: JsonContainer; name: string; outer: Step | null };

const isContainer = (value: unknown): value is JsonContainer => typeof value === 'object' && value !== null;
/** A whole string that is a URL: text that only begins with one has spaces. */
const WHOLE_URL = /^https?:\/\/\S*$/i;

/** Replaces what cleaning would remove from a member's name, so that it never becomes another name. */
const cleanKey = (key: string): string => (cleanText(key) === key ? key : key.replace(/[^\x20-\x7e]/g, '\ufffd'));

function pathOf(step: Step | null, name: string): string {
  const names = [name];
  for (let at = step; at !== null && at.outer !== null; at = at.outer) names.unshift(at.name);
  return names.join('.');
}

function refuse(field: string): never {
  const reason = 'must not hold control characters';
  throw new DatelineError('invalid_field', `${field} ${reason}`, { errors: [{ field, reason }] });
}

/** Cleans all strings and names in place. Iterative: depth is not limited by the stack. */
function clean(root: JsonContainer, urls: 'refuse' | 'clean'): void {
  const pending: Step[] = [{ holder: root, name: '', outer: null }];
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    const { holder } = step;
    for (const name of Object.keys(holder)) {
      const value = holder[name];
      if (urls === 'refuse' && typeof value === 'string' && WHOLE_URL.test(value) && hasControlCharacters(value))
        refuse(pathOf(step, cleanKey(name)));
      const [key, cleaned] = [cleanKey(name), typeof value === 'string' ? cleanText(value) : value];
      if (key !== name) delete holder[name];
      if (key !== name || cleaned !== value)
        Object.defineProperty(holder, key, { value: cleaned, writable: true, enumerable: true, configurable: true });
      if (isContainer(cleaned)) pending.push({ holder: cleaned, name: key, outer: step });
    }
  }
}

/** The value with every string and name cleaned (see clean-text.ts); an object is changed in place. */
export function cleanJson<T>(value: T): T {
  if (typeof value === 'string') return cleanText(value) as T & string;
  if (isContainer(value)) clean(value, 'clean');
  return value;
}

/** A request body, cleaned. Throws `invalid_field` for a URL with control characters. */
export function cleanRequestBody(body: unknown): unknown {
  if (typeof body === 'string') return cleanText(body);
  if (isContainer(body)) clean(body, 'refuse');
  return body;
}

/** Parses and cleans a request body. Throws SyntaxError, and as `cleanRequestBody`. */
export const parseRequestBody = (text: string): unknown => cleanRequestBody(JSON.parse(text.replace(/^\ufeff/, '')));
