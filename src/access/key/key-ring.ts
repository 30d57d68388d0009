// API keys: creating, rotating and revoking them, and finding the principal of one.
import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { DatelineError } from '../../core/errors.js';
import { instantMs } from '../../core/instant.js';
import { topicName } from '../../core/story/story.js';
import { instantField, nameField } from '../../core/text/schema-field.js';
import { ADMIN_KEY_ID, hashKey, type Keys, type LiveKey, type StoredKey } from '../../store/access/keys.js';
import type { Tx } from '../../store/database/database.js';
import type { KeyLastUsed } from './key-last-used.js';
import type { KeyWatch } from './key-watch.js';

const SCOPES = ['publish', 'read', 'ops', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** The holder of a key. The admin key has every scope and may change every publisher's stories. */
export type Principal = {
  keyId: string;
  keyName: string;
  publisher: string;
  scopes: ReadonlySet<string>;
  /** When the secret that was sent ends, in ms since the epoch. */
  endsAt: number | null;
};

/** Seconds that an old secret may stay valid after a rotation. */
const MAX_OVERLAP_S = 30 * 86_400;

export const keyInput = z
  .strictObject({
    name: nameField(1000).pipe(z.string().min(1, 'must not be empty').max(100)),
    scopes: z.array(z.enum(SCOPES)).min(1, 'must name at least one scope'),
    publisher: topicName.optional(),
    expiresAt: instantField.optional(),
  })
  .meta({ id: 'KeyInput' });
export const rotateInput = z.strictObject({
  overlapSeconds: z.int('must be whole seconds').min(0).max(MAX_OVERLAP_S, 'must be 30 days at most').default(0),
});
export type RotateInput = z.output<typeof rotateInput>;
export type KeyInput = z.output<typeof keyInput>;

/** The publisher of stories that the admin key sends. */
const ADMIN_PUBLISHER = 'newsroom';

/** How long a lookup is cached, with or without a result. Requests notice a revocation after this. */
const CACHE_TTL_MS = 500;
const MAX_CACHED = 10_000;

const newKey = (): string => `dk_${randomBytes(24).toString('base64url')}`;
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100) || 'publisher';

export class KeyRing {
  private readonly cache = new LRUCache<string, { principal: Principal | null }>({
    max: MAX_CACHED,
    ttl: CACHE_TTL_MS,
  });
  /** Keys that this process has found valid at some time, by hash. */
  private readonly onceValid = new Set<string>();

  constructor(
    private readonly keys: Keys,
    private readonly lastUsed: KeyLastUsed,
    private readonly watch: KeyWatch,
  ) {}

  /** Stores `adminKey`, or creates one where none exists and returns it; it can't be shown again. */
  async ensureAdminKey(adminKey: string | undefined): Promise<string | null> {
    const key = adminKey ?? newKey();
    const written = await this.keys.setAdmin(hashKey(key), [...SCOPES], ADMIN_PUBLISHER, {
      keep: adminKey === undefined,
    });
    return adminKey === undefined && written ? key : null;
  }

  /** The holder of a key; null where it is unknown, revoked or expired. */
  async principal(key: string): Promise<Principal | null> {
    const principal = await this.lookUp(hashKey(key));
    if (principal === null || (principal.endsAt !== null && principal.endsAt <= Date.now())) return null;
    this.recordUse(principal);
    return principal;
  }

  /** Records that the key was used now, directly or through a session. */
  recordUse({ keyId }: Principal): void {
    this.lastUsed.record(keyId);
  }

  /** Whether this process has found the key valid before, even if it has ended since. */
  wasValid(key: string): boolean {
    return this.onceValid.has(hashKey(key).toString('base64'));
  }

  /** Calls `ended` once, within a second of the key's end; returns a function that stops watching. */
  onEnd(key: string, { endsAt }: Principal, ended: () => void): () => void {
    return this.watch.watch(key, endsAt, () => {
      this.cache.delete(hashKey(key).toString('base64'));
      ended();
    });
  }

  /** Creates a key. `key` is stored as a hash only and can't be shown again. */
  async add(tx: Tx, input: KeyInput): Promise<StoredKey & { key: string }> {
    const key = newKey();
    const expiresAt = input.expiresAt === undefined ? null : new Date(instantMs(input.expiresAt));
    if (expiresAt !== null && expiresAt.getTime() <= Date.now()) {
      throw new DatelineError('invalid_field', 'expiresAt is in the past.', {
        errors: [{ field: 'expiresAt', reason: 'is in the past' }],
      });
    }
    const stored = await this.keys.add(tx, {
      id: uuidv7(),
      name: input.name,
      hash: hashKey(key),
      scopes: [...new Set(input.scopes)],
      publisher: input.publisher ?? slug(input.name),
      expiresAt,
    });
    return { ...stored, key };
  }

  list(): Promise<StoredKey[]> {
    return this.keys.list();
  }

  /**
   * Replaces the secret of a key; the old one stays valid for the overlap. The new one can't be shown again.
   */
  async rotate(tx: Tx, id: string, { overlapSeconds }: RotateInput): Promise<StoredKey & { key: string }> {
    const key = newKey();
    const stored = isChangeable(id) ? await this.keys.rotate(tx, id, hashKey(key), overlapSeconds * 1000) : null;
    if (stored === null) throw new DatelineError('not_found', 'There is no such key.');
    return { ...stored, key };
  }

  /** Removes a key; returns its name. */
  async remove(tx: Tx, id: string): Promise<string> {
    const removed = isChangeable(id) ? await this.keys.remove(tx, id) : null;
    if (removed === null) throw new DatelineError('not_found', 'There is no such key.');
    return removed;
  }

  /**
   * Call after a key was revoked or rotated here: clears the cache, and ends the connections that it opened.
   */
  async invalidate(): Promise<void> {
    this.cache.clear();
    await this.watch.poll();
  }

  private async lookUp(hash: Buffer): Promise<Principal | null> {
    const cacheKey = hash.toString('base64');
    const cached = this.cache.get(cacheKey);
    if (cached !== undefined) return cached.principal;
    const [found] = await this.keys.findLive([hash]);
    const principal = found === undefined ? null : principalOf(found.key);
    this.cache.set(cacheKey, { principal });
    if (principal !== null && this.onceValid.size < MAX_CACHED) this.onceValid.add(cacheKey);
    return principal;
  }
}

function principalOf(key: LiveKey): Principal {
  return {
    keyId: key.id,
    keyName: key.name,
    publisher: key.publisher,
    scopes: new Set(key.scopes),
    endsAt: key.endsAt,
  };
}

/** False for what is no id. Throws `forbidden` for the admin key, which only ADMIN_KEY changes. */
function isChangeable(id: string): boolean {
  if (id === ADMIN_KEY_ID) {
    throw new DatelineError(
      'forbidden',
      'The admin key can not be deleted or rotated. Restart with another ADMIN_KEY to replace it.',
    );
  }
  return z.uuid().safeParse(id).success;
}
