// A place in the log: `epoch.seq`. The epoch names this log's life; a cursor of another life can't be resumed from.
import { DatelineError } from './errors.js';

export type Cursor = { epoch: string; seq: number };

const FORM = /^([a-z0-9]{1,32})\.(0|[1-9][0-9]{0,15})$/;

export const formatCursor = (epoch: string, seq: number): string => `${epoch}.${seq}`;

/** Reads `epoch.seq`; throws `bad_cursor` on anything else. */
export function parseCursor(text: string): Cursor {
  const [, epoch, seq] = FORM.exec(text) ?? [];
  if (epoch === undefined || seq === undefined) throw new DatelineError('bad_cursor', 'A cursor has the form <epoch>.<seq>.');
  return { epoch, seq: Number(seq) };
}

/** Why `cursor` can't be resumed from in a log of this epoch and head, or null where it can. */
export function resetReason(cursor: Cursor, log: { epoch: string; head: number }): 'epoch' | 'ahead' | null {
  if (cursor.epoch !== log.epoch) return 'epoch';
  return cursor.seq > log.head ? 'ahead' : null;
}
