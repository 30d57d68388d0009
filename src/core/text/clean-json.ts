// JSON from outside: parsed and cleaned in one step, where it comes and wherever its bytes are read again.
import { DatelineError } from '../errors.js';
import { cleanText, hasControlCharacters } from './clean-text.js';

type JsonContainer = Record<string, unknown>;
type Step = { holder: JsonContainer; name: string; outer: Step | null };

const isContainer = (value: unknown): value is JsonContainer => typeof value === 'object' && value !== null;
/** Nothing but an address: words that begin with one have spaces. */
const ADDRESS = /^https?:\/\/\S*$/i;

/** A member's name keeps a mark where something is taken out of it, so that it never becomes another name. */
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

/** Walks all of it, however deep, and puts clean strings and names in place. */
function clean(root: JsonContainer, addresses: 'refused' | 'cleaned'): void {
  const open: Step[] = [{ holder: root, name: '', outer: null }];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { holder } = step;
    for (const name of Object.keys(holder)) {
      const value = holder[name];
      if (addresses === 'refused' && typeof value === 'string' && ADDRESS.test(value) && hasControlCharacters(value)) refuse(pathOf(step, cleanKey(name)));
      const [key, put] = [cleanKey(name), typeof value === 'string' ? cleanText(value) : value];
      if (key !== name) delete holder[name];
      if (key !== name || put !== value) Object.defineProperty(holder, key, { value: put, writable: true, enumerable: true, configurable: true });
      if (isContainer(put)) open.push({ holder: put, name: key, outer: step });
    }
  }
}

/** The value with every string and every name in it by the text rule; an object is changed in place. */
export function cleanJson<T>(value: T): T {
  if (typeof value === 'string') return cleanText(value) as T & string;
  if (isContainer(value)) clean(value, 'cleaned');
  return value;
}

/** What a body said, by the text rule. Throws `invalid_field` naming an address that holds control characters. */
export function cleanRequestBody(body: unknown): unknown {
  if (typeof body === 'string') return cleanText(body);
  if (isContainer(body)) clean(body, 'refused');
  return body;
}

/** A body's text, read again as it was read when it came. Throws SyntaxError, and as `cleanBody`. */
export const parseRequestBody = (text: string): unknown => cleanRequestBody(JSON.parse(text.replace(/^\ufeff/, '')));
