// Fetches one address of a source, with the validators of the previous fetch, and parses the response. Knows
// no leases, writes nothing.
import { createHash } from 'node:crypto';
import type { OutboundClient, OutboundResponse } from '../../access/outbound/outbound-client.js';
import { OutboundError } from '../../access/outbound/outbound-error.js';
import type { ParsedItems } from '../../core/source/parsed-item.js';
import { parseRetryAfter } from '../../core/retry-after.js';
import { freshnessMs, linkTargets } from '../../core/source/cache-headers.js';
import type { PollHints } from '../../core/source/poll-interval.js';
import type { SourceReading } from '../../core/source/source-reading.js';
import type { SourceKind } from '../../core/source/source.js';
import { PollError, pollFailureOf } from './poll-error.js';
import type { RobotsTxt } from './robots-txt.js';
import type { SourceReader } from './source-reader.js';
import { isUrl } from '../../core/text/is-url.js';

/** The address and validators of the previous fetch. */
export type PreviousFetch = {
  address: string;
  etag: string | null;
  lastModified: string | null;
  digest: Buffer | null;
};

export type FetchOptions = {
  /** Null: the response decides. */
  kind: SourceKind | null;
  source: string;
  zone: string | null;
  language: string | null;
  /** Whether the page of a live blog is read post by post. */
  live?: boolean;
};

/** What the next fetch needs; `hub` and `self` are the WebSub links. */
type FetchState = PreviousFetch & { wishes: PollHints; hub: string | null; self: string | null };

export type FetchResult =
  | (FetchState & { result: 'same' })
  | (FetchState & { result: 'items'; kind: 'feed' | 'sitemap' | 'page'; found: ParsedItems })
  | (FetchState & { result: 'page'; url: string; body: Buffer; contentType: string });

const ACCEPT = {
  page: 'text/html, application/xhtml+xml;q=0.9, text/plain;q=0.5',
  other:
    'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5',
};
/** Sitemaps read of a sitemap index: the newest few have the news. */
const MAX_CHILD_SITEMAPS = 5;
const MAX_VALIDATOR_LENGTH = 1_000;
const MAX_REASON_LENGTH = 500;

const validator = (value: string | undefined): string | null =>
  value === undefined || value.length > MAX_VALIDATOR_LENGTH ? null : value;
const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const withoutValidators = (address: string): PreviousFetch => ({
  address,
  etag: null,
  lastModified: null,
  digest: null,
});

export class SourceFetcher {
  constructor(
    private readonly outbound: OutboundClient,
    private readonly robotsTxt: RobotsTxt,
    private readonly reader: SourceReader,
    private readonly now: () => number,
  ) {}

  /**
   * Fetches and parses. `isLinked`: the address is the feed that a page linked, which may not link another.
   * Throws OutboundError or PollError where the source fails.
   */
  async fetch(
    previous: PreviousFetch,
    options: FetchOptions,
    signal: AbortSignal,
    isLinked = false,
  ): Promise<FetchResult> {
    const response = await this.request(previous, options.kind, signal);
    const notModified = response.status === 304;
    const state: FetchState = {
      address: response.movedTo ?? previous.address,
      etag: validator(response.headers['etag']) ?? (notModified ? previous.etag : null),
      lastModified: validator(response.headers['last-modified']) ?? (notModified ? previous.lastModified : null),
      digest: previous.digest,
      wishes: {
        freshFor: freshnessMs(response.headers, this.now()),
        crawlDelay: this.robotsTxt.crawlDelayMs(response.url),
      },
      hub: absolute(linkTargets(response.headers, 'hub')[0], response.url),
      self: absolute(linkTargets(response.headers, 'self')[0], response.url),
    };
    if (notModified) return { ...state, result: 'same' };
    if (response.body.length === 0) throw new PollError('empty');
    const bodyDigest = sha256(response.body);
    const isUnchanged = previous.digest?.equals(bodyDigest) === true;
    // The digest of a page is that of its content, known only once it is parsed.
    if (options.kind !== null && options.kind !== 'page' && isUnchanged) return { ...state, result: 'same' };
    const { reading, contentType } = await this.parse(response, options);
    if (reading.kind === 'unfit') throw new PollError(reading.code);
    if (reading.kind === 'leads') {
      if (isLinked) throw new PollError('not_a_feed');
      return this.fetch(withoutValidators(reading.feed), { ...options, kind: 'feed' }, signal, true);
    }
    if (reading.kind === 'page') {
      const digest = Buffer.from(reading.digest, 'hex');
      if (previous.digest?.equals(digest) === true) return { ...state, result: 'same' };
      return { ...state, result: 'page', digest, url: response.url, body: response.body, contentType };
    }
    if (reading.kind === 'live') {
      const digest = sha256(JSON.stringify(reading.found.items));
      if (previous.digest?.equals(digest) === true) return { ...state, result: 'same' };
      return { ...state, result: 'items', kind: 'page', digest, found: reading.found };
    }
    if (reading.children.length > 0) {
      // A sitemap index may stay the same while its sitemaps change, so it has no validators.
      const found = await this.withChildSitemaps(reading.found, reading.children, options, signal);
      return { ...state, result: 'items', kind: reading.kind, found, etag: null, lastModified: null, digest: null };
    }
    const { found } = reading;
    const links = { hub: found.hub ?? state.hub, self: found.self ?? state.self };
    return { ...state, ...links, result: 'items', kind: reading.kind, found, digest: bodyDigest };
  }

