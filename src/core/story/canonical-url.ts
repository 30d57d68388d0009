// The URL of a page: its canonical form, and a key that all variants of the page (AMP, mobile, print) share.
import { isUrl } from '../text/is-url.js';

/** Query parameters that track readers and don't change the content; as expressions, in any case. */
const TRACKING_PARAMETERS = [
  'utm_.*',
  'fbclid',
  'gclid',
  'gclsrc',
  'dclid',
  'gbraid',
  'wbraid',
  'msclkid',
  'yclid',
  'ysclid',
  'twclid',
  'ttclid',
  'li_fat_id',
  'igshid',
  'igsh',
  'mc_cid',
  'mc_eid',
  'mkt_tok',
  '_ga',
  '_gl',
  '_hsenc',
  '_hsmi',
  'hsctatracking',
  'vero_id',
  'oly_enc_id',
  'oly_anon_id',
  's_cid',
  's_kwcid',
  'cmpid',
  'ncid',
  'icid',
  'ocid',
  'smid',
  'smtyp',
  'xtor',
  String.raw`at_(?:medium|campaign|custom\d|format|link.*|bbc_.*|ptr_name)`,
  'ns_(?:mchannel|source|campaign|linkname|fee)',
  'wt_(?:mc|zmc).*',
  String.raw`wt\.mc_id`,
  '__twitter_impression',
  'ref_src',
  'ref_url',
  'spm',
  'guccounter',
  'guce_referrer.*',
  'cx_(?:testid|testvariant|artpos)',
  'taid',
  'sref',
  '__s',
  'amp_(?:js_v|gsa)',
  'usqp',
];
const TRACKING = new RegExp(`^(?:${TRACKING_PARAMETERS.join('|')})$`, 'i');

/**
 * The canonical form of a URL: lower-case host; no credentials, fragment, default port or tracking
 * parameters; the rest of the query sorted; needless percent-escapes decoded; no slash at the end of the
 * path. Null for anything but http(s).
 */
export function canonicalUrl(url: string): string | null {
  if (!isUrl(url)) return null;
  const { protocol, host, pathname, searchParams } = new URL(url);
  if ((protocol !== 'http:' && protocol !== 'https:') || host === '') return null;
  const path = pathname
    .replace(/%[0-9a-f]{2}/gi, (escape) => {
      const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
      return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
    })
    .replace(/(?<!\/)\/+$/, '');
  const query = [...searchParams]
    .filter(([name]) => !TRACKING.test(name))
    .sort(([a, x], [b, y]) => (a === b ? compareUnits(x, y) : compareUnits(a, b)));
  return buildUrl(protocol, host.replace(/\.(?=$|:)/, ''), path, query);
}

// By code units, not by locale: keys must be the same on every machine.
const compareUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const buildUrl = (protocol: string, host: string, path: string, query: [string, string][]): string =>
  `${protocol}//${host}${path === '' ? '/' : path}${query.length === 0 ? '' : `?${new URLSearchParams(query).toString()}`}`;

/** Subdomains that serve a variant of the same page. */
const VARIANT_SUBDOMAIN = /^(?:www|m|mobile|mobi|touch|amp)\.(?=.)/;
/** What remains of a host must not be a public suffix such as `com` or `co.uk`. */
const SUFFIX = /^(?:[^.]+|(?:co|com|net|org|gov|gob|edu|ac|or|ne|go|gen|info)\.[a-z]{2})(?::\d+)?$/;
const IP = /^(?:[\d.]+|\[.*\])(?::\d+)?$/;

/** Parameters that select a variant of the same page, with the values that do so. */
const VARIANT_PARAMETERS: Record<string, RegExp> = {
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
  // The first page, or a position on a live blog's page. Page 2 has other content.
  page: /^(?:1|with:block-\w+)$/i,
};

/** The publisher's URL inside the URL of an AMP cache; null for any other URL. */
function originOfAmpCache(host: string, path: string): string | null {
  const isCache = /(?:^|\.)(?:cdn\.ampproject\.org|bing-amp\.com)$/.test(host);
  const isGoogle = /^www\.google\.[a-z.]{2,7}$/.test(host);
  const form = isCache
    ? /^\/[a-z]\/(s\/)?([^/]+\.[^/]+)(\/.*)?$/
    : isGoogle
      ? /^\/amp\/(s\/)?([^/]+\.[^/]+)(\/.*)?$/
      : null;
  const [found, , site, rest] = form?.exec(path) ?? [];
  return found === undefined ? null : `https://${site}${rest ?? '/'}`;
}

