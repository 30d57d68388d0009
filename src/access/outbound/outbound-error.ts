// The closed list of what can go wrong with a fetch, and whether the same again may go well.

export const OUTBOUND_ERRORS = {
  bad_address: { retryable: false, title: 'The address can not be fetched' },
  forbidden_address: { retryable: false, title: 'The address is not on the public internet' },
  forbidden_by_robots: { retryable: false, title: 'The site’s robots.txt forbids it' },
  unresolvable: { retryable: true, title: 'The host is not found' },
  unreachable: { retryable: true, title: 'The host can not be connected to' },
  bad_certificate: { retryable: true, title: 'The host’s certificate is not good' },
  connect_timeout: { retryable: true, title: 'The host did not take the connection in time' },
  headers_timeout: { retryable: true, title: 'The host did not begin to answer in time' },
  body_timeout: { retryable: true, title: 'The host stopped in the middle of its answer' },
  total_timeout: { retryable: true, title: 'The answer took too long' },
  too_large: { retryable: false, title: 'The answer is too large' },
  bad_encoding: { retryable: false, title: 'The answer’s compression can not be undone' },
  bad_answer: { retryable: true, title: 'The answer is not HTTP, or broke off' },
  redirect_loop: { retryable: false, title: 'The redirects go round in a circle' },
  too_many_redirects: { retryable: false, title: 'There are too many redirects' },
  busy: { retryable: true, title: 'Too much waits for this host already' },
  closed: { retryable: true, title: 'This process is stopping' },
} as const;

export type OutboundCode = keyof typeof OUTBOUND_ERRORS;

/** A fetch that came to nothing. `message` is safe to show to whoever asked for it: it names no address that was looked up. */
export class OutboundError extends Error {
  /** What had been answered before it went wrong in the body; null where nothing was. */
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

/** What undici, the resolver, TLS and the socket call it. */
const CODE_PATTERNS: [RegExp, OutboundCode][] = [
  [/^UND_ERR_CONNECT_TIMEOUT$/, 'connect_timeout'],
  [/^UND_ERR_HEADERS_TIMEOUT$/, 'headers_timeout'],
  [/^UND_ERR_BODY_TIMEOUT$/, 'body_timeout'],
  [/^UND_ERR_HEADERS_OVERFLOW$|^HPE_HEADER_OVERFLOW$/, 'too_large'],
  [/^(?:ENOTFOUND|EAI_\w+|ENODATA)$/, 'unresolvable'],
  [/CERT|_SSL_|^ERR_TLS|^SELF_SIGNED|^UNABLE_TO_|^HOSTNAME_MISMATCH|^EPROTO$/, 'bad_certificate'],
  [/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM|ETIMEDOUT|EINVAL|EAFNOSUPPORT)$/, 'unreachable'],
  [/^(?:UND_ERR_|HPE_|ECONNRESET|EPIPE|ECONNABORTED)/, 'bad_answer'],
];

/** The fault of a request in the words of the closed list; anything else comes back as it is. */
export function toOutboundError(error: unknown): unknown {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; depth++) {
    if (cause instanceof OutboundError) return cause;
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name === 'HTTPParserError' ? 'HPE_' : '';
    const known = CODE_PATTERNS.find(([name]) => name.test(code));
    if (known !== undefined) return new OutboundError(known[1], undefined, { cause: error });
    // A name with several addresses has a fault for each.
    cause = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
  }
  return error;
}
