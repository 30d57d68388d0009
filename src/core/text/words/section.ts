/** Names of sections and links of a page's header, alone on a line, as regular expressions. */
export const SECTION_NAMES: readonly string[] = [
  'home', 'world', 'news', 'india', 'politics', 'sports?', 'business', 'economy', 'opinion', 'tech(?:nology)?',
  'science', 'health', 'entertainment', 'lifestyle', 'culture', 'travel', 'live', 'breaking(?: news)?', 'exclusive',
  'latest(?: news)?', 'top stories', 'local', 'national', 'international', 'us news', 'uk news', 'world news',
  'europe', 'asia', 'africa', 'americas', 'middle east', 'markets', 'climate', 'environment', 'video', 'videos',
  'photos', 'menu', 'search', 'sign in', 'log in', 'subscribe',
];
