// The only way out: whatever Dateline asks of others' servers goes through here. No request reaches an address that `mayReach`
// refuses: literal ones are looked at before, names when they are resolved for the connection that is then made to what was
// resolved, and the socket once it stands. Redirects are followed by hand, each looked at like the first.
import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction, Socket } from 'node:net';
import { Agent, buildConnector, request, type Dispatcher } from 'undici';
import { HostQueues } from './host-queue.js';
import { ENCODINGS, readBody, type OverflowMode } from './outbound-body.js';
import { OutboundError, toOutboundError } from './outbound-error.js';
import { ipLiteral, isAllowedAddress, urlRefusal } from './address-rules.js';

const CONNECT_MS = 5_000;
const HEADERS_MS = 10_000;
/** The longest silence in the middle of an answer. */
const BODY_MS = 10_000;
const TOTAL_MS = 30_000;
const MAX_BYTES = 5 * 1024 * 1024;
const MAX_REDIRECTS = 5;
/** Idle connections are let go: thousands of hosts are visited once in a while. */
const KEEP_ALIVE_MS = 4_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PERMANENT = new Set([301, 308]);
/** What was meant for one site is not told to another that it leads to. */
const CREDENTIAL_HEADERS = ['authorization', 'cookie', 'proxy-authorization'];

export type OutboundRequest = {
  method?: 'GET' | 'HEAD' | 'POST';
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Of the body, uncompressed. What is beyond is refused as `too_large`, or cut off. */
  maxBytes?: number;
  onOverflow?: OverflowMode;
  /** For all of it, redirects included, from the moment that the host is free. */
  totalMs?: number;
  headersMs?: number;
  /** How many are followed; only those of a GET or HEAD are. With 0 the redirect itself is the answer. */
  redirects?: number;
  /** Asked before each hop, the first included; a throw ends the fetch. */
  mayVisit?: (url: URL) => Promise<void>;
  signal?: AbortSignal;
};

export type OutboundResponse = {
  status: number;
  /** Names in lower case; several of one name joined by a comma. */
  headers: Record<string, string>;
  body: Buffer;
  /** Where it came from in the end. */
  url: string;
  /** Where permanent redirects (301, 308) from the first address on led; null where there were none. */
  movedTo: string | null;
};

export type OutboundSettings = {
  allowPrivate: boolean;
  /** Who we are, to others. */
  userAgent: string;
  /** The resolver, for tests of what resolvers do. */
  lookup?: typeof systemLookup;
};

type Lookup = (hostname: string, options: LookupOptions, done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void) => void;

/** Says which setting opens a network of one's own, where it would; it tells not what a name was resolved to. */
const forbidden = (allowPrivate: boolean): OutboundError =>
  new OutboundError('forbidden_address', allowPrivate ? 'link-local and reserved addresses are never reached' : 'to try it on a network of your own, start Dateline with ALLOW_PRIVATE_NETWORK=true');

/** Fetches of addresses that somebody else chose: bounded in time and size, one connection a host, never into a private network. */
export class OutboundClient {
  private readonly agent: Agent;
  private readonly hostQueues = new HostQueues();
  private readonly closing = new AbortController();
  private readonly lookup: Lookup;

  constructor(private readonly settings: OutboundSettings) {
    this.lookup = (settings.lookup ?? systemLookup) as Lookup;
    this.agent = new Agent({
      connect: this.connector(),
      connections: 1,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_MS,
      bodyTimeout: BODY_MS,
      maxHeaderSize: 32 * 1024,
    });
  }

