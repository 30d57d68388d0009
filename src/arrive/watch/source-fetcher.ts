// One look at one address: asks for what changed, and reads what comes. Knows nothing of turns, and writes nothing.
import { createHash } from 'node:crypto';
import type { OutboundClient, OutboundResponse } from '../../access/outbound/outbound-client.js';
import { OutboundError } from '../../access/outbound/outbound-error.js';
import type { Found } from '../../core/source/found-item.js';
import { freshFor, linkedAs, retryAfter } from '../../core/source/freshness.js';
import type { PollWishes } from '../../core/source/poll-interval.js';
import type { SourceReading } from '../../core/source/source-reading.js';
import type { SourceKind } from '../../core/source/source.js';
import { pollFailureOf, PollError } from './poll-error.js';
import type { RobotsTxt } from './robots-txt.js';
import type { SourceReader } from './source-reader.js';

/** What is known of an address from the look before. */
export type PreviousFetch = { address: string; etag: string | null; lastModified: string | null; digest: Buffer | null };

export type FetchOptions = { kind: SourceKind | null; source: string; zone: string | null; language: string | null; /** Whether a live blog's page is read post by post. */ live?: boolean };

/** Of what was found, only that which matters to the next look. */
type FetchState = PreviousFetch & { wishes: PollWishes; hub: string | null; self: string | null };

export type FetchResult =
  | (FetchState & { result: 'same' })
  | (FetchState & { result: 'items'; kind: 'feed' | 'sitemap' | 'page'; found: Found })
  | (FetchState & { result: 'page'; url: string; body: Buffer; contentType: string });

const ACCEPT = { page: 'text/html, application/xhtml+xml;q=0.9, text/plain;q=0.5', other: 'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5' };
/** Of a sitemap of sitemaps, the newest few hold the news. */
const MAX_CHILD_SITEMAPS = 5;
const MAX_VALIDATOR_LENGTH = 1_000;

const short = (value: string | undefined): string | null => (value === undefined || value.length > MAX_VALIDATOR_LENGTH ? null : value);

export class SourceFetcher {
  constructor(
    private readonly outbound: OutboundClient,
    private readonly robots: RobotsTxt,
    private readonly reader: SourceReader,
    private readonly now: () => number,
  ) {}

  /** Throws OutboundError or LookError where the source is at fault. */
  async fetch(known: PreviousFetch, asked: FetchOptions, signal: AbortSignal, led = false): Promise<FetchResult> {
    const answer = await this.request(known, asked.kind, signal);
    const wishes = { freshFor: freshFor(answer.headers, this.now()), crawlDelay: this.robots.crawlDelayMs(answer.url) };
    const moved = answer.movedTo ?? known.address;
    const standing: FetchState = {
      address: moved,
      etag: short(answer.headers['etag']) ?? (answer.status === 304 ? known.etag : null),
      lastModified: short(answer.headers['last-modified']) ?? (answer.status === 304 ? known.lastModified : null),
      digest: known.digest,
      wishes,
      hub: absolute(linkedAs(answer.headers, 'hub')[0], answer.url),
      self: absolute(linkedAs(answer.headers, 'self')[0], answer.url),
    };
    if (answer.status === 304) return { ...standing, result: 'same' };
    if (answer.body.length === 0) throw new PollError('empty');
    const whole = createHash('sha256').update(answer.body).digest();
    if (asked.kind !== null && asked.kind !== 'page' && known.digest?.equals(whole) === true) return { ...standing, result: 'same' };
    const { reading, contentType } = await this.parse(answer, asked);
    if (reading.kind === 'unfit') throw new PollError(reading.code);
    if (reading.kind === 'leads' && led) throw new PollError('not_a_feed');
    if (reading.kind === 'leads') return this.fetch({ address: reading.feed, etag: null, lastModified: null, digest: null }, { ...asked, kind: 'feed' }, signal, true);
    if (reading.kind === 'page') {
      const digest = Buffer.from(reading.digest, 'hex');
      if (known.digest?.equals(digest) === true) return { ...standing, result: 'same' };
      return { ...standing, result: 'page', digest, url: answer.url, body: answer.body, contentType };
    }
    if (reading.kind === 'live') {
      const digest = createHash('sha256').update(JSON.stringify(reading.found.items)).digest();
      return known.digest?.equals(digest) === true ? { ...standing, result: 'same' } : { ...standing, result: 'items', kind: 'page', digest, found: reading.found };
    }
    if (reading.children.length > 0) {
      // An index may stand still while the sitemaps in it move: it is read each time.
      const found = await this.withChildSitemaps(reading.found, reading.children, asked, signal);
      return { ...standing, result: 'items', kind: reading.kind, found, etag: null, lastModified: null, digest: null };
    }
    const { found } = reading;
    return { ...standing, result: 'items', kind: reading.kind, found, digest: whole, hub: found.hub ?? standing.hub, self: found.self ?? standing.self };
  }

  private async request({ address, etag, lastModified }: PreviousFetch, kind: SourceKind | null, signal: AbortSignal): Promise<OutboundResponse> {
    const headers: Record<string, string> = { accept: kind === 'page' ? ACCEPT.page : ACCEPT.other };
    if (etag !== null) headers['if-none-match'] = etag;
    if (lastModified !== null) headers['if-modified-since'] = lastModified;
    const answer = await this.outbound.fetch(address, { headers, signal, mayVisit: (url) => this.robots.assertAllowed(url, signal) });
    const { status } = answer;
    // A server may say 304 only where it was asked so.
    if ((status >= 200 && status < 300) || (status === 304 && (etag !== null || lastModified !== null))) return answer;
    throw new PollError('http_status', String(status), retryAfter(answer.headers, this.now()));
  }

  private async parse({ body, headers, url }: OutboundResponse, { kind, source, zone, language, live = false }: FetchOptions): Promise<{ reading: SourceReading; contentType: string }> {
    const said = headers['content-type'] ?? '';
    const { reading, charset } = await this.reader.read({ kind, body, contentType: said, url, source, zone: zone ?? undefined, language: language ?? undefined, now: this.now(), live });
    return { reading, contentType: `${/^text\/plain\b/i.test(said) ? 'text/plain' : 'text/html'}; charset=${charset}` };
  }

  /** The pages of an index's newest sitemaps. One that fails is said, and keeps no other back. */
  private async withChildSitemaps(found: Found, children: string[], asked: FetchOptions, signal: AbortSignal): Promise<Found> {
    const items = [...found.items];
    let { note } = found;
    for (const child of children.slice(0, MAX_CHILD_SITEMAPS)) {
      try {
        const answer = await this.request({ address: child, etag: null, lastModified: null, digest: null }, 'sitemap', signal);
        const { reading } = await this.parse(answer, { ...asked, kind: 'sitemap' });
        if (reading.kind !== 'sitemap') throw new PollError('not_a_sitemap');
        items.push(...reading.found.items);
        note ??= reading.found.note;
      } catch (error) {
        const fault = pollFailureOf(error);
        if (fault === null || (error instanceof OutboundError && error.code === 'closed')) throw error;
        note = { code: 'bad_items', reason: `${child}: ${fault.reason}`.slice(0, 500) };
      }
    }
    return { ...found, items, note };
  }
}

const absolute = (address: string | undefined, base: string): string | null => (address === undefined || !URL.canParse(address, base) ? null : new URL(address, base).href);
