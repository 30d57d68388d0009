// Counts the values of a JSON text without parsing it: parsing 150,000 members would block other requests for
// too long.
const [QUOTE, ESCAPE, COMMA, COLON, ARRAY, OBJECT] = [0x22, 0x5c, 0x2c, 0x3a, 0x5b, 0x7b];

/**
 * True where a JSON text (UTF-8) has more than `max` values and members together: each comma, colon and
 * opening bracket outside a string counts as one. Stops at the limit; invalid JSON is counted the same way.
 */
export function exceedsJsonValueCount(bytes: Uint8Array, max: number): boolean {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      for (at++; at < bytes.length && bytes[at] !== QUOTE; at++) if (bytes[at] === ESCAPE) at++;
    } else if ((byte === COMMA || byte === COLON || byte === ARRAY || byte === OBJECT) && ++count > max) return true;
  }
  return false;
}