  /** The answer, whatever its status. Throws OutboundError where there is none that can be used. */
  async fetch(address: string, wanted: OutboundRequest = {}): Promise<OutboundResponse> {
    const { method = 'GET', redirects = MAX_REDIRECTS } = wanted;
    const follows = method === 'POST' ? 0 : redirects;
    const visited = new Set<string>();
    const deadline = { at: null as number | null, ms: wanted.totalMs ?? TOTAL_MS };
    let headers = { 'user-agent': this.settings.userAgent, 'accept-encoding': ENCODINGS, ...wanted.headers };
    let url = parseFetchUrl(address);
    let movedTo: string | null = null;
    for (let permanent = true; ; ) {
      visited.add(url.href);
      await wanted.mayVisit?.(url);
      const answer = await this.hop(url, method, headers, wanted, deadline);
      const to = REDIRECTS.has(answer.status) ? answer.headers['location'] : undefined;
      if (to === undefined || follows === 0) return { ...answer, url: url.href, movedTo };
      if (!URL.canParse(to, url.href)) throw new OutboundError('bad_address', 'a redirect leads to what is no address');
      const next = parseFetchUrl(new URL(to, url.href).href);
      next.hash = '';
      permanent &&= PERMANENT.has(answer.status);
      if (permanent) movedTo = next.href;
      if (visited.has(next.href)) throw new OutboundError('redirect_loop');
      if (visited.size > follows) throw new OutboundError('too_many_redirects', `more than ${follows}`);
      if (next.origin !== url.origin) headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIAL_HEADERS.includes(name.toLowerCase()))) as typeof headers;
      url = next;
    }
  }

  /** Why an address will never be fetched, as far as it says so itself; null where it may be. */
  refusalReason(address: string): string | null {
    try {
      const literal = ipLiteral(parseFetchUrl(address).hostname);
      return literal === null || isAllowedAddress(literal, this.settings.allowPrivate) ? null : forbidden(this.settings.allowPrivate).message;
    } catch (error) {
      if (error instanceof OutboundError) return error.message;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.closing.abort(new OutboundError('closed'));
    await this.agent.destroy();
  }

  private async hop(url: URL, method: Dispatcher.HttpMethod, headers: Record<string, string>, wanted: OutboundRequest, deadline: { at: number | null; ms: number }): Promise<Omit<OutboundResponse, 'url' | 'movedTo'>> {
    const literal = ipLiteral(url.hostname);
    if (literal !== null && !isAllowedAddress(literal, this.settings.allowPrivate)) throw forbidden(this.settings.allowPrivate);
    const outside = AbortSignal.any([this.closing.signal, ...(wanted.signal === undefined ? [] : [wanted.signal])]);
    return this.hostQueues.run(url.host, outside, async () => {
      deadline.at ??= performance.now() + deadline.ms;
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(new OutboundError('total_timeout', `more than ${deadline.ms / 1000} s`)), Math.max(1, deadline.at - performance.now()));
      const signal = AbortSignal.any([outside, late.signal]);
      let status: number | null = null;
      try {
        signal.throwIfAborted();
        const answer = await request(url, { dispatcher: this.agent, method, headers, signal, headersTimeout: wanted.headersMs ?? HEADERS_MS, ...(wanted.body === undefined ? {} : { body: wanted.body }) });
        status = answer.statusCode;
        const plain = plainHeaders(answer.headers);
        const body = await readBody(answer.body, method === 'HEAD' ? undefined : plain['content-encoding'], wanted.maxBytes ?? MAX_BYTES, REDIRECTS.has(answer.statusCode) ? 'cut' : (wanted.onOverflow ?? 'refuse'));
        return { status: answer.statusCode, headers: plain, body };
      } catch (error) {
        const fault = toOutboundError(signal.aborted ? signal.reason : error);
        if (fault instanceof OutboundError) fault.status = status;
        throw fault;
      } finally {
        clearTimeout(timer);
      }
    });
  }

  /** Connects only to addresses that may be reached: between this look and the connection nothing is resolved again. */
  private connector(): buildConnector.connector {
    const { allowPrivate } = this.settings;
    const lookup: LookupFunction = (hostname, options, done) => {
      this.lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return done(error, []);
        const fit = addresses.filter(({ address }) => isAllowedAddress(address, allowPrivate));
        const [first] = fit;
        if (first === undefined) return done(forbidden(allowPrivate), []);
        if (options.all === true) done(null, fit);
        else done(null, first.address, first.family);
      });
    };
    const connect = buildConnector({ lookup, timeout: CONNECT_MS, autoSelectFamily: true });
    return (options, done) => {
      const literal = ipLiteral(options.hostname);
      if (literal !== null && !isAllowedAddress(literal, allowPrivate)) return done(forbidden(allowPrivate), null);
      connect(options, (error: Error | null, socket: Socket | null) => {
        if (error !== null || socket === null) return done(error ?? new OutboundError('unreachable'), null);
        if (socket.remoteAddress !== undefined && isAllowedAddress(socket.remoteAddress, allowPrivate)) return done(null, socket);
        socket.destroy();
        done(forbidden(allowPrivate), null);
      });
    };
  }
}

function parseFetchUrl(address: string): URL {
  if (!URL.canParse(address)) throw new OutboundError('bad_address', 'it is not one');
  const url = new URL(address);
  const unfit = urlRefusal(url);
  if (unfit !== null) throw new OutboundError('bad_address', unfit);
  return url;
}

const plainHeaders = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), [value].flat().join(', ')]])));
