/**
 * Stock servers compile large plans (`jit`), which takes seconds for a query of milliseconds while the log's
 * counter is locked.
 */
const ALWAYS = { jit: 'off' } as const;

/** Connection options for `pg`: the address, and the session's settings. */
export type PostgresSession = { connectionString: string; options: string };

/** A session with `url` and these settings. Settings in the URL's own `options` come last and win. */
export function postgresSession(url: string, settings: Record<string, string | number> = {}): PostgresSession {
  const address = new URL(url);
  const own = address.searchParams.get('options');
  // `pg` would send these alone, and drop ours.
  address.searchParams.delete('options');
  const ours = Object.entries({ ...ALWAYS, ...settings }).map(([name, value]) => `-c ${name}=${value}`);
  return { connectionString: address.href, options: [...ours, ...(own === null ? [] : [own])].join(' ') };
}
