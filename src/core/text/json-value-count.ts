// How much a JSON text holds, told without parsing it: parsing 150,000 members takes longer than others may wait.
const [QUOTE, ESCAPE, COMMA, COLON, ARRAY, OBJECT] = [0x22, 0x5c, 0x2c, 0x3a, 0x5b, 0x7b];

/**
 * True where the JSON text (UTF-8) has more than `most` values and members together: each comma, colon and opening bracket
 * outside a string counts as one. Ends where it is sure; a text that is no JSON is counted all the same.
 */
export function exceedsJsonValueCount(bytes: Uint8Array, most: number): boolean {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      for (at++; at < bytes.length && bytes[at] !== QUOTE; at++) if (bytes[at] === ESCAPE) at++;
    } else if ((byte === COMMA || byte === COLON || byte === ARRAY || byte === OBJECT) && ++count > most) return true;
  }
  return false;
}
