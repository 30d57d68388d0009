// Creates the cluster of the embedded Postgres. Invariant: a cluster gets its final name only once it is
// complete.
import { execFile } from 'node:child_process';
import { chown, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError, POSTGRES_ENV } from './postgres-binaries.js';
import { dataPath, readIfExists, type Cluster } from './postmaster.js';

/** The database superuser; the private socket lets only the OS user of Postgres connect as it. */
export const SUPERUSER = 'dateline';

// Written once to postgresql.conf, where operators may change them.
const TUNABLE_SETTINGS = {
  max_connections: '100',
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  max_parallel_workers_per_gather: '0',
  io_method: 'sync',
  timezone: 'UTC',
};

/**
 * Creates the cluster unless it exists. Throws EmbeddedPostgresError if it can't, or if another major version
 * created it.
 */
export async function initCluster(cluster: Cluster): Promise<void> {
  const { home, folder, user, bin, version } = cluster;
  const clusterVersion = async (): Promise<string | undefined> => await readIfExists(join(folder, 'PG_VERSION'));
  const existing = await clusterVersion();
  const major = version.split('.')[0] ?? version;
  if (existing !== undefined && existing.trim() !== major) {
    throw new EmbeddedPostgresError(
      `${folder} was made by Postgres ${existing.trim()}, and this Dateline brings ${major}: dump it with the old version and restore it.`,
    );
  }
  if (existing !== undefined) return;
  const partial = await mkdtemp(`${folder}.new-`);
  try {
    if (user !== undefined) await chown(partial, user.uid, user.gid);
    const provider = [
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
    ];
    const access = [`--username=${SUPERUSER}`, '--auth-local=trust', '--auth-host=reject', '--no-instructions'];
    const settings = Object.entries(TUNABLE_SETTINGS).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    const options = { ...user, cwd: partial, env: POSTGRES_ENV };
    await promisify(execFile)(
      join(bin, 'initdb'),
      ['-D', dataPath({ ...cluster, folder: partial }), ...provider, ...access, ...settings],
      options,
    );
    await rename(partial, folder);
    const parent = await open(home);
    await parent.sync();
    await parent.close();
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Of two concurrent first starts, the slower one finds a complete cluster; the lock then decides.
    if ((await clusterVersion()) !== undefined) return;
    const why =
      error instanceof Error && 'stderr' in error ? String(error.stderr).trim() || error.message : String(error);
    throw new EmbeddedPostgresError(`Postgres could not make its data in ${folder}: ${why}`, { cause: error });
  }
}