  private async request(
    previous: PreviousFetch,
    kind: SourceKind | null,
    signal: AbortSignal,
  ): Promise<OutboundResponse> {
    const { address, etag, lastModified } = previous;
    const headers: Record<string, string> = { accept: kind === 'page' ? ACCEPT.page : ACCEPT.other };
    if (etag !== null) headers['if-none-match'] = etag;
    if (lastModified !== null) headers['if-modified-since'] = lastModified;
    const mayVisit = (url: URL): Promise<void> => this.robotsTxt.assertAllowed(url, signal);
    const response = await this.outbound.fetch(address, { headers, signal, mayVisit });
    const { status } = response;
    // A 304 to an unconditional request is an error.
    const isConditional = etag !== null || lastModified !== null;
    if ((status >= 200 && status < 300) || (status === 304 && isConditional)) return response;
    throw new PollError(
      'http_status',
      String(status),
      parseRetryAfter(response.headers['retry-after'], this.now()) ?? undefined,
    );
  }

  private async parse(
    response: OutboundResponse,
    options: FetchOptions,
  ): Promise<{ reading: SourceReading; contentType: string }> {
    const { body, headers, url } = response;
    const { kind, source, zone, language, live = false } = options;
    const contentType = headers['content-type'] ?? '';
    const { reading, charset } = await this.reader.read({
      kind,
      body,
      contentType,
      url,
      source,
      zone: zone ?? undefined,
      language: language ?? undefined,
      now: this.now(),
      live,
    });
    return {
      reading,
      contentType: `${/^text\/plain\b/i.test(contentType) ? 'text/plain' : 'text/html'}; charset=${charset}`,
    };
  }

  /**
   * Adds the pages of an index's newest sitemaps. A sitemap that fails becomes the note, and stops no other.
   */
  private async withChildSitemaps(
    index: ParsedItems,
    children: string[],
    options: FetchOptions,
    signal: AbortSignal,
  ): Promise<ParsedItems> {
    const items = [...index.items];
    let { note } = index;
    for (const child of children.slice(0, MAX_CHILD_SITEMAPS)) {
      try {
        const response = await this.request(withoutValidators(child), 'sitemap', signal);
        const { reading } = await this.parse(response, { ...options, kind: 'sitemap' });
        if (reading.kind !== 'sitemap') throw new PollError('not_a_sitemap');
        items.push(...reading.found.items);
        note ??= reading.found.note;
      } catch (error) {
        const failure = pollFailureOf(error);
        if (failure === null || (error instanceof OutboundError && error.code === 'closed')) throw error;
        note = { code: 'bad_items', reason: `${child}: ${failure.reason}`.slice(0, MAX_REASON_LENGTH) };
      }
    }
    return { ...index, items, note };
  }
}

const absolute = (address: string | undefined, base: string): string | null =>
  address === undefined || !isUrl(address, base) ? null : new URL(address, base).href;