/**
 * True where a path names one article rather than a section: by a slug of several words, a number, a date or
 * a file.
 */
const isArticlePath = (segments: string[]): boolean =>
  segments.some((segment) => /\d{3}/.test(segment)) ||
  /[^-_][-_][^-_]|\.[a-z]{3,5}$|%[0-9A-F]{2}/.test(segments.at(-1) ?? '');

/** The path without index files and AMP or print segments. */
function pathKey(path: string): string {
  let segments = path.split('/').slice(1);
  segments.push((segments.pop() ?? '').replace(/\.amp(?=\.(?:s?html?|php|aspx?)$|$)/i, ''));
  if (/^(?:index|default)\.(?:s?html?|php|aspx?)$/i.test(segments.at(-1) ?? '')) segments.pop();
  // Only whole segments, and only where an article remains: a section may be called "amp" or "print".
  const tryWithout = (rest: string[]): void => void (isArticlePath(rest) && (segments = rest));
  if (/^(?:amp|print)$/i.test(segments.at(-1) ?? '')) tryWithout(segments.slice(0, -1));
  const variant = segments.findIndex((segment) => /^(?:amp|print)$/i.test(segment));
  if (variant !== -1 && variant < segments.length - 1) tryWithout(segments.toSpliced(variant, 1));
  return segments.length === 0 ? '' : `/${segments.join('/')}`;
}

/**
 * The key that all variants of a page share: AMP (by path, file name, parameter, host or cache), mobile and
 * `www.` hosts, print views, index files, page 1, http and https. For lookups, not for requests. Null as
 * `canonicalUrl`.
 */
export function urlKey(url: string): string | null {
  let canonical = canonicalUrl(url);
  if (canonical === null) return null;
  const origin = originOfAmpCache(new URL(canonical).host, new URL(canonical).pathname);
  if (origin !== null) canonical = canonicalUrl(origin + new URL(canonical).search) ?? canonical;
  const { host: whole, pathname, searchParams } = new URL(canonical);
  let host = whole;
  for (
    let site = host.replace(VARIANT_SUBDOMAIN, '');
    site !== host && !IP.test(site) && !SUFFIX.test(site);
    site = host.replace(VARIANT_SUBDOMAIN, '')
  )
    host = site;
  const query = [...searchParams].filter(
    ([name, value]) => VARIANT_PARAMETERS[name.toLowerCase()]?.test(value) !== true,
  );
  return buildUrl('https:', host, pathKey(pathname.replace(/(?<!\/)\/+$/, '')), query);
}

const segmentsOf = (url: URL): string[] => url.pathname.split('/').filter((segment) => segment !== '');

/** The page number of a paginated article. */
const pageNumber = ({ pathname, searchParams }: URL): number =>
  Number(/^\d{1,4}$/.exec(searchParams.get('page') ?? '')?.[0] ?? /\/page\/(\d{1,4})\/?$/.exec(pathname)?.[1] ?? 1);

/**
 * The URL of a story: the canonical URL that its page states (`named`) where that is plausible, else the
 * fetched one. Plausible
 * means: not a home page; the same site as the fetched URL; an article where that is one; the same page
 * number. Many sites state their home page, a section or page 1 on every page, which would merge all their
 * stories. Null where neither is http(s).
 */
export function storyUrl(fetched: string | null, named: string | null): string | null {
  const [ownKey, namedKey] = [fetched === null ? null : urlKey(fetched), named === null ? null : urlKey(named)];
  if (fetched === null || ownKey === null)
    return named === null || namedKey === null || isHome(new URL(namedKey)) ? null : canonicalUrl(named);
  if (named === null || namedKey === null) return canonicalUrl(fetched);
  const [from, to] = [new URL(ownKey), new URL(namedKey)];
  const [depth, depthNamed] = [segmentsOf(from).length, segmentsOf(to).length];
  const specific =
    from.href === to.href ||
    isArticlePath(segmentsOf(to)) ||
    to.search !== '' ||
    (!isArticlePath(segmentsOf(from)) && depthNamed >= depth);
  return from.host === to.host && !isHome(to) && specific && pageNumber(from) === pageNumber(to)
    ? canonicalUrl(named)
    : canonicalUrl(fetched);
}

const isHome = ({ pathname, search }: URL): boolean => pathname === '/' && search === '';
