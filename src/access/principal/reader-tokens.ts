// Readers' tokens (JWT, RFC 7519): signed by whoever sells or gives the right to read, with a secret that both know or with keys that
// are fetched from where they are published. Without either setting there are none.
import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { z } from 'zod';
import type { Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import { name } from '../../core/text/field.js';
import type { OutboundClient } from '../outbound/outbound-client.js';

const MAX_TOKEN_LENGTH = 8_192;
const JWKS = { timeoutDuration: 5_000, cooldownDuration: 5_000, cacheMaxAge: 600_000 };
/** The last second of 2199: what ends later was made by mistake, and a date could not hold 1e308 s. */
const MAX_EXP = Date.UTC(2200, 0, 1) / 1000 - 1;
/** A token that can't be looked at right now is sent again after so long. */
const RETRY_MS = 2_000;
/** A token that names no key is tried with so many of those that fit it. */
const MAX_KEYS_TRIED = 8;
const MAX_JWKS_BYTES = 256 * 1024;
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** What a token must say: until when, and of which channels, as patterns. */
const claims = z.object({ exp: z.number().min(0).max(MAX_EXP), channels: z.array(name(512).pipe(z.string().min(1))).max(100) });

export type ReaderToken = { channels: string[]; endsAt: number };

export class ReaderTokens {
  private readonly sharedSecret: Uint8Array | null;
  private readonly publishedKeys: JWTVerifyGetKey | null;
  private readonly options: JWTVerifyOptions;

  constructor({ jwtSecret, jwtJwksUrl, jwtAudience, jwtIssuer }: Pick<Settings, 'jwtSecret' | 'jwtJwksUrl' | 'jwtAudience' | 'jwtIssuer'>, outbound: Pick<OutboundClient, 'fetch'>) {
    this.sharedSecret = jwtSecret === undefined ? null : new TextEncoder().encode(jwtSecret);
    this.publishedKeys = jwtJwksUrl === undefined ? null : createRemoteJWKSet(new URL(jwtJwksUrl), { ...JWKS, [customFetch]: keysFetch(outbound) });
    this.options = { requiredClaims: ['exp'], ...(jwtAudience === undefined ? {} : { audience: jwtAudience }), ...(jwtIssuer === undefined ? {} : { issuer: jwtIssuer }) };
  }

  /** What the token allows. Throws `unauthorized` on one that is not good, `unavailable` where its key can't be fetched. */
  async verify(token: string): Promise<ReaderToken> {
    if (token.length > MAX_TOKEN_LENGTH) throw new DatelineError('unauthorized', `A token has ${MAX_TOKEN_LENGTH} characters at most.`);
    const read = claims.safeParse(await this.verifySignature(token));
    if (!read.success) throw new DatelineError('unauthorized', 'The token must say exp, in seconds and before the year 2200, and channels as a list of at most 100.');
    return { channels: read.data.channels, endsAt: read.data.exp * 1000 };
  }

  private async verifySignature(token: string): Promise<unknown> {
    try {
      // Each kind of key with its own algorithms: a published key must never be taken for a shared secret.
      if (this.sharedSecret !== null && algorithmOf(token) === 'HS256') return (await jwtVerify(token, this.sharedSecret, { ...this.options, algorithms: ['HS256'] })).payload;
      if (this.publishedKeys !== null) return await verifyWithPublishedKeys(token, this.publishedKeys, { ...this.options, algorithms: ASYMMETRIC });
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new DatelineError('unauthorized', 'The token has expired.');
      if (error instanceof errors.JWTClaimValidationFailed) throw new DatelineError('unauthorized', `The token's ${error.claim} is missing or another.`);
      if (isKeyFetchFailure(error)) throw new DatelineError('unavailable', 'The keys that tokens are signed with can not be fetched right now.', { retryAfterMs: RETRY_MS });
      throw new DatelineError('unauthorized', 'The token is not signed by a key that is known here.');
    }
    throw new DatelineError('unauthorized', 'Tokens of this kind are not taken here.');
  }
}

/** True where nothing is known of the token, since the published keys could not be had: no answer, or none that is a set of keys. */
const isKeyFetchFailure = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === errors.JOSEError.code;

async function verifyWithPublishedKeys(token: string, keys: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<unknown> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // While keys are rotated two of one kind are published.
    let tried = 0;
    for await (const key of error) {
      if ((tried += 1) > MAX_KEYS_TRIED) break;
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (mismatch) {
        if (!(mismatch instanceof errors.JWSSignatureVerificationFailed)) throw mismatch;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

function algorithmOf(token: string): string | null {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8'));
    return typeof header === 'object' && header !== null && 'alg' in header ? String(header.alg) : null;
  } catch {
    return null; // no JSON: no algorithm
  }
}

type FetchedKeys = { status: number; body: Uint8Array<ArrayBuffer> };

/** Fetches the published keys, once in the cooldown, however it ends: jose keeps that pause only after a fetch that went well. */
function keysFetch(outbound: Pick<OutboundClient, 'fetch'>): (url: string) => Promise<Response> {
  let last: { at: number; answer: Promise<FetchedKeys> } | null = null;
  return async (url) => {
    const now = performance.now();
    if (last === null || now - last.at >= JWKS.cooldownDuration) last = { at: now, answer: fetchKeys(url, outbound) };
    const { status, body } = await last.answer;
    return new Response(body, { status });
  };
}

async function fetchKeys(url: string, outbound: Pick<OutboundClient, 'fetch'>): Promise<FetchedKeys> {
  const { status, body } = await outbound.fetch(url, { maxBytes: MAX_JWKS_BYTES, totalMs: JWKS.timeoutDuration, headers: { accept: 'application/json' } });
  return { status, body: new Uint8Array(body) };
}
