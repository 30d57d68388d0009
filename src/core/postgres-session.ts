// How every session with Postgres begins. A stock server compiles what it takes for a large plan (`jit`): seconds for a statement of
// milliseconds, with the log's counter locked meanwhile.
const ALWAYS = { jit: 'off' } as const;

/** What `pg` takes to connect: the address, and what its session is set to besides. */
export type PostgresSession = { connectionString: string; options: string };

/** The session of `url` with these settings. What the address itself sets in `options` comes last, and so has the last word. */
export function postgresSession(url: string, settings: Record<string, string | number> = {}): PostgresSession {
  const address = new URL(url);
  const own = address.searchParams.get('options');
  // Left in the address it would be all that `pg` sends.
  address.searchParams.delete('options');
  const ours = Object.entries({ ...ALWAYS, ...settings }).map(([name, value]) => `-c ${name}=${value}`);
  return { connectionString: address.href, options: [...ours, ...(own === null ? [] : [own])].join(' ') };
}
