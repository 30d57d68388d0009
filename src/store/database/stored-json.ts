// Serializes and parses JSON columns. Invariant: nothing is written that Postgres can't process as jsonb or
// with JSON operators.
import { cleanJson } from '../../core/text/clean-json.js';

/**
 * Escapes of NUL and of lone surrogates. An escaped backslash before one makes it plain text, so a match is
 * only a candidate.
 */
const SUSPECT = /\\u(?:0000|d[89a-f])/i;

/** Marks parsed values that Postgres itself can't process. */
const CORRUPT = Symbol('corrupt');

function holdsCorruptText(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string' && (next.includes('\0') || !next.isWellFormed())) return true;
    if (typeof next !== 'object' || next === null) continue;
    if (Array.isArray(next)) for (const item of next) open.push(item);
    else for (const [name, item] of Object.entries(next)) open.push(name, item);
  }
  return false;
}

/** Serializes a value for a JSON column; strips NUL and lone surrogates. */
export function storedJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!SUSPECT.test(text)) return text;
  const copy: unknown = JSON.parse(text);
  return holdsCorruptText(copy) ? JSON.stringify(cleanJson(copy)) : text;
}

/** Parses a JSON column, for the driver. */
export function readStoredJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && SUSPECT.test(text) && holdsCorruptText(value))
    Object.defineProperty(value, CORRUPT, { value: true });
  return value;
}

/** True for a parsed value that Postgres itself can't process. */
export const isCorruptJson = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && CORRUPT in value;
