// The closed list of outbound errors, and whether a retry may succeed.

const OUTBOUND_ERRORS = {
  bad_address: { retryable: false, title: 'The address can not be fetched' },
  forbidden_address: { retryable: false, title: 'The address is not on the public internet' },
  forbidden_by_robots: { retryable: false, title: 'The site’s robots.txt forbids it' },
  unresolvable: { retryable: true, title: 'The host name does not resolve' },
  unreachable: { retryable: true, title: 'The host does not accept connections' },
  bad_certificate: { retryable: true, title: 'The host’s certificate is invalid' },
  connect_timeout: { retryable: true, title: 'The host did not accept the connection in time' },
  headers_timeout: { retryable: true, title: 'The host sent no response headers in time' },
  body_timeout: { retryable: true, title: 'The host stopped in the middle of its response' },
  total_timeout: { retryable: true, title: 'The response took too long' },
  too_large: { retryable: false, title: 'The response is too large' },
  bad_encoding: { retryable: false, title: 'The response can not be decompressed' },
  bad_answer: { retryable: true, title: 'The response is not HTTP, or the connection was closed' },
  redirect_loop: { retryable: false, title: 'The redirects form a loop' },
  too_many_redirects: { retryable: false, title: 'There are too many redirects' },
  busy: { retryable: true, title: 'Too many requests wait for this host' },
  closed: { retryable: true, title: 'This process is stopping' },
} as const;

export type OutboundCode = keyof typeof OUTBOUND_ERRORS;

/** A failed fetch. `message` is safe to show to the publisher: it contains no resolved address. */
export class OutboundError extends Error {
  /** The HTTP status, where the response failed in its body; null where there was none. */
  status: number | null = null;

  constructor(
    readonly code: OutboundCode,
    reason?: string,
    options?: ErrorOptions,
  ) {
    super(reason === undefined ? OUTBOUND_ERRORS[code].title : `${OUTBOUND_ERRORS[code].title}: ${reason}`, options);
    this.name = 'OutboundError';
  }

  get retryable(): boolean {
    return OUTBOUND_ERRORS[this.code].retryable;
  }
}

/** Error codes of undici, DNS, TLS and sockets. */
const CODE_PATTERNS: [RegExp, OutboundCode][] = [
  [/^UND_ERR_CONNECT_TIMEOUT$/, 'connect_timeout'],
  [/^UND_ERR_HEADERS_TIMEOUT$/, 'headers_timeout'],
  [/^UND_ERR_BODY_TIMEOUT$/, 'body_timeout'],
  [/^UND_ERR_HEADERS_OVERFLOW$|^HPE_HEADER_OVERFLOW$/, 'too_large'],
  [/^(?:ENOTFOUND|EAI_\w+|ENODATA)$/, 'unresolvable'],
  [/CERT|_SSL_|^ERR_TLS|^SELF_SIGNED|^UNABLE_TO_|^HOSTNAME_MISMATCH|^EPROTO$/, 'bad_certificate'],
  [
    /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM|ETIMEDOUT|EINVAL|EAFNOSUPPORT)$/,
    'unreachable',
  ],
  [/^(?:UND_ERR_|HPE_|ECONNRESET|EPIPE|ECONNABORTED)/, 'bad_answer'],
];

/** The OutboundError for an error of undici or below; returns any other error unchanged. */
export function toOutboundError(error: unknown): unknown {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; depth++) {
    if (cause instanceof OutboundError) return cause;
    const code =
      'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name === 'HTTPParserError' ? 'HPE_' : '';
    const known = CODE_PATTERNS.find(([pattern]) => pattern.test(code));
    if (known !== undefined) return new OutboundError(known[1], undefined, { cause: error });
    // A name with several addresses has an error for each.
    cause = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
  }
  return error;
}
