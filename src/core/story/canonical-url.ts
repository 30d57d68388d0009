// A page's address: one form for all the ways to write it, and one key for the ways in which one text is served.

/** Parameters that say where a reader came from, never what is read. */
const TRACKING =
  /^(?:utm_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_cid|mc_eid|mkt_tok|_ga|_gl|_hsenc|_hsmi|hsctatracking|vero_id|oly_enc_id|oly_anon_id|s_cid|s_kwcid|cmpid|ncid|icid|ocid|smid|smtyp|xtor|at_(?:medium|campaign|custom\d|format|link.*|bbc_.*|ptr_name)|ns_(?:mchannel|source|campaign|linkname|fee)|wt_(?:mc|zmc).*|wt\.mc_id|__twitter_impression|ref_src|ref_url|spm|guccounter|guce_referrer.*|cx_(?:testid|testvariant|artpos)|taid|sref|__s|amp_(?:js_v|gsa)|usqp)$/i;

/**
 * One address for all the ways to write it: lower-case host, no credentials, fragment, default port or tracking parameters,
 * the rest of the query sorted, needless escapes undone, no slash at the end of a path. Null for anything but http(s).
 */
export function canonicalUrl(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, pathname, searchParams } = new URL(url);
  if ((protocol !== 'http:' && protocol !== 'https:') || host === '') return null;
  const path = pathname
    .replace(/%[0-9a-f]{2}/gi, (escape) => {
      const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
      return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
    })
    .replace(/(?<!\/)\/+$/, '');
  const kept = [...searchParams].filter(([name]) => !TRACKING.test(name)).sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)));
  return addressOf(protocol, host.replace(/\.(?=$|:)/, ''), path, kept);
}

// By code units, not by locale: keys must come out the same everywhere.
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const addressOf = (protocol: string, host: string, path: string, query: [string, string][]): string =>
  `${protocol}//${host}${path === '' ? '/' : path}${query.length === 0 ? '' : `?${new URLSearchParams(query).toString()}`}`;

/** Hosts that serve one text in another dress. */
const DRESS = /^(?:www|m|mobile|mobi|touch|amp)\.(?=.)/;
/** What is left of a host must be a site still: not `com`, not `co.uk`. */
const SUFFIX = /^(?:[^.]+|(?:co|com|net|org|gov|gob|edu|ac|or|ne|go|gen|info)\.[a-z]{2})(?::\d+)?$/;
const IP = /^(?:[\d.]+|\[.*\])(?::\d+)?$/;

/** Parameters that ask for another dress of the same text, by what they must say for that. */
const VIEWS: Record<string, RegExp> = {
  amp: /^(?:1|true|yes|amp)?$/i,
  outputtype: /^amp$/i,
  output: /^(?:amp|print)$/i,
  format: /^(?:amp|print)$/i,
  view: /^(?:amp|print|mobile)$/i,
  print: /^(?:1|true|yes|y|print)?$/i,
  printable: /^(?:1|true|yes|y)?$/i,
  mobile: /^(?:1|true|yes|0|false|no)?$/i,
  m: /^[01]$/,
  singlepage: /^(?:1|true|yes)?$/i,
  pagewanted: /^(?:all|print|1)$/i,
  // The first page; or a place on a live blog's page. Page 2 is another text.
  page: /^(?:1|with:block-\w+)$/i,
};

/** An AMP cache's address is the publisher's own with the cache's name before it; null for any other. */
function cached(host: string, path: string): string | null {
  const inside = /(?:^|\.)(?:cdn\.ampproject\.org|bing-amp\.com)$/.test(host) ? /^\/[a-z]\/(s\/)?([^/]+\.[^/]+)(\/.*)?$/ : /^www\.google\.[a-z.]{2,7}$/.test(host) ? /^\/amp\/(s\/)?([^/]+\.[^/]+)(\/.*)?$/ : null;
  const [found, , site, rest] = inside?.exec(path) ?? [];
  return found === undefined ? null : `https://${site}${rest ?? '/'}`;
}

