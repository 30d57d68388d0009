// The clients of rate limits: how many are counted, and how a request's client is found.
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { RateLimiter } from '../../../src/access/limit/rate-limiter.js';
import { clientNetwork } from '../../../src/access/request/client-address.js';

test('a flood of addresses is counted up to a bound; earlier clients stay counted', async () => {
  const limiter = new RateLimiter('read', { requests: 2, seconds: 600 }, undefined);
  await limiter.consume('early');
  for (let n = 0; n < 100_000; n += 1) await limiter.consume(`address ${n}`);
  expect(
    [await limiter.consume('late'), await limiter.consume('late'), await limiter.consume('late')].map(
      ({ allowed, remaining }) => [allowed, remaining],
    ),
  ).toEqual([
    [true, 2],
    [true, 2],
    [true, 2],
  ]);
  expect([await limiter.consume('early'), await limiter.consume('early')].map(({ allowed }) => allowed)).toEqual([
    true,
    false,
  ]);
});

test.each([
  ['nothing', undefined],
  ['one', '203.0.113.7'],
  ['an untrusted address before it', '198.51.100.1, 203.0.113.7'],
  ['several proxies', '203.0.113.7, 10.0.0.9, 192.168.3.4'],
  ['only proxies', '10.0.0.9, 127.0.0.1'],
  ['IPv4-mapped IPv6', '::ffff:203.0.113.7'],
  ['a proxy of a configured network', '203.0.113.7, 192.0.2.55'],
  ['an address of a neighbouring network', '203.0.113.7, 192.0.3.55'],
])('the client is the one that Fastify finds, with %s forwarded', async (_what, forwarded) => {
  const trusted = ['loopback', 'uniquelocal', '192.0.2.0/24'];
  const networkOf = clientNetwork(trusted);
  const app = Fastify({ trustProxy: trusted });
  app.get(
    '/',
    (request, reply) => void reply.send({ fastify: request.ip.replace(/^::ffff:/, ''), ours: networkOf(request.raw) }),
  );
  const { fastify, ours } = (
    await app.inject({ url: '/', headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } })
  ).json<{ fastify: string; ours: string }>();
  expect(ours).toBe(fastify);
});

test('an IPv6 client is its /64 network', () => {
  const networkOf = clientNetwork(['loopback', 'fd00::/8']);
  const of = (remoteAddress: string, forwarded?: string): string =>
    networkOf({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } } as never);
  expect([
    of('2001:db8:1:2::7'),
    of('2001:db8:1:2:ffff::1'),
    of('2001:db8:1:3::7'),
    of('fd00::1', '2001:db8:1:2::9'),
    of('::1', 'unknown'),
    of('fe80::1%eth0'),
  ]).toEqual([
    '2001:db8:1:2::/64',
    '2001:db8:1:2::/64',
    '2001:db8:1:3::/64',
    '2001:db8:1:2::/64',
    '::/64',
    'fe80::/64',
  ]);
});
