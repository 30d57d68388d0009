import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { DatelineError } from '../core/errors.js';
import { cleanText, instant, topicName } from '../core/story.js';
import { ADMIN_ID, hashKey, type Keys, type StoredKey } from '../store/keys.js';

export const SCOPES = ['publish', 'read', 'ops', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who is asking. The admin key holds every scope and may act on every publisher's stories. */
export type Principal = { keyId: string; keyName: string; publisher: string; scopes: ReadonlySet<string> };

export const keyInput = z
  .strictObject({
    name: z.string().max(1000).transform(cleanText).pipe(z.string().trim().min(1, 'must not be empty').max(100)),
    scopes: z.array(z.enum(SCOPES)).min(1, 'names no scope'),
    publisher: topicName.optional(),
    expiresAt: instant.optional(),
  })
  .meta({ id: 'KeyInput' });
export type KeyInput = z.output<typeof keyInput>;

/** The publisher of stories that the admin key sends. */
export const ADMIN_PUBLISHER = 'newsroom';

/** How long a key that was found, or not found, is taken for so without asking again; revocation is that slow. */
const KEEP_MS = 1_000;
const MAX_KEPT = 10_000;

const newKey = (): string => `dk_${randomBytes(24).toString('base64url')}`;
const slug = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 100) || 'publisher';

/** Makes keys, and knows them again. */
export class KeyRing {
  private readonly kept = new Map<string, { until: number; principal: Principal | null }>();

  constructor(private readonly keys: Keys) {}

  /** Puts `adminKey` in force, or makes one where there is none yet and answers it: it can be shown this once. */
  async ensureAdminKey(adminKey: string | undefined): Promise<string | null> {
    const key = adminKey ?? newKey();
    const written = await this.keys.setAdmin(hashKey(key), [...SCOPES], ADMIN_PUBLISHER, { keep: adminKey === undefined });
    return adminKey === undefined && written ? key : null;
  }

  /** Who holds this key; null for an unknown, revoked or expired one. */
  async principal(key: string): Promise<Principal | null> {
    const hash = hashKey(key);
    const name = hash.toString('base64');
    const kept = this.kept.get(name);
    if (kept !== undefined && kept.until > Date.now()) return kept.principal;
    const found = await this.keys.findByHash(hash);
    const principal = found === null ? null : { keyId: found.id, keyName: found.name, publisher: found.publisher, scopes: new Set(found.scopes) };
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    this.kept.set(name, { until: Date.now() + KEEP_MS, principal });
    return principal;
  }

  /** A new key; `key` is not kept and can't be shown again. */
  async add(input: KeyInput): Promise<StoredKey & { key: string }> {
    const key = newKey();
    const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
    if (expiresAt !== null && expiresAt.getTime() <= Date.now()) {
      throw new DatelineError('invalid_field', 'expiresAt is in the past.', { errors: [{ field: 'expiresAt', reason: 'is in the past' }] });
    }
    const stored = await this.keys.add({ id: uuidv7(), name: input.name, hash: hashKey(key), scopes: [...new Set(input.scopes)], publisher: input.publisher ?? slug(input.name), expiresAt });
    return { ...stored, key };
  }

  list(): Promise<StoredKey[]> {
    return this.keys.list();
  }

  async remove(id: string): Promise<void> {
    if (id === ADMIN_ID) throw new DatelineError('forbidden', 'The admin key can not be deleted; a start with another ADMIN_KEY replaces it.');
    if (!z.uuid().safeParse(id).success || !(await this.keys.remove(id))) throw new DatelineError('not_found', 'There is no such key.');
    this.kept.clear();
  }
}
