// Which page made a browser ask. A browser adds cookies and passwords to whatever any page makes it send; but it says from where, by
// Fetch Metadata (Sec-Fetch-Site), and by Origin where it has no Fetch Metadata, as over plain HTTP.
import type { IncomingMessage } from 'node:http';
import type { Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import { clientProtocol } from './client-address.js';

/** A page of our own origin or the person at the browser; a page of another origin; or nobody says. */
export type RequestOrigin = 'own' | 'other' | 'unsaid';

export class CsrfCheck {
  private readonly protocol: (request: IncomingMessage) => 'http' | 'https';
  private readonly publicUrls: readonly string[];

  constructor({ trustProxy, publicUrls }: Pick<Settings, 'trustProxy' | 'publicUrls'>) {
    this.protocol = clientProtocol(trustProxy);
    this.publicUrls = publicUrls;
  }

  /** How the browser reached us, as far as its proxies are believed. */
  protocolOf(request: IncomingMessage): 'http' | 'https' {
    return this.protocol(request);
  }

  originOf(request: IncomingMessage): RequestOrigin {
    const { origin, host, 'sec-fetch-site': site } = request.headers;
    if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'own' : 'other';
    if (origin === undefined) return 'unsaid';
    const own = [`${this.protocol(request)}://${host}`, ...this.publicUrls];
    return own.some((url) => URL.canParse(url) && new URL(url).origin === origin) ? 'own' : 'other';
  }

  /** Throws `forbidden` unless a page of ours asks. */
  requireSameOrigin(request: IncomingMessage): void {
    const source = this.originOf(request);
    if (source === 'other') throw new DatelineError('forbidden', 'A page of another origin asked for this. Sessions act for pages of Dateline alone; programs send "Authorization: Bearer <key>".');
    if (source === 'unsaid') throw new DatelineError('forbidden', 'Neither Sec-Fetch-Site nor Origin says which page asks. Sessions act for pages of Dateline alone; programs send "Authorization: Bearer <key>".');
  }
}
