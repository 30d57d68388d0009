// Outbound requests: never to a private network, by any trick, and bounded in size and time.
import { lookup as systemLookup } from 'node:dns';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { brotliCompressSync, createGzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OutboundError, type OutboundCode } from '../../../src/access/outbound/outbound-error.js';
import { OutboundClient, type OutboundRequest } from '../../../src/access/outbound/outbound-client.js';
import { isAllowedAddress } from '../../../src/access/outbound/address-rules.js';
import { until } from '../../support/wait.js';

type Seen = { url: string; headers: IncomingMessage['headers'] };
type Site = {
  url: string;
  port: number;
  seen: Seen[];
  answer: (request: IncomingMessage, response: ServerResponse) => void;
};

const servers: (Server | TcpServer)[] = [];
const sockets = new Set<Socket>();
const outbounds: OutboundClient[] = [];
let site: Site;

async function listen(server: Server | TcpServer): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => void sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const outbound = (settings: { allowPrivate: boolean; lookup?: typeof systemLookup }): OutboundClient => {
  const made = new OutboundClient({ userAgent: 'Dateline/test', ...settings });
  outbounds.push(made);
  return made;
};

beforeAll(async () => {
  const seen: Seen[] = [];
  site = { url: '', port: 0, seen, answer: (_request, response) => void response.end('the inside') };
  const server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers });
    site.answer(request, response);
  });
  site.port = await listen(server);
  site.url = `http://127.0.0.1:${site.port}`;
});
afterAll(async () => {
  await Promise.all(outbounds.map((made) => made.close()));
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

async function codeOf(fetching: Promise<unknown>): Promise<OutboundCode | 'fetched'> {
  try {
    await fetching;
    return 'fetched';
  } catch (error) {
    if (error instanceof OutboundError) return error.code;
    throw error;
  }
}

/** A DNS resolver with the given answers, one per lookup. */
const resolver = (...answers: string[][]) => {
  let asked = 0;
  const lookup = ((
    _name: string,
    _options: object,
    done: (error: null, list: { address: string; family: number }[]) => void,
  ) => {
    const list = answers[Math.min(asked++, answers.length - 1)] ?? [];
    done(
      null,
      list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as typeof systemLookup;
  return { lookup, asked: () => asked };
};

describe('A private network is not reached', () => {
  test.each([
    ['loopback', '127.0.0.1'],
    ['another loopback', '127.8.8.8'],
    ['a short form', '127.1'],
    ['one number', '2130706433'],
    ['octal numbers', '0177.0.0.1'],
    ['hexadecimal numbers', '0x7f.0x0.0x0.0x1'],
    ['one hexadecimal number', '0x7f000001'],
    ['percent-encoded', '%31%32%37.0.0.1'],
    ['full-width digits', '１２７.０.０.１'],
    ['circled digits', '①②⑦.⓪.⓪.①'],
    ['a dot at the end', '127.0.0.1.'],
    ['this host', '0.0.0.0'],
    ['zero', '0'],
    ['IPv6 loopback', '[::1]'],
    ['IPv6 unspecified', '[::]'],
    ['IPv4-mapped', '[::ffff:127.0.0.1]'],
    ['IPv4-mapped in hexadecimal', '[::ffff:7f00:1]'],
    ['IPv4-compatible', '[::127.0.0.1]'],
    ['IPv4-translated', '[::ffff:0:127.0.0.1]'],
    ['NAT64', '[64:ff9b::7f00:1]'],
    ['6to4', '[2002:7f00:1::1]'],
    ['Teredo', '[2001:0:7f00:1::1]'],
    ['a private network, 10/8', '10.0.0.1'],
    ['a private network, 172.16/12', '172.16.0.1'],
    ['a private network, 192.168/16', '192.168.1.1'],
    ['a carrier’s network', '100.64.0.1'],
    ['unique local', '[fd12:3456::1]'],
    ['link-local', '[fe80::1]'],
    ['site-local', '[fec0::1]'],
    ['metadata', '169.254.169.254'],
    ['metadata on IPv6', '[fd00:ec2::254]'],
    ['another metadata service', '100.100.100.200'],
    ['broadcast', '255.255.255.255'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['by the name localhost', 'localhost'],
  ])('%s: %s', async (_what, host) => {
    const before = site.seen.length;
    expect(await codeOf(outbound({ allowPrivate: false }).fetch(`http://${host}:${site.port}/`))).toBe(
      'forbidden_address',
    );
    expect(site.seen).toHaveLength(before);
  });

  test('by a name that resolves to it', async () => {
    const before = site.seen.length;
    for (const address of ['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fd00::1']) {
      expect(
        await codeOf(
          outbound({ allowPrivate: false, lookup: resolver([address]).lookup }).fetch(
            `http://inside.example:${site.port}/`,
          ),
        ),
        address,
      ).toBe('forbidden_address');
    }
    expect(site.seen).toHaveLength(before);
  });

  test('by DNS rebinding: a name that resolves to a public address first and a private one then', async () => {
    const before = site.seen.length;
    const rebinding = resolver(['10.0.0.1', '127.0.0.1'], ['127.0.0.1']);
    const out = outbound({ allowPrivate: false, lookup: rebinding.lookup });
    for (let look = 0; look < 5; look++)
      expect(await codeOf(out.fetch(`http://rebinding.example:${site.port}/`))).toBe('forbidden_address');
    expect(rebinding.asked()).toBe(5);
    expect(site.seen).toHaveLength(before);
  });

  test('by a name with several addresses: private ones are removed before one is chosen', async () => {
    const mixed = resolver(['169.254.169.254', '127.0.0.1']);
    const answer = await outbound({ allowPrivate: true, lookup: mixed.lookup }).fetch(
      `http://mixed.example:${site.port}/`,
    );
    expect(answer.body.toString()).toBe('the inside');
  });

  test.each([
    ['metadata', 'http://169.254.169.254/latest/meta-data/'],
    ['metadata by number', 'http://2852039166/'],
    ['a port of another protocol', 'http://127.0.0.1:22/'],
    ['a file', 'file:///etc/passwd'],
    ['another scheme', 'gopher://127.0.0.1:6379/_INFO'],
    ['a name and password', 'http://user:secret@127.0.0.1/'],
  ])('by a redirect, even where private networks are allowed: to %s', async (_what, location) => {
    site.answer = (_request, response) => void response.writeHead(302, { location }).end();
    expect(await codeOf(outbound({ allowPrivate: true }).fetch(`${site.url}/from`))).toMatch(
      /^(forbidden|bad)_address$/,
    );
  });

  test('by a redirect: mayVisit is called before each hop', async () => {
    const inside = `http://127.0.0.1:${site.port}/secret`;
    const before = site.seen.length;
    site.answer = (_request, response) => void response.writeHead(301, { location: inside }).end();
    const visits: string[] = [];
    const fetching = outbound({ allowPrivate: true }).fetch(`${site.url}/from`, {
      mayVisit: async (url) => {
        visits.push(url.href);
        if (url.pathname === '/secret') throw new OutboundError('forbidden_by_robots');
      },
    });
    expect(await codeOf(fetching)).toBe('forbidden_by_robots');
    expect(visits).toEqual([`${site.url}/from`, inside]);
    expect(site.seen.slice(before).map(({ url }) => url)).toEqual(['/from']);
  });

  test.each([
    ['no URL', 'what?'],
    ['a mailto URL', 'mailto:desk@paper.example'],
    ['a script', 'javascript:alert(1)'],
    ['a data URL', 'data:text/html,x'],
    ['SSH’s port', 'http://paper.example:22/'],
    ['mail’s port', 'https://paper.example:25/'],
    ['an X server', 'http://paper.example:6000/'],
  ])('%s is refused as bad_address', async (_what, address) => {
    expect(await codeOf(outbound({ allowPrivate: true }).fetch(address))).toBe('bad_address');
  });

  test('and public addresses of every kind are reached', () => {
    for (const address of ['8.8.8.8', '93.184.216.34', '2606:4700::1111', '64:ff9b::808:808', '::ffff:8.8.8.8'])
      expect(isAllowedAddress(address, false), address).toBe(true);
    for (const address of ['', 'paper.example', '8.8.8', '999.1.1.1'])
      expect(isAllowedAddress(address, true), address).toBe(false);
  });
});

describe('A response is bounded', () => {
  const ask = (answer: Site['answer'], wanted: OutboundRequest = {}): Promise<unknown> => {
    site.answer = answer;
    return outbound({ allowPrivate: true }).fetch(`${site.url}/`, wanted);
  };

  test('a decompression bomb ends at the first byte over the limit', async () => {
    const bomb = (_request: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      const gzip = createGzip();
      gzip.pipe(response);
      const zeros = Buffer.alloc(1 << 20);
      const more = (): void => {
        if (!response.destroyed) gzip.write(zeros, more);
      };
      response.on('close', () => gzip.destroy());
      gzip.on('error', () => undefined);
      more();
    };
    expect(await codeOf(ask(bomb, { maxBytes: 3_000_000 }))).toBe('too_large');
  });

  test('a brotli bomb in one chunk too', async () => {
    const bomb = brotliCompressSync(Buffer.alloc(20_000_000));
    expect(bomb.length).toBeLessThan(1_000);
    expect(
      await codeOf(ask((_request, response) => void response.writeHead(200, { 'content-encoding': 'br' }).end(bomb))),
    ).toBe('too_large');
  });

  test('an endless body', async () => {
    const endless = (_request: IncomingMessage, response: ServerResponse): void => {
      const write = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    };
    expect(await codeOf(ask(endless))).toBe('too_large');
  });

  test('or truncated, with onOverflow: cut', async () => {
    site.answer = (_request, response) => void response.end('x'.repeat(1_000));
    expect(
      (await outbound({ allowPrivate: true }).fetch(site.url, { maxBytes: 100, onOverflow: 'cut' })).body,
    ).toHaveLength(100);
  });

  test('endless headers', async () => {
    expect(
      await codeOf(ask((_request, response) => void response.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end())),
    ).toBe('too_large');
  });

  test.each([
    ['what is not gzip', { 'content-encoding': 'gzip' }, Buffer.from('plain')],
    ['an unknown coding', { 'content-encoding': 'lzma' }, Buffer.from('x')],
    ['a coding on a coding', { 'content-encoding': 'gzip, gzip' }, gzipSync(gzipSync('x'))],
    ['gzip that ends early', { 'content-encoding': 'gzip' }, gzipSync('x'.repeat(1_000)).subarray(0, 20)],
  ])('%s is refused', async (_what, headers, body) => {
    expect(await codeOf(ask((_request, response) => void response.writeHead(200, headers).end(body)))).toBe(
      'bad_encoding',
    );
  });

  test('a slow drip ends with totalMs', async () => {
    const drip = (_request: IncomingMessage, response: ServerResponse): void => {
      const timer = setInterval(() => response.write('.'), 50);
      response.on('close', () => clearInterval(timer));
    };
    expect(await codeOf(ask(drip, { totalMs: 700 }))).toBe('total_timeout');
  });

  test('a host that never answers', async () => {
    expect(await codeOf(ask(() => undefined, { headersMs: 300 }))).toBe('headers_timeout');
  });

  test.each([
    ['a loop', (request: IncomingMessage) => (request.url === '/a' ? '/b' : '/a'), 'redirect_loop'],
    ['itself', (request: IncomingMessage) => request.url ?? '', 'redirect_loop'],
    ['ever longer URLs', (request: IncomingMessage) => `${request.url}x`, 'too_many_redirects'],
    ['a malformed URL', () => 'http://[', 'bad_address'],
  ])('redirects to %s', async (_what, to, code) => {
    expect(
      await codeOf(ask((request, response) => void response.writeHead(302, { location: to(request) }).end())),
    ).toBe(code);
  });

  test('a response that is not HTTP, or breaks off', async () => {
    const port = await listen(createTcpServer((socket) => void socket.once('data', () => socket.end('SSH-2.0-x\r\n'))));
    expect(await codeOf(outbound({ allowPrivate: true }).fetch(`http://127.0.0.1:${port}/`))).toBe('bad_answer');
    const short = (_request: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, { 'content-length': '100' }).write('x');
      response.socket?.end();
    };
    expect(await codeOf(ask(short))).toBe('bad_answer');
  });

  test('an unreachable host, and an unresolvable name', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await codeOf(outbound({ allowPrivate: true }).fetch(`http://127.0.0.1:${port}/`))).toBe('unreachable');
    expect(await codeOf(outbound({ allowPrivate: true }).fetch('http://nowhere.invalid/'))).toBe('unresolvable');
  });
});

describe('A fetch', () => {
  test('decompresses, sends its User-Agent, and returns the final URL', async () => {
    const moved: Record<string, [number, string]> = {
      '/old': [301, '/new'],
      '/new': [308, '/newer'],
      '/newer': [302, '/today'],
    };
    site.answer = (request, response) => {
      const [status, location] = moved[request.url ?? ''] ?? [200, ''];
      if (status === 200) response.writeHead(200, { 'content-encoding': 'gzip', etag: '"1"' }).end(gzipSync('news'));
      else response.writeHead(status, { location }).end();
    };
    const answer = await outbound({ allowPrivate: true }).fetch(`${site.url}/old`);
    expect(answer).toMatchObject({
      status: 200,
      url: `${site.url}/today`,
      movedTo: `${site.url}/newer`,
      headers: { etag: '"1"' },
    });
    expect(answer.body.toString()).toBe('news');
    expect(site.seen.at(-1)?.headers['user-agent']).toBe('Dateline/test');
  });

  test('sends no credentials to another origin after a redirect', async () => {
    const seen: IncomingMessage['headers'][] = [];
    const port = await listen(createServer((request, response) => void (seen.push(request.headers), response.end())));
    site.answer = (_request, response) => void response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end();
    await outbound({ allowPrivate: true }).fetch(site.url, {
      headers: { authorization: 'Bearer secret', accept: 'text/html' },
    });
    expect(seen).toEqual([expect.objectContaining({ accept: 'text/html' })]);
    expect(seen[0]?.['authorization']).toBeUndefined();
  });

  test('by POST follows no redirect', async () => {
    site.answer = (_request, response) => void response.writeHead(307, { location: '/elsewhere' }).end();
    expect(await outbound({ allowPrivate: true }).fetch(site.url, { method: 'POST', body: 'x' })).toMatchObject({
      status: 307,
    });
  });

  test('uses one connection per host, however many requests are concurrent', async () => {
    let atOnce = 0;
    let most = 0;
    const connected = new Set<Socket>();
    const waiting: (() => void)[] = [];
    site.answer = (request, response) => {
      connected.add(request.socket);
      most = Math.max(most, ++atOnce);
      waiting.push(() => {
        atOnce -= 1;
        response.end('x');
      });
    };
    const out = outbound({ allowPrivate: true });
    const fetches = Array.from({ length: 8 }, (_, at) => out.fetch(`${site.url}/${at}`));
    for (let done = 0; done < 8; done++) (await until(() => waiting.shift()))();
    await Promise.all(fetches);
    expect(most).toBe(1);
    expect(connected.size).toBe(1);
  });

  test('in flight ends with close()', async () => {
    const out = outbound({ allowPrivate: true });
    let asked = false;
    site.answer = () => void (asked = true);
    const fetching = codeOf(out.fetch(site.url));
    await until(() => asked);
    await out.close();
    expect(await fetching).toBe('closed');
  });
});
