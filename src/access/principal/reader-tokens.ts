// Reader tokens (JWT, RFC 7519): signed by the system that grants access, with a shared secret (JWT_SECRET)
// or with published keys (JWT_JWKS_URL). Without either setting, all tokens are refused.
import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { z } from 'zod';
import type { Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import { nameField } from '../../core/text/schema-field.js';
import type { OutboundClient } from '../outbound/outbound-client.js';

const MAX_TOKEN_LENGTH = 8_192;
const JWKS = { timeoutDuration: 5_000, cacheMaxAge: 600_000 };
/** The last second of 2199: a later `exp` is a mistake, and may not fit a Date. */
const MAX_EXP = Date.UTC(2200, 0, 1) / 1000 - 1;
/** `retryAfterMs` where the published keys can't be fetched. */
const RETRY_MS = 2_000;
/** Keys tried for a token without a `kid`. */
const MAX_KEYS_TRIED = 8;
const MAX_JWKS_BYTES = 256 * 1024;
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** Required claims; `channels` are patterns. */
const claims = z.object({
  exp: z.number().min(0).max(MAX_EXP),
  channels: z.array(nameField(512).pipe(z.string().min(1))).max(100),
});

export type ReaderToken = { channels: string[]; endsAt: number };

export class ReaderTokens {
  private readonly sharedSecret: Uint8Array | null;
  private readonly publishedKeys: JWTVerifyGetKey | null;
  private readonly options: JWTVerifyOptions;

  constructor(
    {
      jwtSecret,
      jwtJwksUrl,
      jwtAudience,
      jwtIssuer,
      jwksCooldownMs,
    }: Pick<Settings, 'jwtSecret' | 'jwtJwksUrl' | 'jwtAudience' | 'jwtIssuer' | 'jwksCooldownMs'>,
    outbound: Pick<OutboundClient, 'fetch'>,
  ) {
    this.sharedSecret = jwtSecret === undefined ? null : new TextEncoder().encode(jwtSecret);
    this.publishedKeys =
      jwtJwksUrl === undefined
        ? null
        : createRemoteJWKSet(new URL(jwtJwksUrl), {
            ...JWKS,
            cooldownDuration: jwksCooldownMs,
            [customFetch]: keysFetch(outbound, jwksCooldownMs),
          });
    this.options = {
      requiredClaims: ['exp'],
      ...(jwtAudience === undefined ? {} : { audience: jwtAudience }),
      ...(jwtIssuer === undefined ? {} : { issuer: jwtIssuer }),
    };
  }

  /**
   * The token's channels and expiry in ms since the epoch. Throws `unauthorized`; `unavailable` where the
   * keys can't be fetched.
   */
  async verify(token: string): Promise<ReaderToken> {
    if (token.length > MAX_TOKEN_LENGTH)
      throw new DatelineError('unauthorized', `The token is longer than ${MAX_TOKEN_LENGTH} characters.`);
    const parsed = claims.safeParse(await this.verifySignature(token));
    if (!parsed.success) {
      throw new DatelineError(
        'unauthorized',
        'The token must have exp, in seconds and before the year 2200, and channels, a list of at most 100.',
      );
    }
    return { channels: parsed.data.channels, endsAt: parsed.data.exp * 1000 };
  }

  private async verifySignature(token: string): Promise<unknown> {
    try {
      // Algorithm confusion: a published key must never be used as a shared secret.
      if (this.sharedSecret !== null && algorithmOf(token) === 'HS256') {
        return (await jwtVerify(token, this.sharedSecret, { ...this.options, algorithms: ['HS256'] })).payload;
      }
      if (this.publishedKeys !== null)
        return await verifyWithPublishedKeys(token, this.publishedKeys, { ...this.options, algorithms: ASYMMETRIC });
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new DatelineError('unauthorized', 'The token has expired.');
      if (error instanceof errors.JWTClaimValidationFailed)
        throw new DatelineError('unauthorized', `The token's ${error.claim} is missing or wrong.`);
      if (isKeyFetchFailure(error))
        throw new DatelineError('unavailable', 'The keys of JWT_JWKS_URL can not be fetched.', {
          retryAfterMs: RETRY_MS,
        });
      throw new DatelineError('unauthorized', 'The token is not signed by a known key.');
    }
    throw new DatelineError('unauthorized', 'Tokens with this algorithm are not accepted.');
  }
}

/** Whether the published keys could not be fetched or parsed, so that the token could not be checked. */
const isKeyFetchFailure = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) ||
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  error.code === errors.JOSEError.code;

async function verifyWithPublishedKeys(
  token: string,
  keys: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<unknown> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // During a key rotation, two keys of one kind are published.
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
    return null;
  }
}

type FetchedKeys = { status: number; body: Uint8Array<ArrayBuffer> };

/**
 * Fetches the published keys at most once per cooldown, failures included: jose itself cools down only after
 * a success.
 */
function keysFetch(outbound: Pick<OutboundClient, 'fetch'>, cooldownMs: number): (url: string) => Promise<Response> {
  let last: { at: number; response: Promise<FetchedKeys> } | null = null;
  return async (url) => {
    const now = performance.now();
    if (last === null || now - last.at >= cooldownMs) last = { at: now, response: fetchKeys(url, outbound) };
    const { status, body } = await last.response;
    return new Response(body, { status });
  };
}

async function fetchKeys(url: string, outbound: Pick<OutboundClient, 'fetch'>): Promise<FetchedKeys> {
  const { status, body } = await outbound.fetch(url, {
    maxBytes: MAX_JWKS_BYTES,
    totalMs: JWKS.timeoutDuration,
    headers: { accept: 'application/json' },
  });
  return { status, body: new Uint8Array(body) };
}
