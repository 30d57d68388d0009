// Which addresses a fetch may reach: those of the public internet, and by the setting ALLOW_PRIVATE_NETWORK also those of a network
// of one's own. Cloud metadata services and whatever else is link-local, reserved or multicast is reached by nobody.
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

const PRIVATE = ['loopback', 'private', 'uniqueLocal', 'carrierGradeNat'];
/** Metadata services that stand outside of the link-local ranges. */
const METADATA = ['100.100.100.200', 'fd00:ec2::254', 'fd20:ce::254'].map((address) => ipaddr.parse(address).toNormalizedString());
/** NAT64 (RFC 6052): an IPv4 address in another dress, and worth what that is worth. */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96');
/** All of IPv6 that is given out so far; old forms that hold an IPv4 address stand outside of it. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/** True where `address`, an IP address as a resolver or a socket gives it, may be connected to. */
export function isAllowedAddress(address: string, allowPrivate: boolean): boolean {
  const bare = address.replace(/%.*$/, '');
  if (isIP(bare) === 0) return false;
  const ip = ipaddr.process(bare);
  if (METADATA.includes(ip.toNormalizedString())) return false;
  if (ip instanceof ipaddr.IPv6 && ip.match(NAT64)) return isAllowedAddress(ip.toByteArray().slice(12).join('.'), allowPrivate);
  const range = ip.range();
  if (range === 'unicast') return ip instanceof ipaddr.IPv4 || ip.match(GLOBAL_UNICAST);
  return allowPrivate && PRIVATE.includes(range);
}

/** Ports below 1024 where something speaks HTTP, and ports above it where something else is known to listen (as browsers refuse them). */
const WEB_PORTS = new Set([80, 443]);
const BLOCKED_PORTS = new Set([1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080]);

/** Why an address can't be fetched, before anything is looked up; null where it can. Alternate forms of numbers are plain ones once it is a `URL`. */
export function urlRefusal({ protocol, hostname, port, username, password }: URL): string | null {
  if (protocol !== 'http:' && protocol !== 'https:') return 'only http and https are fetched';
  if (hostname === '') return 'the address has no host';
  if (username !== '' || password !== '') return 'an address with a user name or password is not fetched';
  const number = port === '' ? 80 : Number(port);
  if (BLOCKED_PORTS.has(number) || (number < 1024 && !WEB_PORTS.has(number))) return `port ${port} is not one of the web`;
  return null;
}

/** The IP address that a URL's host is by itself, without brackets; null for a name. */
export function ipLiteral(hostname: string): string | null {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? null : bare;
}
