// JSON as it goes into the tables and comes out of them. Invariant: nothing that Postgres can't take apart again is written.
import { cleanJson } from '../../core/text/json-text.js';

/** Escapes of NUL and of half a surrogate pair; an escaped backslash before one makes it plain text, so a hit is only a suspicion. */
const SUSPECT = /\\u(?:0000|d[89a-f])/i;

/** On what was read though Postgres can't take it apart. */
const UNREADABLE = Symbol('unreadable');

function holdsUnreadable(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one === 'string' && (one.includes('\0') || !one.isWellFormed())) return true;
    if (typeof one !== 'object' || one === null) continue;
    if (Array.isArray(one)) for (const item of one) open.push(item);
    else for (const [name, item] of Object.entries(one)) open.push(name, item);
  }
  return false;
}

/** The value as text for a column of JSON. */
export function storedJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!SUSPECT.test(text)) return text;
  const copy: unknown = JSON.parse(text);
  return holdsUnreadable(copy) ? JSON.stringify(cleanJson(copy)) : text;
}

/** A column of JSON as a value, for the driver. */
export function readStoredJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && SUSPECT.test(text) && holdsUnreadable(value)) Object.defineProperty(value, UNREADABLE, { value: true });
  return value;
}

/** True for a value that Postgres could not take apart. */
export const isCorruptJson = (value: unknown): boolean => typeof value === 'object' && value !== null && UNREADABLE in value;
