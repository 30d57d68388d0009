// Response headers that tell when to request again and where to: caching (RFC 9111) and links (RFC 8288).
// Times are in milliseconds.

type Headers = Readonly<Record<string, string>>;

/** Seconds in a header, as ms. */
const secondsOf = (value: string | undefined): number | undefined =>
  value === undefined || !/^\d{1,10}$/.test(value.trim()) ? undefined : Number(value.trim()) * 1000;

/** How long the response is fresh; 0 where the headers don't say, or forbid storing it. */
export function freshnessMs(headers: Headers, now: number): number {
  const directives = new Map(
    (headers['cache-control'] ?? '')
      .toLowerCase()
      .split(',')
      .map((part): [string, string] => {
        const [name = '', value = ''] = part.trim().split('=');
        return [name.trim(), value.replace(/"/g, '')];
      }),
  );
  if (directives.has('no-store') || directives.has('no-cache')) return 0;
  const age = secondsOf(headers['age']) ?? 0;
  const maxAge = secondsOf(directives.get('max-age'));
  if (maxAge !== undefined) return Math.max(0, maxAge - age);
  const [expires, date] = [Date.parse(headers['expires'] ?? ''), Date.parse(headers['date'] ?? '')];
  return Number.isNaN(expires) ? 0 : Math.max(0, expires - (Number.isNaN(date) ? now : date) - age);
}

/** The URLs of a `Link` header with this relation. */
export function linkTargets(headers: Headers, relation: string): string[] {
  return [...(headers['link'] ?? '').slice(0, 8_000).matchAll(/<([^>]{1,2048})>\s*;([^<]{0,500})/g)]
    .filter(
      ([, , parameters]) =>
        /rel\s*=\s*"?([^";,]*)/i
          .exec(parameters ?? '')?.[1]
          ?.toLowerCase()
          .split(/\s+/)
          .includes(relation) === true,
    )
    .flatMap(([, address]) => address ?? []);
}
