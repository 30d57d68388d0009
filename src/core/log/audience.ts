// Who may read private stories. A story is private where its publisher's channel, a topic's channel or its
// live blog is private; then it appears only on those channels and on its own. In channel patterns, * matches
// any text.

/** Of a private story: the private channels (`to`) on which it appears, and its publisher. */
export type Audience = { to: readonly string[]; publisher: string };

/**
 * The private stories that a reader may see: all, a publisher's, and those on channels matching these
 * patterns.
 */
export type ReadRights = { all: boolean; publisher: string | null; channels: readonly string[] };

export const NO_RIGHTS: ReadRights = { all: false, publisher: null, channels: [] };

export const hasRights = ({ all, publisher, channels }: ReadRights): boolean =>
  all || publisher !== null || channels.length > 0;

function matchesPattern(channel: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return channel === first;
  const last = rest.pop() ?? '';
  if (!channel.startsWith(first) || channel.length < first.length + last.length || !channel.endsWith(last))
    return false;
  let at = first.length;
  for (const part of rest) {
    const found = channel.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= channel.length - last.length;
}

const matchesAny = (channel: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => matchesPattern(channel, pattern));

/** True where these patterns make a story on these topics private. */
export const isPrivate = (
  patterns: readonly string[],
  { publisher, topics }: { publisher: string; topics: readonly string[] },
): boolean =>
  patterns.length > 0 &&
  [`publisher/${publisher}`, ...topics.map((topic) => `topic/${topic}`)].some((channel) =>
    matchesAny(channel, patterns),
  );

/** True where the reader has access to one of the story's channels, including its own and its live blog's. */
export function mayRead(
  { all, publisher, channels }: ReadRights,
  audience: Audience,
  story: { id: string; partOf?: string | null },
): boolean {
  if (all || publisher === audience.publisher) return true;
  const own = [`story/${story.id}`, ...(story.partOf == null ? [] : [`story/${story.partOf}`])];
  return channels.length > 0 && [...audience.to, ...own].some((channel) => matchesAny(channel, channels));
}

/**
 * True where a reader may subscribe to `all`, a topic or a publisher. For a story's channel, `mayRead`
 * decides.
 */
export const maySubscribe = (
  { all, publisher, channels }: ReadRights,
  patterns: readonly string[],
  channel: string,
): boolean =>
  !matchesAny(channel, patterns) ||
  all ||
  (publisher !== null && channel === `publisher/${publisher}`) ||
  matchesAny(channel, channels);
