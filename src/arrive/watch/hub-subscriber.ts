// The subscriber of WebSub (W3C Recommendation): subscribes at a source's hub, and renews before the lease
// ends. Invariant: a push only triggers a poll, and content comes from the source itself, so that a push
// can't forge or delay it.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { OutboundClient } from '../../access/outbound/outbound-client.js';
import type { Logger } from '../../logger.js';
import type { Source } from '../../store/source/sources.js';
import type { Store } from '../../store/store.js';
import { pollFailureOf } from './poll-error.js';

/** Below the base URL; followed by the source's token. */
export const CALLBACK_PATH = 'v1/websub';

const LEASE_S = 7 * 86_400;
const MAX_LEASE_S = 30 * 86_400;
/** A subscription is renewed this long before its end, or after three quarters of a short lease. */
const RENEW_MS = 3_600_000;
/** Retry of a request that the hub did not confirm, and of one that it denied. */
const RETRY_MS = 600_000;
const DENIED_RETRY_MS = 86_400_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** Subscriptions ended per run. */
const UNSUBSCRIBE_BATCH = 10;
/** The poll interval while a hub pushes reliably. */
const MAX_PAUSE_MS = 900_000;

type HubRequest = {
  mode: 'subscribe' | 'unsubscribe';
  topic: string;
  token: string;
  secret?: string;
  lease_seconds?: string;
};
/** `lease` in seconds. */
type HubVerification = { mode: string; topic: string; challenge: string; lease: number | null };
type HubState = Pick<Source, 'hub_state' | 'hub_until' | 'hub_missed'>;

/**
 * The least poll interval, in ms, while a hub pushes: 0 without a verified hub, or where it missed a change.
 */
export function pollPauseFor(
  { hub_state: state, hub_until: until, hub_missed: missed }: HubState,
  now: number,
): number {
  if (state !== 'verified' || until === null || until.getTime() <= now || missed > 0) return 0;
  return Math.min(MAX_PAUSE_MS, Math.max(0, until.getTime() - now - renewalMarginMs(until.getTime() - now)));
}

/** How long before its end a lease is renewed, in ms. */
const renewalMarginMs = (lease: number): number => Math.min(RENEW_MS, lease / 4);

function isSubscriptionDue(source: Source, hub: string, topic: string, now: number): boolean {
  const { hub_state: state, hub_until: until, hub_asked_at: requestedAt } = source;
  if (state === null || source.hub !== hub || source.hub_topic !== topic) return true;
  const sinceRequest = now - (requestedAt?.getTime() ?? 0);
  if (state === 'asked') return sinceRequest > RETRY_MS;
  if (state === 'denied') return sinceRequest > DENIED_RETRY_MS;
  const lease = (until?.getTime() ?? 0) - (requestedAt?.getTime() ?? 0);
  const isEnding = (until?.getTime() ?? 0) - now <= renewalMarginMs(Math.max(0, lease));
  return isEnding && sinceRequest > Math.min(RETRY_MS, lease / 8);
}

export class HubSubscriber {
  constructor(
    private readonly store: Store,
    private readonly outbound: OutboundClient,
    /** The base URL for callbacks; without it there are no subscriptions. */
    private readonly publicUrl: string | undefined,
    private readonly now: () => number,
    private readonly log: Logger,
  ) {}

  /**
   * Subscribes at the source's hub, or renews, where that is due. Failures of the hub are logged only:
   * polling goes on without it.
   */
  async subscribeIfDue(
    source: Source,
    links: { hub: string | null; self: string | null; address: string },
    signal: AbortSignal,
  ): Promise<void> {
    const hub = links.hub ?? source.hub;
    const topic = links.self ?? (links.hub === null ? source.hub_topic : null) ?? links.address;
    if (this.publicUrl === undefined || hub === null || !isSubscriptionDue(source, hub, topic, this.now())) return;
    const { hub_token: oldToken, hub_secret: oldSecret } = source;
    const isRenewal = source.hub === hub && source.hub_topic === topic && oldToken !== null && oldSecret !== null;
    // A renewal keeps token and secret: pushes continue meanwhile, signed with them.
    const token = isRenewal ? oldToken : randomBytes(24).toString('base64url');
    const secret = isRenewal ? oldSecret : randomBytes(32).toString('hex');
    if (!isRenewal) await this.store.hubUnsubscriptions.add(this.store.db, source);
    await this.store.sources.change(source.id, {
      hub,
      hub_topic: topic,
      hub_token: token,
      hub_secret: secret,
      hub_asked_at: new Date(this.now()),
      ...(isRenewal && source.hub_state === 'verified' ? {} : { hub_state: 'asked', hub_until: null, hub_missed: 0 }),
    });
    await this.request(hub, { mode: 'subscribe', topic, token, secret, lease_seconds: String(LEASE_S) }, signal);
  }

