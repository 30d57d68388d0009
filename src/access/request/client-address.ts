// What a request's proxies say of it, as far as they are believed: the network that it came from, for which it is counted where it has
// no key, and whether it came over HTTPS.
import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The ranges that TRUST_PROXY has words for, as Fastify reads them. */
const NAMED_RANGES: Record<string, string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};
/** One household or company has so much of IPv6 at least, and changes its address within it as it likes. */
const NETWORK_BITS = 64;

/** The address; null for what is none. An IPv4 address in IPv6's dress is what it stands for. */
function parseAddress(text: string): Address | null {
  const bare = text.trim().replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/%.*$/, '');
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : null;
}

/** Answers whether a proxy at this address is believed. */
function trustCheck(trusted: readonly string[]): (address: Address) => boolean {
  const ranges = trusted.flatMap((word) => NAMED_RANGES[word.toLowerCase()] ?? [word]).map((range): [Address, number] => {
    if (range.includes('/')) return ipaddr.parseCIDR(range);
    const address = ipaddr.process(range);
    return [address, address.toByteArray().length * 8];
  });
  return (address) => ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

/** Whom an address stands for: itself, or of IPv6 its network of 64 bits. */
function networkOf(address: Address): string {
  if (address instanceof ipaddr.IPv4) return address.toString();
  const bytes = address.toByteArray().fill(0, NETWORK_BITS / 8);
  return `${new ipaddr.IPv6(bytes).toRFC5952String()}/${NETWORK_BITS}`;
}

type ClientRequest = Pick<IncomingMessage, 'socket' | 'headers'>;

/** Answers whose request this is: the last address of X-Forwarded-For that no believed proxy has, else the connection's own. */
function clientOf(trusts: (address: Address) => boolean): (request: ClientRequest) => Address | null {
  return ({ socket, headers }) => {
    let client = parseAddress(socket.remoteAddress ?? '');
    const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').reverse();
    for (const hop of said) {
      if (client === null || !trusts(client)) break;
      const before = parseAddress(hop);
      if (before === null) break;
      client = before;
    }
    return client;
  };
}

/** Answers for whom a request is counted: the network of its client. */
export function clientNetwork(trusted: readonly string[]): (request: ClientRequest) => string {
  const client = clientOf(trustCheck(trusted));
  return (request) => {
    const address = client(request);
    return address === null ? 'unknown' : networkOf(address);
  };
}

/** The same; null where the client is a believed proxy itself, or one of our own machines. */
export function untrustedClientNetwork(trusted: readonly string[]): (request: ClientRequest) => string | null {
  const trusts = trustCheck(trusted);
  const client = clientOf(trusts);
  return (request) => {
    const address = client(request);
    return address === null || trusts(address) ? null : networkOf(address);
  };
}

/** Answers whether a request came over HTTPS: to us, or to a believed proxy, which says so in X-Forwarded-Proto. */
export function clientProtocol(trusted: readonly string[]): (request: IncomingMessage) => 'http' | 'https' {
  const trusts = trustCheck(trusted);
  return ({ socket, headers }) => {
    if ('encrypted' in socket && socket.encrypted === true) return 'https';
    const proxy = parseAddress(socket.remoteAddress ?? '');
    const said = proxy !== null && trusts(proxy) ? [headers['x-forwarded-proto'] ?? []].flat().join(',').split(',').at(-1) : undefined;
    return said?.trim().toLowerCase() === 'https' ? 'https' : 'http';
  };
}
