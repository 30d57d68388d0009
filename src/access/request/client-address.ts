// The client behind trusted proxies: its network, which rate limits count where there is no key, and whether
// it used HTTPS.
import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The named ranges of TRUST_PROXY, as Fastify defines them. */
const NAMED_RANGES: Record<string, string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};
/** A household or company has an IPv6 /64 at least, and changes its address within it freely. */
const NETWORK_BITS = 64;

/** The address; null where the text is none. An IPv4-mapped IPv6 address becomes IPv4. */
function parseAddress(text: string): Address | null {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/%.*$/, '');
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : null;
}

/** Returns a predicate: is the address in one of the ranges of TRUST_PROXY. */
function trustCheck(trusted: readonly string[]): (address: Address) => boolean {
  const ranges = trusted
    .flatMap((name) => NAMED_RANGES[name.toLowerCase()] ?? [name])
    .map((range): [Address, number] => {
      if (range.includes('/')) return ipaddr.parseCIDR(range);
      const address = ipaddr.process(range);
      return [address, address.toByteArray().length * 8];
    });
  return (address) =>
    ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

/** An IPv4 address itself, or the /64 network of an IPv6 address. */
function networkOf(address: Address): string {
  if (address instanceof ipaddr.IPv4) return address.toString();
  const bytes = address.toByteArray().fill(0, NETWORK_BITS / 8);
  return `${new ipaddr.IPv6(bytes).toRFC5952String()}/${NETWORK_BITS}`;
}

type ClientRequest = Pick<IncomingMessage, 'socket' | 'headers'>;

/**
 * Finds the client: the last address of X-Forwarded-For that is no trusted proxy, else the peer of the
 * connection.
 */
function clientOf(isTrusted: (address: Address) => boolean): (request: ClientRequest) => Address | null {
  return ({ socket, headers }) => {
    let client = parseAddress(socket.remoteAddress ?? '');
    const hops = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').reverse();
    for (const hop of hops) {
      if (client === null || !isTrusted(client)) break;
      const previous = parseAddress(hop);
      if (previous === null) break;
      client = previous;
    }
    return client;
  };
}

/** Finds the network of a request's client; `unknown` where it has no address. */
export function clientNetwork(trusted: readonly string[]): (request: ClientRequest) => string {
  const client = clientOf(trustCheck(trusted));
  return (request) => {
    const address = client(request);
    return address === null ? 'unknown' : networkOf(address);
  };
}

/** As `clientNetwork`, but null where the client is itself a trusted proxy or one of our own machines. */
export function untrustedClientNetwork(trusted: readonly string[]): (request: ClientRequest) => string | null {
  const isTrusted = trustCheck(trusted);
  const client = clientOf(isTrusted);
  return (request) => {
    const address = client(request);
    return address === null || isTrusted(address) ? null : networkOf(address);
  };
}

/** Finds the protocol of the client: that of the connection, or X-Forwarded-Proto from a trusted proxy. */
export function clientProtocol(trusted: readonly string[]): (request: IncomingMessage) => 'http' | 'https' {
  const isTrusted = trustCheck(trusted);
  return ({ socket, headers }) => {
    if ('encrypted' in socket && socket.encrypted === true) return 'https';
    const peer = parseAddress(socket.remoteAddress ?? '');
    if (peer === null || !isTrusted(peer)) return 'http';
    const forwarded = [headers['x-forwarded-proto'] ?? []].flat().join(',').split(',').at(-1);
    return forwarded?.trim().toLowerCase() === 'https' ? 'https' : 'http';
  };
}
