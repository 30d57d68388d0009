// A position in the log: `epoch.seq`. The epoch changes when the log is reset or restored; then old cursors
// can't be resumed from.
import { DatelineError } from '../errors.js';

export type Cursor = { epoch: string; seq: number };

const FORM = /^([a-z0-9]{1,32})\.(0|[1-9][0-9]{0,15})$/;

export const formatCursor = (epoch: string, seq: number): string => `${epoch}.${seq}`;

/** Reads `epoch.seq`; throws `bad_cursor` on anything else. */
export function parseCursor(text: string): Cursor {
  const [, epoch, seq] = FORM.exec(text) ?? [];
  if (epoch === undefined || seq === undefined)
    throw new DatelineError('bad_cursor', 'The cursor is malformed. It has the form <epoch>.<seq>.');
  return { epoch, seq: Number(seq) };
}

/**
 * A position in a stream of several channels: all entries up to `seq` were sent, and the next entry on its
 * first `sentChannels` channels, in order of name, among those of the stream.
 */
export type StreamPosition = Cursor & { sentChannels: number };

const STREAM_FORM = /^(.+)\+([1-9][0-9]?)$/s;

/** `epoch.seq`, or `epoch.seq+sentChannels`. Valid only for a stream of the same channels. */
export const formatStreamPosition = ({ epoch, seq, sentChannels }: StreamPosition): string =>
  sentChannels === 0 ? formatCursor(epoch, seq) : `${formatCursor(epoch, seq)}+${sentChannels}`;

/**
 * Reads the output of `formatStreamPosition`, which includes every cursor; throws `bad_cursor` on anything
 * else.
 */
export function parseStreamPosition(text: string): StreamPosition {
  const [, cursor, sentChannels] = STREAM_FORM.exec(text) ?? [];
  return { ...parseCursor(cursor ?? text), sentChannels: Number(sentChannels ?? 0) };
}

/** Why this log can't be resumed from `cursor`; null where it can. */
export function resetReason(
  cursor: Cursor,
  log: { epoch: string; head: number; pruned?: number },
): 'epoch' | 'ahead' | 'pruned' | null {
  if (cursor.epoch !== log.epoch) return 'epoch';
  if (cursor.seq > log.head) return 'ahead';
  return cursor.seq < (log.pruned ?? 0) ? 'pruned' : null;
}
