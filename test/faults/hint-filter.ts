// A bus that loses, doubles and reorders hints between one server and one connection; everything else passes
// unchanged.
import type { Filter } from '../support/tcp-proxy.js';

/** Probabilities that a hint is lost, doubled, or swapped with the next one. */
export type Hostility = { lose: number; double: number; reorder: number };
export const HONEST: Hostility = { lose: 0, double: 0, reorder: 0 };
/** A wedged pub/sub: connections that answer everything and deliver no message. */
export const WEDGED: Hostility = { lose: 1, double: 0, reorder: 0 };

/** The length of the first complete message and whether it is a hint; null if it is incomplete. */
type Cut = (bytes: Buffer) => { length: number; hint: boolean } | null;

/** Postgres sends type and length before each message; `A` is a notification. */
const postgresMessage: Cut = (bytes) => {
  if (bytes.length < 5) return null;
  const length = 1 + bytes.readInt32BE(1);
  return bytes.length < length ? null : { length, hint: bytes[0] === 0x41 };
};

const line = (bytes: Buffer, at: number): number => {
  const end = bytes.indexOf('\r\n', at);
  return end < 0 ? -1 : end + 2;
};

/** The end of the RESP value that begins at `at`, or -1 if it is incomplete. */
function endOfValue(bytes: Buffer, at: number): number {
  let next = line(bytes, at);
  if (next < 0) return -1;
  const type = String.fromCharCode(bytes[at] ?? 0);
  const size = Number(bytes.toString('latin1', at + 1, next - 2));
  if ('$=!'.includes(type)) return size < 0 ? next : bytes.length < next + size + 2 ? -1 : next + size + 2;
  if (!'*>~%'.includes(type)) return next;
  for (let left = type === '%' ? size * 2 : size; left > 0 && next >= 0; left -= 1)
    next = next < bytes.length ? endOfValue(bytes, next) : -1;
  return next;
}

const redisMessage: Cut = (bytes) => {
  const length = bytes.length === 0 ? -1 : endOfValue(bytes, 0);
  return length < 0
    ? null
    : { length, hint: /^[*>]3\r\n\$7\r\nmessage\r\n/.test(bytes.toString('latin1', 0, Math.min(length, 40))) };
};

/** A filter for one connection, with the probabilities that `hostility` returns at the moment. */
export function hintFilter(kind: 'postgres' | 'redis', hostility: () => Hostility, chance: () => number): Filter {
  const cut = kind === 'postgres' ? postgresMessage : redisMessage;
  let rest: Buffer = Buffer.alloc(0);
  let late: Buffer[] = [];
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const through: Buffer[] = [];
    for (let message = cut(rest); message !== null; message = cut(rest)) {
      const whole = rest.subarray(0, message.length);
      rest = rest.subarray(message.length);
      const { lose, double, reorder } = message.hint ? hostility() : HONEST;
      if (chance() < lose) continue;
      if (chance() < reorder) {
        late.push(whole);
        continue;
      }
      through.push(whole, ...(chance() < double ? [whole] : []));
      if (message.hint) {
        through.push(...late);
        late = [];
      }
    }
    return Buffer.concat(through);
  };
}
