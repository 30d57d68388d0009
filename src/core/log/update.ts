// An entry of the log as readers get it, the same on sockets, SSE, HTTP and webhooks.
import { mayRead, NO_RIGHTS, type Audience, type ReadRights } from './audience.js';
import { isStoryChannel } from './channel.js';
import type { Change } from '../story/change.js';
import { formatCursor } from './cursor.js';
import type { Kind, PubStatus } from '../story/story.js';

/** One entry of the log in one channel. `cursor` is its place, `prev` the seq of the entry before it there (0: none). */
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

/** What the store knows of an entry: the update less what differs by channel. */
export type LogEntry = { epoch: string; seq: number; at: string; story: Update['story']; change: Change; /** Of a private story: who may read it. */ audience?: Audience; /** Its content is hidden from everybody. */ redacted?: true };

/** The entry as it may be told once its content is hidden: its place in the log and whose it is, nothing of what it said. */
export function redactEntry(entry: LogEntry, pubStatus: PubStatus): LogEntry {
  const { ops: _ops, base: _base, ...change } = entry.change;
  return { ...entry, story: { ...entry.story, url: null, headline: null, pubStatus, firstCreated: null, versionCreated: null, topics: [] }, change, redacted: true };
}

/** True where a reader of these rights may have the entry whole: always, unless its story is private. */
export const mayReadEntry = ({ audience, story }: LogEntry, rights: ReadRights): boolean => audience === undefined || mayRead(rights, audience, story);

/** The update that a channel's readers get for an entry: ops only where they can be applied, else a summary; without the right to a private story nothing of what it said. */
export function updateFor(channel: string, prev: number, whole: LogEntry, rights: ReadRights = NO_RIGHTS): Update {
  const entry = mayReadEntry(whole, rights) ? whole : redactEntry({ ...whole, story: { ...whole.story, uri: null } }, 'withheld');
  const { ops, base, ...summary } = entry.change;
  const applies = channel === `story/${entry.story.id}` && isStoryChannel(channel) && ops !== undefined && base !== undefined;
  return { channel, cursor: formatCursor(entry.epoch, entry.seq), prev, at: entry.at, story: entry.story, change: applies ? { ...summary, ops, base } : summary };
}