  /** Unsubscribes from hubs of deleted or moved sources. Failures of a hub are logged and retried. */
  async unsubscribePending(): Promise<void> {
    if (this.publicUrl === undefined) return;
    const ended = await this.store.hubUnsubscriptions.claimDue(UNSUBSCRIBE_BATCH);
    const unsubscribe = ({ hub, topic, token }: { hub: string; topic: string; token: string }): Promise<void> =>
      this.request(hub, { mode: 'unsubscribe', topic, token }, AbortSignal.timeout(REQUEST_TIMEOUT_MS));
    await Promise.all(ended.map(unsubscribe));
  }

  private async request(hub: string, { token, ...parameters }: HubRequest, signal: AbortSignal): Promise<void> {
    const body = new URLSearchParams({
      ...Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`hub.${name}`, value])),
      'hub.callback': `${this.publicUrl ?? ''}/${CALLBACK_PATH}/${token}`,
    }).toString();
    const { mode } = parameters;
    try {
      const { status } = await this.outbound.fetch(hub, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
        maxBytes: 4_096,
        onOverflow: 'cut',
        totalMs: REQUEST_TIMEOUT_MS,
        signal,
      });
      if (status < 200 || status >= 300) this.log.info({ hub, mode, status }, 'a hub refused a request');
    } catch (error) {
      if (pollFailureOf(error) === null) throw error;
      this.log.info({ hub, mode, err: error }, 'a request to a hub failed');
    }
  }

  /**
   * Verifies a hub's intent (WebSub 5.3): returns the challenge, or null where it was not requested. Records
   * a denial (5.2).
   */
  async confirm(token: string, { mode, topic, challenge, lease }: HubVerification): Promise<string | null> {
    // A hub can only end subscriptions that we asked it to end.
    if (mode === 'unsubscribe')
      return challenge !== '' && (await this.store.hubUnsubscriptions.confirm(token, topic)) ? challenge : null;
    const source = await this.store.sources.findByHubToken(token);
    if (source === null || source.hub_topic !== topic) return null;
    if (mode === 'denied') {
      await this.store.sources.change(source.id, { hub_state: 'denied', hub_until: null });
      return '';
    }
    if (mode !== 'subscribe' || challenge === '') return null;
    const seconds = Math.min(lease ?? LEASE_S, MAX_LEASE_S);
    await this.store.sources.change(source.id, {
      hub_state: 'verified',
      hub_until: new Date(this.now() + seconds * 1000),
      hub_missed: 0,
    });
    return challenge;
  }

  /** The source of a push: null for an unknown token, `forged` where the signature is invalid. */
  async verifyPush(token: string, signature: string | undefined, body: Buffer): Promise<Source | 'forged' | null> {
    const source = await this.store.sources.findByHubToken(token);
    if (source === null || source.hub_secret === null) return null;
    return hasValidSignature(source.hub_secret, signature, body) ? source : 'forged';
  }
}

/**
 * Checks `X-Hub-Signature` (WebSub 8): `method=signature`. SHA-1 is weak, but the only method of some hubs.
 */
function hasValidSignature(secret: string, header: string | undefined, body: Buffer): boolean {
  const [, method, signature] = /^(sha1|sha256|sha384|sha512)=([0-9a-f]{40,128})$/i.exec(header?.trim() ?? '') ?? [];
  if (method === undefined || signature === undefined) return false;
  const expected = createHmac(method.toLowerCase(), secret).update(body).digest();
  const actual = Buffer.from(signature, 'hex');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
