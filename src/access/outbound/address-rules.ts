// SSRF protection: a fetch may reach the public internet, and with ALLOW_PRIVATE_NETWORK also private
// networks. Cloud metadata services, and link-local, reserved and multicast addresses, are never reached.
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

const PRIVATE = ['loopback', 'private', 'uniqueLocal', 'carrierGradeNat'];
/** Cloud metadata services outside the link-local ranges. */
const METADATA = ['100.100.100.200', 'fd00:ec2::254', 'fd20:ce::254'].map((address) =>
  ipaddr.parse(address).toNormalizedString(),
);
/** NAT64 (RFC 6052): IPv6 addresses that embed an IPv4 address, whose rules apply. */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96');
/** The IPv6 range allocated for global unicast; excludes legacy forms that embed an IPv4 address. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/** Whether a connection to this IP address, as a resolver or a socket gives it, is allowed. */
export function isAllowedAddress(address: string, allowPrivate: boolean): boolean {
  const bare = address.replace(/%.*$/, '');
  if (isIP(bare) === 0) return false;
  const ip = ipaddr.process(bare);
  if (METADATA.includes(ip.toNormalizedString())) return false;
  if (ip instanceof ipaddr.IPv6 && ip.match(NAT64))
    return isAllowedAddress(ip.toByteArray().slice(12).join('.'), allowPrivate);
  const range = ip.range();
  if (range === 'unicast') return ip instanceof ipaddr.IPv4 || ip.match(GLOBAL_UNICAST);
  return allowPrivate && PRIVATE.includes(range);
}

/**
 * Allowed ports below 1024, and blocked ports above (the Fetch Standard's bad ports, where other protocols
 * listen).
 */
const WEB_PORTS = new Set([80, 443]);
const BLOCKED_PORTS = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/**
 * Why a URL is refused before it is resolved; null where it may be fetched. `URL` has already normalised
 * numeric hosts.
 */
export function urlRefusal({ protocol, hostname, port, username, password }: URL): string | null {
  if (protocol !== 'http:' && protocol !== 'https:') return 'only http and https are allowed';
  if (hostname === '') return 'the address has no host';
  if (username !== '' || password !== '') return 'a user name or password is not allowed';
  const number = port === '' ? 80 : Number(port);
  if (BLOCKED_PORTS.has(number) || (number < 1024 && !WEB_PORTS.has(number))) return `port ${port} is not allowed`;
  return null;
}

/** The host as an IP address without brackets; null for a name. */
export function ipLiteral(hostname: string): string | null {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? null : bare;
}
