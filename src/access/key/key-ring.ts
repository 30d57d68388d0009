import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { DatelineError } from '../../core/errors.js';
import { instant, name } from '../../core/text/field.js';
import { topicName } from '../../core/story/story.js';
import type { Tx } from '../../store/database/database.js';
import { ADMIN_ID, hashKey, type Keys, type StoredKey } from '../../store/access/keys.js';
import type { KeyLastUsed } from './key-last-used.js';
import type { KeyWatch } from './key-watch.js';

export const SCOPES = ['publish', 'read', 'ops', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who is asking. The admin key holds every scope and may act on every publisher's stories. */
export type Principal = { keyId: string; keyName: string; publisher: string; scopes: ReadonlySet<string>; /** When the secret that was sent ends, in ms of the epoch. */ endsAt: number | null };

/** The longest that an old secret may live on beside its successor. */
const MAX_OVERLAP_S = 30 * 86_400;

export const keyInput = z
  .strictObject({
    name: name(1000).pipe(z.string().min(1, 'must not be empty').max(100)),
    scopes: z.array(z.enum(SCOPES)).min(1, 'names no scope'),
    publisher: topicName.optional(),
    expiresAt: instant.optional(),
  })
  .meta({ id: 'KeyInput' });
export const rotateInput = z.strictObject({ overlapSeconds: z.int('must be whole seconds').min(0).max(MAX_OVERLAP_S, 'must be 30 days at most').default(0) });
export type RotateInput = z.output<typeof rotateInput>;
export type KeyInput = z.output<typeof keyInput>;

/** The publisher of stories that the admin key sends. */
export const ADMIN_PUBLISHER = 'newsroom';

/** How long a key that was found, or not found, is taken for so without asking again; revocation is that slow. */
const CACHE_TTL_MS = 500;
const MAX_CACHED = 10_000;

const newKey = (): string => `dk_${randomBytes(24).toString('base64url')}`;
const slug = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 100) || 'publisher';

/** Makes keys, and knows them again. */
export class KeyRing {
  private readonly cache = new Map<string, { until: number; principal: Principal | null }>();
  /** Keys that were good here at some time, whatever they are now. */
  private readonly onceValid = new Set<string>();

  constructor(
    private readonly keys: Keys,
    private readonly uses: KeyLastUsed,
    private readonly watch: KeyWatch,
  ) {}

  /** Puts `adminKey` in force, or makes one where there is none yet and answers it: it can be shown this once. */
  async ensureAdminKey(adminKey: string | undefined): Promise<string | null> {
    const key = adminKey ?? newKey();
    const written = await this.keys.setAdmin(hashKey(key), [...SCOPES], ADMIN_PUBLISHER, { keep: adminKey === undefined });
    return adminKey === undefined && written ? key : null;
  }

  /** Who holds this key; null for an unknown, revoked or expired one. */
  async principal(key: string): Promise<Principal | null> {
    const principal = await this.lookUp(hashKey(key));
    if (principal === null || (principal.endsAt !== null && principal.endsAt <= Date.now())) return null;
    this.recordUse(principal);
    return principal;
  }

  /** Notes that the key was used now, by itself or by a session. */
  recordUse({ keyId }: Principal): void {
    this.uses.record(keyId);
  }

  /** True for a key that was good in this process before, and may not be any more. */
  wasValid(key: string): boolean {
    return this.onceValid.has(hashKey(key).toString('base64'));
  }

  /** Calls `ended` within a second of the key's end; answers how to stop watching. */
  onEnd(key: string, { endsAt }: Principal, ended: () => void): () => void {
    return this.watch.watch(key, endsAt, () => {
      this.cache.delete(hashKey(key).toString('base64'));
      ended();
    });
  }

  /** A new key; `key` is not kept and can't be shown again. */
  async add(tx: Tx, input: KeyInput): Promise<StoredKey & { key: string }> {
    const key = newKey();
    const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
    if (expiresAt !== null && expiresAt.getTime() <= Date.now()) {
      throw new DatelineError('invalid_field', 'expiresAt is in the past.', { errors: [{ field: 'expiresAt', reason: 'is in the past' }] });
    }
    const stored = await this.keys.add(tx, { id: uuidv7(), name: input.name, hash: hashKey(key), scopes: [...new Set(input.scopes)], publisher: input.publisher ?? slug(input.name), expiresAt });
    return { ...stored, key };
  }

  list(): Promise<StoredKey[]> {
    return this.keys.list();
  }

  /** Another secret for a key, shown once; the one before lives on for the overlap. */
  async rotate(tx: Tx, id: string, { overlapSeconds }: RotateInput): Promise<StoredKey & { key: string }> {
    const key = newKey();
    const stored = assertOther(id) ? await this.keys.rotate(tx, id, hashKey(key), overlapSeconds * 1000) : null;
    if (stored === null) throw new DatelineError('not_found', 'There is no such key.');
    return { ...stored, key };
  }

  /** Answers the name that the key had. */
  async remove(tx: Tx, id: string): Promise<string> {
    const name = assertOther(id) ? await this.keys.remove(tx, id) : null;
    if (name === null) throw new DatelineError('not_found', 'There is no such key.');
    return name;
  }

  /** A key has ended here: nothing that is kept of it holds, and what was opened with it is ended now. */
  async invalidate(): Promise<void> {
    this.cache.clear();
    await this.watch.poll();
  }

  private async lookUp(hash: Buffer): Promise<Principal | null> {
    const name = hash.toString('base64');
    const kept = this.cache.get(name);
    if (kept !== undefined && kept.until > Date.now()) return kept.principal;
    const [found] = await this.keys.live([hash]);
    const principal = found === undefined ? null : { keyId: found.key.id, keyName: found.key.name, publisher: found.key.publisher, scopes: new Set(found.key.scopes), endsAt: found.key.endsAt };
    if (this.cache.size >= MAX_CACHED) this.cache.clear();
    this.cache.set(name, { until: Date.now() + CACHE_TTL_MS, principal });
    if (principal !== null && this.onceValid.size < MAX_CACHED) this.onceValid.add(name);
    return principal;
  }
}

/** False for what is no id; throws `forbidden` for the admin key, which the settings alone change. */
function assertOther(id: string): boolean {
  if (id === ADMIN_ID) throw new DatelineError('forbidden', 'The admin key can not be deleted or rotated; a start with another ADMIN_KEY replaces it.');
  return z.uuid().safeParse(id).success;
}
