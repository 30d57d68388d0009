// What an answer's headers say of when to ask again (RFC 9111, RFC 9110 10.2.3), for a cache of our own. Times are in milliseconds.

type Headers = Readonly<Record<string, string>>;

const secondsOf = (value: string | undefined): number | undefined => (value === undefined || !/^\d{1,10}$/.test(value.trim()) ? undefined : Number(value.trim()) * 1000);

/** For how long the answer may be taken for fresh: 0 where nothing is said, or where it must not be kept. */
export function freshnessMs(headers: Headers, now: number): number {
  const directives = new Map((headers['cache-control'] ?? '').toLowerCase().split(',').map((part): [string, string] => {
    const [name = '', value = ''] = part.trim().split('=');
    return [name.trim(), value.replace(/"/g, '')];
  }));
  if (directives.has('no-store') || directives.has('no-cache')) return 0;
  const age = secondsOf(headers['age']) ?? 0;
  const told = secondsOf(directives.get('max-age'));
  if (told !== undefined) return Math.max(0, told - age);
  const [expires, date] = [Date.parse(headers['expires'] ?? ''), Date.parse(headers['date'] ?? '')];
  return Number.isNaN(expires) ? 0 : Math.max(0, expires - (Number.isNaN(date) ? now : date) - age);
}

/** The addresses of a `Link` header (RFC 8288) under this relation. */
export function linkTargets(headers: Headers, relation: string): string[] {
  return [...(headers['link'] ?? '').slice(0, 8_000).matchAll(/<([^>]{1,2048})>\s*;([^<]{0,500})/g)]
    .filter(([, , parameters]) => /rel\s*=\s*"?([^";,]*)/i.exec(parameters ?? '')?.[1]?.toLowerCase().split(/\s+/).includes(relation) === true)
    .flatMap(([, address]) => address ?? []);
}
