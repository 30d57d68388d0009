// An entry of the log, as readers get it on sockets, SSE, HTTP and webhooks alike.
import { mayRead, NO_RIGHTS, type Audience, type ReadRights } from './audience.js';
import { isStoryChannel } from './channel.js';
import type { Change } from '../story/change.js';
import { formatCursor } from './cursor.js';
import type { Kind, PubStatus } from '../story/story.js';

/**
 * One entry of the log in one channel. `cursor` is its position; `prev` is the seq of the previous entry in
 * this channel (0: none).
 */
export type Update = {
  channel: string;
  cursor: string;
  prev: number;
  at: string;
  story: {
    id: string;
    uri: string | null;
    url: string | null;
    kind: Kind;
    partOf?: string;
    revision: number;
    headline: string | null;
    pubStatus: PubStatus;
    firstCreated: string | null;
    versionCreated: string | null;
    topics: string[];
  };
  change: Change;
};

/** An entry of the log, without what differs by channel. */
export type LogEntry = {
  epoch: string;
  seq: number;
  at: string;
  story: Update['story'];
  change: Change;
  /** Only on private stories. */
  audience?: Audience;
  /** The content is hidden from all readers. */
  redacted?: true;
};

/** The entry without its content: what readers get of a hidden story. */
export function redactEntry(entry: LogEntry, pubStatus: PubStatus): LogEntry {
  const { ops: _ops, base: _base, ...change } = entry.change;
  return {
    ...entry,
    story: {
      ...entry.story,
      url: null,
      headline: null,
      pubStatus,
      firstCreated: null,
      versionCreated: null,
      topics: [],
    },
    change,
    redacted: true,
  };
}

/** True where this reader may see the entry's content; always true for public stories. */
export const mayReadEntry = ({ audience, story }: LogEntry, rights: ReadRights): boolean =>
  audience === undefined || mayRead(rights, audience, story);

/**
 * The update for one channel. It has ops only on the story's own channel, where they can be applied. Readers
 * without access to a private story get it redacted.
 */
export function updateFor(channel: string, prev: number, logEntry: LogEntry, rights: ReadRights = NO_RIGHTS): Update {
  const entry = mayReadEntry(logEntry, rights)
    ? logEntry
    : redactEntry({ ...logEntry, story: { ...logEntry.story, uri: null } }, 'withheld');
  const { ops, base, ...summary } = entry.change;
  const applies =
    channel === `story/${entry.story.id}` && isStoryChannel(channel) && ops !== undefined && base !== undefined;
  return {
    channel,
    cursor: formatCursor(entry.epoch, entry.seq),
    prev,
    at: entry.at,
    story: entry.story,
    change: applies ? { ...summary, ops, base } : summary,
  };
}
