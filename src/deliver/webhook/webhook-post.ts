import { Webhook } from 'standardwebhooks';
import type { OutboundClient, OutboundResponse } from '../../access/outbound/outbound-client.js';
import { OutboundError } from '../../access/outbound/outbound-error.js';
import type { Update } from '../../core/log/update.js';
import { parseRetryAfter } from '../../core/retry-after.js';
import { cleanText } from '../../core/text/clean-text.js';
import { encodeDelivery, messageId } from '../../core/webhook/webhook.js';
import type { Attempt, WebhookLease } from '../../store/webhook/webhook-leases.js';

/** From the connection to the end of the response. */
const RESPONSE_TIMEOUT_MS = 15_000;
/** Bytes of the response body that are read, and stored for the operator after a failure. */
const MAX_EXCERPT_BYTES = 1_000;

/** The result of an attempt, with the wait that the receiver asks for in Retry-After. */
export type PostResult = Attempt & { retryAfterMs: number | null };

/**
 * Standard Webhooks headers, with one signature per valid secret, so that a receiver can rotate its secret at
 * any time.
 */
function signatureHeaders(lease: WebhookLease, id: string, at: Date, body: string): Record<string, string> {
  const { secret, old_secret: oldSecret, old_secret_until: oldSecretUntil } = lease;
  const secrets = [
    secret,
    ...(oldSecret !== null && oldSecretUntil !== null && oldSecretUntil > at ? [oldSecret] : []),
  ];
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((one) => new Webhook(one).sign(id, at, body)).join(' '),
  };
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** The response body as text that Postgres can store. */
const excerptOf = ({ body }: OutboundResponse): string => cleanText(body.toString('utf8'));

/**
 * Posts one update to a webhook, once. Redirects are not followed: only the publisher chooses the receiver.
 */
export async function postUpdate(
  outbound: Pick<OutboundClient, 'fetch'>,
  lease: WebhookLease,
  { seq, update }: { seq: number; update: Update },
  { at, origin, trace }: { at: Date; origin: string | undefined; trace: string | undefined },
): Promise<PostResult> {
  const { contentType, body } = encodeDelivery(update, lease.format, origin);
  const signature = signatureHeaders(lease, messageId(lease.id, lease.epoch, seq), at, body);
  const headers = { 'content-type': contentType, ...signature, ...(trace === undefined ? {} : { traceparent: trace }) };
  const request = {
    method: 'POST',
    headers,
    body,
    totalMs: RESPONSE_TIMEOUT_MS,
    headersMs: RESPONSE_TIMEOUT_MS,
    maxBytes: MAX_EXCERPT_BYTES,
    onOverflow: 'cut',
    redirects: 0,
  } as const;
  const delivered = (status: number): PostResult => ({
    seq,
    at,
    status,
    error: null,
    excerpt: null,
    retryAfterMs: null,
  });
  try {
    const response = await outbound.fetch(lease.url, request);
    const { status } = response;
    if (isSuccess(status)) return delivered(status);
    const isRedirect = status >= 300 && status < 400;
    return {
      seq,
      at,
      status,
      error: `The receiver answered with status ${status}.${isRedirect ? ' Redirects are not followed.' : ''}`,
      excerpt: excerptOf(response),
      retryAfterMs: parseRetryAfter(response.headers['retry-after'] ?? null, at.getTime()),
    };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    // A 2xx status counts, even if the body is endless or unreadable.
    if (error.status !== null && isSuccess(error.status)) return delivered(error.status);
    return { seq, at, status: error.status, error: `${error.message}.`, excerpt: null, retryAfterMs: null };
  }
}
