// Reads bylines of a text: "By Jane Doe and John Roe".
import { BYLINE_AGENCIES } from './words/agency.js';
import { anyOf } from './words/any-of.js';
import { BY, DESK_WORDS, NAME_PARTICLES, ROLES, WRITTEN_BY } from './words/byline.js';

const PREFIX = new RegExp(`^(?:${anyOf(WRITTEN_BY)} by|${BY.join('|')})[:\\s]\\s*`, 'i');
const DESK = new RegExp(`\\b${anyOf(DESK_WORDS)}\\b`, 'i');
const ROLE = new RegExp(`\\b${anyOf(ROLES)}s?\\b`, 'i');
const AGENCY = new RegExp(`^${anyOf(BYLINE_AGENCIES)}$`, 'iu');
const NAME_WORD = new RegExp(`^(?:\\p{Lu}[\\p{L}'’.-]*|${NAME_PARTICLES.join('|')})$`, 'u');
/** Separators between names. */
const SEPARATOR = /\s*(?:,|&|\||;|\s(?:and|und|et|y)\s)\s*/iu;

/** True for two to five capitalised words, as in a person's name. */
export function isPersonName(text: string): boolean {
  const words = text.split(/\s+/);
  return (
    text.length <= 60 &&
    words.length >= 2 &&
    words.length <= 5 &&
    /^\p{Lu}/u.test(text) &&
    words.every((word) => NAME_WORD.test(word)) &&
    !/[.!?:]$/.test(text)
  );
}

/** True for the name of a desk or an agency: `WION Web Team`, `PTI`. */
export function isDeskOrAgency(text: string): boolean {
  return (
    text.length <= 60 &&
    !/[.!?:]$/.test(text) &&
    (AGENCY.test(text) ||
      (DESK.test(text) &&
        text.split(/\s+/).length <= 6 &&
        /^\p{Lu}/u.test(text) &&
        !/\s(?:is|are|was|were|has|have|says?|said)\s/i.test(text)))
  );
}

/**
 * The names of a line "By …", without roles and papers: `By Eric Bradner, CNN` is `Eric Bradner`. Null for
 * any other line.
 */
export function readByline(line: string): string | null {
  const prefix = PREFIX.exec(line.slice(0, 40))?.[0];
  if (prefix === undefined || line.length > 160) return null;
  const names = line.slice(prefix.length).trim();
  const parts = names.split(SEPARATOR).filter((part) => part !== '');
  const end = parts.findIndex(
    (part, index) =>
      (index > 0 && (ROLE.test(part) || isDeskOrAgency(part))) || (!isPersonName(part) && !isDeskOrAgency(part)),
  );
  if (end === 0 || parts.length === 0)
    return parts.length === 1 && /^\p{Lu}[\p{L}'’-]{1,30}$/u.test(names) ? names : null;
  if (end < 0) return names;
  const last = parts[end - 1] ?? '';
  return names.slice(0, names.indexOf(last) + last.length);
}
