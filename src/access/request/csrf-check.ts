// CSRF protection: which page made the browser send a request, by Fetch Metadata (Sec-Fetch-Site), or by
// Origin where the browser sends none, as over plain HTTP.
import type { IncomingMessage } from 'node:http';
import type { Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import { clientProtocol } from './client-address.js';
import { isUrl } from '../../core/text/is-url.js';

/**
 * `same-origin`: a page of this origin, or the user. `cross-origin`: a page of another origin. `unknown`: the
 * request doesn't say.
 */
export type RequestOrigin = 'same-origin' | 'cross-origin' | 'unknown';

const HINT = 'A session works for pages of Dateline only; programs send "Authorization: Bearer <key>".';

export class CsrfCheck {
  private readonly protocol: (request: IncomingMessage) => 'http' | 'https';
  private readonly publicUrls: readonly string[];

  constructor({ trustProxy, publicUrls }: Pick<Settings, 'trustProxy' | 'publicUrls'>) {
    this.protocol = clientProtocol(trustProxy);
    this.publicUrls = publicUrls;
  }

  /** The protocol of the browser's connection, behind trusted proxies. */
  protocolOf(request: IncomingMessage): 'http' | 'https' {
    return this.protocol(request);
  }

  originOf(request: IncomingMessage): RequestOrigin {
    const { origin, host, 'sec-fetch-site': site } = request.headers;
    if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'same-origin' : 'cross-origin';
    if (origin === undefined) return 'unknown';
    const own = [`${this.protocol(request)}://${host}`, ...this.publicUrls];
    return own.some((url) => isUrl(url) && new URL(url).origin === origin) ? 'same-origin' : 'cross-origin';
  }

  /** Throws `forbidden` unless a page of this origin sent the request. */
  requireSameOrigin(request: IncomingMessage): void {
    const origin = this.originOf(request);
    if (origin === 'cross-origin')
      throw new DatelineError('forbidden', `A page of another origin sent this request. ${HINT}`);
    if (origin === 'unknown')
      throw new DatelineError(
        'forbidden',
        `The request has neither Sec-Fetch-Site nor Origin, so its page is unknown. ${HINT}`,
      );
  }
}
