// A place in the log: `epoch.seq`. The epoch names this log's life; a cursor of another life can't be resumed from.
import { DatelineError } from '../errors.js';

export type Cursor = { epoch: string; seq: number };

const FORM = /^([a-z0-9]{1,32})\.(0|[1-9][0-9]{0,15})$/;

export const formatCursor = (epoch: string, seq: number): string => `${epoch}.${seq}`;

/** Reads `epoch.seq`; throws `bad_cursor` on anything else. */
export function parseCursor(text: string): Cursor {
  const [, epoch, seq] = FORM.exec(text) ?? [];
  if (epoch === undefined || seq === undefined) throw new DatelineError('bad_cursor', 'A cursor has the form <epoch>.<seq>.');
  return { epoch, seq: Number(seq) };
}

/**
 * A place on a stream of several channels: everything up to `seq` was given, and of the entry after it the updates of its first
 * `given` channels, by name, among those that the stream follows.
 */
export type StreamPosition = Cursor & { sentChannels: number };

const PLACE = /^(.+)\+([1-9][0-9]?)$/s;

/** `epoch.seq`, and `+given` where the next entry was begun. It holds for a stream of the same channels only. */
export const formatStreamPosition = ({ epoch, seq, sentChannels }: StreamPosition): string => (sentChannels === 0 ? formatCursor(epoch, seq) : `${formatCursor(epoch, seq)}+${sentChannels}`);

/** Reads what `formatPlace` writes, hence every cursor too; throws `bad_cursor` on anything else. */
export function parseStreamPosition(text: string): StreamPosition {
  const [, cursor, given] = PLACE.exec(text) ?? [];
  return { ...parseCursor(cursor ?? text), sentChannels: Number(given ?? 0) };
}

/** Why `cursor` can't be resumed from in a log of this epoch and head, or null where it can. */
export function resetReason(cursor: Cursor, log: { epoch: string; head: number; pruned?: number }): 'epoch' | 'ahead' | 'pruned' | null {
  if (cursor.epoch !== log.epoch) return 'epoch';
  if (cursor.seq > log.head) return 'ahead';
  return cursor.seq < (log.pruned ?? 0) ? 'pruned' : null;
}
