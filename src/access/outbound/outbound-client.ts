// The only HTTP client for requests to other servers. Invariant: no request reaches an address that
// `isAllowedAddress` refuses. It checks IP literals before the request, names as they are resolved for the
// connection (DNS rebinding), the peer of the socket, and each redirect like the first address.
import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction, Socket } from 'node:net';
import { Agent, buildConnector, request, type Dispatcher } from 'undici';
import { HostQueues } from './host-queues.js';
import { ENCODINGS, readBody, type OverflowMode } from './outbound-body.js';
import { OutboundError, toOutboundError } from './outbound-error.js';
import { ipLiteral, isAllowedAddress, urlRefusal } from './address-rules.js';
import { isUrl } from '../../core/text/is-url.js';

const CONNECT_MS = 5_000;
const HEADERS_MS = 10_000;
/** Between two chunks of a response body. */
const BODY_MS = 10_000;
const TOTAL_MS = 30_000;
const MAX_BYTES = 5 * 1024 * 1024;
const MAX_REDIRECTS = 5;
/** Short, since thousands of hosts are polled rarely. */
const KEEP_ALIVE_MS = 4_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PERMANENT = new Set([301, 308]);
/** Not sent on to another origin after a redirect. */
const CREDENTIAL_HEADERS = ['authorization', 'cookie', 'proxy-authorization'];

export type OutboundRequest = {
  method?: 'GET' | 'HEAD' | 'POST';
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Of the decompressed body. A larger one is refused as `too_large`, or truncated. */
  maxBytes?: number;
  onOverflow?: OverflowMode;
  /** For the whole fetch, redirects included, from the moment the host's queue is free. */
  totalMs?: number;
  headersMs?: number;
  /** Followed redirects of a GET or HEAD; with 0 the redirect is the response. */
  redirects?: number;
  /** Called before each hop, the first included; throws to end the fetch. */
  mayVisit?: (url: URL) => Promise<void>;
  signal?: AbortSignal;
};

export type OutboundResponse = {
  status: number;
  /** Names in lower case; repeated headers joined by a comma. */
  headers: Record<string, string>;
  body: Buffer;
  /** The address after redirects. */
  url: string;
  /** The address after the leading permanent redirects (301, 308); null where there were none. */
  movedTo: string | null;
};

export type OutboundSettings = {
  allowPrivate: boolean;
  /** The User-Agent header. */
  userAgent: string;
  /** The DNS resolver; tests replace it. */
  lookup?: typeof systemLookup;
};