/** True where a path's segments name one article rather than a section: a slug of several words, a number or date, a file. */
const isArticle = (segments: string[]): boolean => segments.some((segment) => /\d{3}/.test(segment)) || /[^-_][-_][^-_]|\.[a-z]{3,5}$|%[0-9A-F]{2}/.test(segments.at(-1) ?? '');

function foldedPath(path: string): string {
  let segments = path.split('/').slice(1);
  segments.push((segments.pop() ?? '').replace(/\.amp(?=\.(?:s?html?|php|aspx?)$|$)/i, ''));
  if (/^(?:index|default)\.(?:s?html?|php|aspx?)$/i.test(segments.at(-1) ?? '')) segments.pop();
  // A segment of its own, never a word of a slug; and only where an article is left: a section may be called "amp" or "print".
  const without = (rest: string[]): void => void (isArticle(rest) && (segments = rest));
  if (/^(?:amp|print)$/i.test(segments.at(-1) ?? '')) without(segments.slice(0, -1));
  const dressed = segments.findIndex((segment) => /^(?:amp|print)$/i.test(segment));
  if (dressed !== -1 && dressed < segments.length - 1) without(segments.toSpliced(dressed, 1));
  return segments.length === 0 ? '' : `/${segments.join('/')}`;
}

/**
 * The address that all twins of a page share: AMP (by path, file name, parameter, host or cache), mobile and `www.` hosts, print
 * views, index files, the first of its pages, http and https. A key to look up by and not to be opened. Null as `canonicalUrl`.
 */
export function urlKey(url: string): string | null {
  let canonical = canonicalUrl(url);
  if (canonical === null) return null;
  const inside = cached(new URL(canonical).host, new URL(canonical).pathname);
  if (inside !== null) canonical = canonicalUrl(inside + new URL(canonical).search) ?? canonical;
  const { host: whole, pathname, searchParams } = new URL(canonical);
  let host = whole;
  for (let site = host.replace(DRESS, ''); site !== host && !IP.test(site) && !SUFFIX.test(site); site = host.replace(DRESS, '')) host = site;
  const query = [...searchParams].filter(([name, value]) => VIEWS[name.toLowerCase()]?.test(value) !== true);
  return addressOf('https:', host, foldedPath(pathname.replace(/(?<!\/)\/+$/, '')), query);
}

const segmentsOf = (url: URL): string[] => url.pathname.split('/').filter((segment) => segment !== '');

/** The number of the page that an address asks for, of a text cut into pages. */
const pageNumber = ({ pathname, searchParams }: URL): number => Number(/^\d{1,4}$/.exec(searchParams.get('page') ?? '')?.[0] ?? /\/page\/(\d{1,4})\/?$/.exec(pathname)?.[1] ?? 1);

/**
 * The address that a page stands for: what it names as canonical (`named`), but only where that can be true; else where it was
 * fetched. A home page is nobody's canonical address. Beside the address it was fetched from, the named one must be of the same
 * site (twin hosts are), must name an article where that does, and the same one of a text's pages: many sites name their home
 * page, a section or page 1 everywhere, and would draw all their stories into one. Null where neither is an http(s) address.
 */
export function storyUrl(fetched: string | null, named: string | null): string | null {
  const [own, said] = [fetched === null ? null : urlKey(fetched), named === null ? null : urlKey(named)];
  if (fetched === null || own === null) return named === null || said === null || isHome(new URL(said)) ? null : canonicalUrl(named);
  if (named === null || said === null) return canonicalUrl(fetched);
  const [from, to] = [new URL(own), new URL(said)];
  const [depth, depthNamed] = [segmentsOf(from).length, segmentsOf(to).length];
  const specific = from.href === to.href || isArticle(segmentsOf(to)) || to.search !== '' || (!isArticle(segmentsOf(from)) && depthNamed >= depth);
  return from.host === to.host && !isHome(to) && specific && pageNumber(from) === pageNumber(to) ? canonicalUrl(named) : canonicalUrl(fetched);
}

const isHome = ({ pathname, search }: URL): boolean => pathname === '/' && search === '';
