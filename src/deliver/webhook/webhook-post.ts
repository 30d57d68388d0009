import { Webhook } from 'standardwebhooks';
import type { OutboundClient, OutboundResponse } from '../../access/outbound/outbound-client.js';
import { OutboundError } from '../../access/outbound/outbound-error.js';
import { encodeDelivery, messageId } from '../../core/webhook/webhook.js';
import { parseRetryAfter } from '../../core/retry-after.js';
import { cleanText } from '../../core/text/clean-text.js';
import type { Update } from '../../core/log/update.js';
import type { Attempt, WebhookLease } from '../../store/webhook/webhook-leases.js';

/** From the connection to the end of the answer. */
const ANSWER_MS = 15_000;
/** What is read of an answer, and kept for the operator where it was a refusal. */
const EXCERPT_BYTES = 1_000;

/** An attempt, and how long the receiver asks to be left alone. */
export type Posted = Attempt & { retryAfterMs: number | null };

/** The headers of Standard Webhooks: signed with each secret that is alive, so that receivers may change theirs in their own time. */
function signed(line: WebhookLease, id: string, at: Date, body: string): Record<string, string> {
  const old = line.old_secret !== null && line.old_secret_until !== null && line.old_secret_until > at ? [line.old_secret] : [];
  const signatures = [line.secret, ...old].map((secret) => new Webhook(secret).sign(id, at, body));
  return { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)), 'webhook-signature': signatures.join(' ') };
}

const taken = (status: number): boolean => status >= 200 && status < 300;

/** What the other side said, as text that can be kept. */
const excerptOf = ({ body }: OutboundResponse): string => cleanText(body.toString('utf8'));

/** Sends one update to a webhook, once. Redirects are not followed: where it goes is the publisher's to say. */
export async function postUpdate(outbound: Pick<OutboundClient, 'fetch'>, line: WebhookLease, { seq, update }: { seq: number; update: Update }, { at, origin, trace }: { at: Date; origin: string | undefined; trace: string | undefined }): Promise<Posted> {
  const { contentType, body } = encodeDelivery(update, line.format, origin);
  const headers = { 'content-type': contentType, ...signed(line, messageId(line.id, line.epoch, seq), at, body), ...(trace === undefined ? {} : { traceparent: trace }) };
  try {
    const answer = await outbound.fetch(line.url, { method: 'POST', headers, body, totalMs: ANSWER_MS, headersMs: ANSWER_MS, maxBytes: EXCERPT_BYTES, onOverflow: 'cut', redirects: 0 });
    if (taken(answer.status)) return { seq, at, status: answer.status, error: null, excerpt: null, retryAfterMs: null };
    const led = answer.status >= 300 && answer.status < 400 ? ' Redirects are not followed.' : '';
    return { seq, at, status: answer.status, error: `It was answered ${answer.status}.${led}`, excerpt: excerptOf(answer), retryAfterMs: parseRetryAfter(answer.headers['retry-after'], at.getTime()) };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    // The status was said; a body that never ends, or that can't be read, takes nothing back.
    if (error.status !== null && taken(error.status)) return { seq, at, status: error.status, error: null, excerpt: null, retryAfterMs: null };
    return { seq, at, status: error.status, error: `${error.message}.`, excerpt: null, retryAfterMs: null };
  }
}
