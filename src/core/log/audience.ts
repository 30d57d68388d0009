// Who may read what is private. A story is private where one of its channels is (its publisher's or a topic's) or its live blog is;
// then it is on those channels and its own alone. Pure: names and patterns, in which * stands for anything.

/** Of a private story: the private channels that it is read on, and whose it is. */
export type Audience = { to: readonly string[]; publisher: string };

/** What somebody may read beyond what everybody may: all, a publisher's, and what is on channels of these patterns. */
export type ReadRights = { all: boolean; publisher: string | null; channels: readonly string[] };

export const NO_RIGHTS: ReadRights = { all: false, publisher: null, channels: [] };

export const hasRights = ({ all, publisher, channels }: ReadRights): boolean => all || publisher !== null || channels.length > 0;

/** True where the channel is of the pattern. */
export function matchesPattern(channel: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return channel === first;
  const last = rest.pop() ?? '';
  if (!channel.startsWith(first) || channel.length < first.length + last.length || !channel.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = channel.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= channel.length - last.length;
}

const isOfAny = (channel: string, patterns: readonly string[]): boolean => patterns.some((pattern) => matchesPattern(channel, pattern));

/** True where these patterns make a story on these topics private. */
export const isPrivate = (patterns: readonly string[], { publisher, topics }: { publisher: string; topics: readonly string[] }): boolean =>
  patterns.length > 0 && [`publisher/${publisher}`, ...topics.map((topic) => `topic/${topic}`)].some((channel) => isOfAny(channel, patterns));

/** True where a story of this audience may be read: by a right to a channel that it is on, its own and its live blog's among them. */
export function mayRead({ all, publisher, channels }: ReadRights, audience: Audience, story: { id: string; partOf?: string | null }): boolean {
  if (all || publisher === audience.publisher) return true;
  const own = [`story/${story.id}`, ...(story.partOf == null ? [] : [`story/${story.partOf}`])];
  return channels.length > 0 && [...audience.to, ...own].some((channel) => isOfAny(channel, channels));
}

/** True where a topic's, a publisher's or everybody's channel may be followed; a story's is a matter of its audience. */
export const maySubscribe = ({ all, publisher, channels }: ReadRights, patterns: readonly string[], channel: string): boolean =>
  !isOfAny(channel, patterns) || all || (publisher !== null && channel === `publisher/${publisher}`) || isOfAny(channel, channels);
