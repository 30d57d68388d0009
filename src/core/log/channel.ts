// Channels, to which readers subscribe: story/<id>, topic/<name>, publisher/<name>, all.
import { DatelineError } from '../errors.js';
import { topicName } from '../story/story.js';

const STORY = /^story\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The channel, normalised; throws `bad_channel` on anything else. */
export function parseChannel(text: string): string {
  if (text === 'all' || STORY.test(text)) return text;
  const [, kind, name] = /^(topic|publisher)\/(.+)$/s.exec(text) ?? [];
  if (kind !== undefined && topicName.safeParse(name).success) return text;
  throw new DatelineError(
    'bad_channel',
    'The channel is malformed. Use all, story/<id>, topic/<name> or publisher/<name>.',
  );
}

export const CHANNEL_KINDS = ['all', 'story', 'topic', 'publisher'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** The kind of a valid channel. */
export const channelKind = (channel: string): ChannelKind =>
  CHANNEL_KINDS.find((kind) => channel.startsWith(`${kind}/`)) ?? 'all';

/** True for channels on which updates carry `ops`; elsewhere an update is a summary. */
export const isStoryChannel = (channel: string): boolean => channel.startsWith('story/');

/** The channels on which an update of this story is sent. */
export function channelsOf(story: {
  id: string;
  partOf: string | null;
  publisher: string;
  topics: string[];
}): string[] {
  const channels = [
    'all',
    `story/${story.id}`,
    `publisher/${story.publisher}`,
    ...story.topics.map((topic) => `topic/${topic}`),
  ];
  if (story.partOf !== null) channels.push(`story/${story.partOf}`);
  return [...new Set(channels)];
}