type Lookup = (
  hostname: string,
  options: LookupOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Names the setting that would allow the address, if any. Never names the resolved address. */
const forbidden = (allowPrivate: boolean): OutboundError =>
  new OutboundError(
    'forbidden_address',
    allowPrivate
      ? 'link-local and reserved addresses are never reached'
      : 'to allow private networks, start Dateline with ALLOW_PRIVATE_NETWORK=true',
  );

/** Fetches addresses from publishers: bounded in time and size, with one connection per host. */
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

  /** Returns the response, whatever its status. Throws OutboundError. */
  async fetch(address: string, options: OutboundRequest = {}): Promise<OutboundResponse> {
    const { method = 'GET', redirects = MAX_REDIRECTS } = options;
    const maxRedirects = method === 'POST' ? 0 : redirects;
    const visited = new Set<string>();
    const deadline = { at: null as number | null, ms: options.totalMs ?? TOTAL_MS };
    let headers = { 'user-agent': this.settings.userAgent, 'accept-encoding': ENCODINGS, ...options.headers };
    let url = parseFetchUrl(address);
    let movedTo: string | null = null;
    for (let permanent = true; ;) {
      visited.add(url.href);
      await options.mayVisit?.(url);
      const response = await this.hop(url, method, headers, options, deadline);
      const location = REDIRECTS.has(response.status) ? response.headers['location'] : undefined;
      if (location === undefined || maxRedirects === 0) return { ...response, url: url.href, movedTo };
      if (!isUrl(location, url.href)) throw new OutboundError('bad_address', 'the Location of a redirect is malformed');
      const next = parseFetchUrl(new URL(location, url.href).href);
      next.hash = '';
      permanent &&= PERMANENT.has(response.status);
      if (permanent) movedTo = next.href;
      if (visited.has(next.href)) throw new OutboundError('redirect_loop');
      if (visited.size > maxRedirects) throw new OutboundError('too_many_redirects', `more than ${maxRedirects}`);
      if (next.origin !== url.origin) headers = withoutCredentials(headers);
      url = next;
    }
  }

  /** Why an address is refused, as far as is known before it is resolved; null where it may be fetched. */
  refusalReason(address: string): string | null {
    try {
      const literal = ipLiteral(parseFetchUrl(address).hostname);
      return literal === null || isAllowedAddress(literal, this.settings.allowPrivate)
        ? null
        : forbidden(this.settings.allowPrivate).message;
    } catch (error) {
      if (error instanceof OutboundError) return error.message;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.closing.abort(new OutboundError('closed'));
    await this.agent.destroy();
  }

  private async hop(
    url: URL,
    method: Dispatcher.HttpMethod,
    headers: Record<string, string>,
    options: OutboundRequest,
    deadline: { at: number | null; ms: number },
  ): Promise<Omit<OutboundResponse, 'url' | 'movedTo'>> {
    const literal = ipLiteral(url.hostname);
    if (literal !== null && !isAllowedAddress(literal, this.settings.allowPrivate))
      throw forbidden(this.settings.allowPrivate);
    const cancelled = AbortSignal.any([this.closing.signal, ...(options.signal === undefined ? [] : [options.signal])]);
    return this.hostQueues.run(url.host, cancelled, async () => {
      deadline.at ??= performance.now() + deadline.ms;
      const timeout = new AbortController();
      const onTimeout = (): void =>
        timeout.abort(new OutboundError('total_timeout', `more than ${deadline.ms / 1000} s`));
      const timer = setTimeout(onTimeout, Math.max(1, deadline.at - performance.now()));
      const signal = AbortSignal.any([cancelled, timeout.signal]);
      let status: number | null = null;
      try {
        signal.throwIfAborted();
        const response = await request(url, {
          dispatcher: this.agent,
          method,
          headers,
          signal,
          headersTimeout: options.headersMs ?? HEADERS_MS,
          ...(options.body === undefined ? {} : { body: options.body }),
        });
        status = response.statusCode;
        const plain = plainHeaders(response.headers);
        const encoding = method === 'HEAD' ? undefined : plain['content-encoding'];
        const onOverflow = REDIRECTS.has(status) ? 'cut' : (options.onOverflow ?? 'refuse');
        return {
          status,
          headers: plain,
          body: await readBody(response.body, encoding, options.maxBytes ?? MAX_BYTES, onOverflow),
        };
      } catch (error) {
        const failure = toOutboundError(signal.aborted ? signal.reason : error);
        if (failure instanceof OutboundError) failure.status = status;
        throw failure;
      } finally {
        clearTimeout(timer);
      }
    });
  }

  /**
   * Connects to allowed addresses only. The connection uses the addresses checked here; nothing is resolved
   * again.
   */
  private connector(): buildConnector.connector {
    const { allowPrivate } = this.settings;
    const lookup: LookupFunction = (hostname, options, done) => {
      this.lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return done(error, []);
        const allowed = addresses.filter(({ address }) => isAllowedAddress(address, allowPrivate));
        const [first] = allowed;
        if (first === undefined) return done(forbidden(allowPrivate), []);
        if (options.all === true) done(null, allowed);
        else done(null, first.address, first.family);
      });
    };
    const connect = buildConnector({ lookup, timeout: CONNECT_MS, autoSelectFamily: true });
    return (options, done) => {
      const literal = ipLiteral(options.hostname);
      if (literal !== null && !isAllowedAddress(literal, allowPrivate)) return done(forbidden(allowPrivate), null);
      connect(options, (error: Error | null, socket: Socket | null) => {
        if (error !== null || socket === null) return done(error ?? new OutboundError('unreachable'), null);
        if (socket.remoteAddress !== undefined && isAllowedAddress(socket.remoteAddress, allowPrivate))
          return done(null, socket);
        socket.destroy();
        done(forbidden(allowPrivate), null);
      });
    };
  }
}

/** Throws `bad_address` where the URL is malformed or refused. */
function parseFetchUrl(address: string): URL {
  if (!isUrl(address)) throw new OutboundError('bad_address', 'the URL is malformed');
  const url = new URL(address);
  const refusal = urlRefusal(url);
  if (refusal !== null) throw new OutboundError('bad_address', refusal);
  return url;
}

const withoutCredentials = <H extends Record<string, string>>(headers: H): H =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIAL_HEADERS.includes(name.toLowerCase()))) as H;

const plainHeaders = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), [value].flat().join(', ')]],
    ),
  );
