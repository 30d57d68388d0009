// WebSub (W3C Recommendation), the subscriber's half: asks a source's hub for pushes, and asks anew before they end. A push is a reason
// to look at once and nothing more: what is taken is always what the source itself answers, so none can be forged or come late.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { OutboundClient } from '../../access/outbound/outbound-client.js';
import type { Logger } from '../../logger.js';
import type { Source } from '../../store/source/sources.js';
import type { Store } from '../../store/store.js';
import { pollFailureOf } from './poll-error.js';

export const CALLBACK_PATH = 'v1/websub';

const LEASE_S = 7 * 86_400;
const MAX_LEASE_S = 30 * 86_400;
/** So long before its end a subscription is renewed, or after three quarters of it where it is short. */
const RENEW_MS = 3_600_000;
/** A hub that did not confirm is asked again after this, and one that refused after a day. */
const RETRY_MS = 600_000;
const DENIED_RETRY_MS = 86_400_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** Subscriptions that are ended in one go. */
const UNSUBSCRIBE_BATCH = 10;
/** While a hub keeps its word, looks are this rare. */
const MAX_PAUSE_MS = 900_000;

type HubState = Pick<Source, 'hub_state' | 'hub_until' | 'hub_missed'>;

/** How long looks may rest since a hub pushes: 0 where there is none, or where it let a change pass without a word. */
export function pollPauseFor({ hub_state: state, hub_until: until, hub_missed: missed }: HubState, now: number): number {
  if (state !== 'verified' || until === null || until.getTime() <= now || missed > 0) return 0;
  return Math.min(MAX_PAUSE_MS, Math.max(0, until.getTime() - now - renewalMarginMs(until.getTime() - now)));
}

const renewalMarginMs = (lease: number): number => Math.min(RENEW_MS, lease / 4);

function isSubscriptionDue(source: Source, hub: string, topic: string, now: number): boolean {
  const { hub_state: state, hub_until: until, hub_asked_at: asked } = source;
  if (state === null || source.hub !== hub || source.hub_topic !== topic) return true;
  const since = now - (asked?.getTime() ?? 0);
  if (state === 'asked') return since > RETRY_MS;
  if (state === 'denied') return since > DENIED_RETRY_MS;
  const lease = (until?.getTime() ?? 0) - (asked?.getTime() ?? 0);
  return (until?.getTime() ?? 0) - now <= renewalMarginMs(Math.max(0, lease)) && since > Math.min(RETRY_MS, lease / 8);
}

export class HubSubscriber {
  constructor(
    private readonly store: Store,
    private readonly outbound: OutboundClient,
    /** Where hubs reach us; without it none is asked. */
    private readonly publicUrl: string | undefined,
    private readonly now: () => number,
    private readonly log: Logger,
  ) {}

  /** Subscribes where a hub is offered and it is time to. Never throws for what the hub did: looks go on without it. */
  async subscribeIfDue(source: Source, offered: { hub: string | null; self: string | null; address: string }, signal: AbortSignal): Promise<void> {
    const hub = offered.hub ?? source.hub;
    const topic = offered.self ?? (offered.hub === null ? source.hub_topic : null) ?? offered.address;
    if (this.publicUrl === undefined || hub === null || !isSubscriptionDue(source, hub, topic, this.now())) return;
    const same = source.hub === hub && source.hub_topic === topic && source.hub_token !== null && source.hub_secret !== null;
    // A renewal keeps what the standing subscription is signed with, since its pushes go on meanwhile.
    const token = same ? source.hub_token : randomBytes(24).toString('base64url');
    const secret = same ? source.hub_secret : randomBytes(32).toString('hex');
    // What it subscribed to before is wanted no more.
    if (!same) await this.store.hubEndings.add(this.store.db, source);
    await this.store.sources.change(source.id, { hub, hub_topic: topic, hub_token: token, hub_secret: secret, hub_asked_at: new Date(this.now()), ...(same && source.hub_state === 'verified' ? {} : { hub_state: 'asked', hub_until: null, hub_missed: 0 }) });
    await this.request(hub, { mode: 'subscribe', topic, token: token ?? '', secret: secret ?? '', lease_seconds: String(LEASE_S) }, signal);
  }

  /** Asks hubs to end what nobody wants any more. Never throws for what a hub did: it is asked again. */
  async unsubscribePending(): Promise<void> {
    if (this.publicUrl === undefined) return;
    const unwanted = await this.store.hubEndings.take(UNSUBSCRIBE_BATCH);
    await Promise.all(unwanted.map(({ hub, topic, token }) => this.request(hub, { mode: 'unsubscribe', topic, token }, AbortSignal.timeout(REQUEST_TIMEOUT_MS))));
  }

  private async request(hub: string, { token, ...wanted }: { mode: 'subscribe' | 'unsubscribe'; topic: string; token: string; secret?: string; lease_seconds?: string }, signal: AbortSignal): Promise<void> {
    const body = new URLSearchParams([...Object.entries(wanted).map(([name, value]): [string, string] => [`hub.${name}`, value]), ['hub.callback', `${this.publicUrl ?? ''}/${CALLBACK_PATH}/${token}`]]).toString();
    try {
      const { status } = await this.outbound.fetch(hub, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body, maxBytes: 4_096, onOverflow: 'cut', totalMs: REQUEST_TIMEOUT_MS, signal });
      if (status < 200 || status >= 300) this.log.info({ hub, mode: wanted.mode, status }, 'a hub refused what it was asked');
    } catch (error) {
      if (pollFailureOf(error) === null) throw error;
      this.log.info({ hub, mode: wanted.mode, err: error }, 'a hub could not be asked');
    }
  }

  /** Answers a hub's question whether a subscription is wanted: the challenge, or null where it isn't. A refusal is noted. */
  async confirm(token: string, { mode, topic, challenge, lease }: { mode: string; topic: string; challenge: string; lease: number | null }): Promise<string | null> {
    // Only what we asked to end is ended by a hub's question, and nothing that we want.
    if (mode === 'unsubscribe') return challenge !== '' && (await this.store.hubEndings.confirm(token, topic)) ? challenge : null;
    const source = await this.store.sources.findByToken(token);
    if (source === null || source.hub_topic !== topic) return null;
    if (mode === 'denied') {
      await this.store.sources.change(source.id, { hub_state: 'denied', hub_until: null });
      return '';
    }
    if (mode !== 'subscribe' || challenge === '') return null;
    const seconds = Math.min(lease ?? LEASE_S, MAX_LEASE_S);
    await this.store.sources.change(source.id, { hub_state: 'verified', hub_until: new Date(this.now() + seconds * 1000), hub_missed: 0 });
    return challenge;
  }

  /** The source that a push is for: null where nobody waits for one under this token, `forged` where its signature is not the hub's. */
  async verifyPush(token: string, signature: string | undefined, body: Buffer): Promise<Source | 'forged' | null> {
    const source = await this.store.sources.findByToken(token);
    if (source === null || source.hub_secret === null) return null;
    return hasValidSignature(source.hub_secret, signature, body) ? source : 'forged';
  }
}

/** WebSub 8: `method=signature`, and SHA-1 is not enough any more, though some hubs know no other. */
function hasValidSignature(secret: string, header: string | undefined, body: Buffer): boolean {
  const [, method, signature] = /^(sha1|sha256|sha384|sha512)=([0-9a-f]{40,128})$/i.exec(header?.trim() ?? '') ?? [];
  if (method === undefined || signature === undefined) return false;
  const wanted = createHmac(method.toLowerCase(), secret).update(body).digest();
  const given = Buffer.from(signature, 'hex');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
