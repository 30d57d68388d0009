// Decides from a page's stamps when the story was first published and last updated. Rules for contradictions:
// 1. A visible "Updated" label with an instant beats machine-readable dates of another minute: it is what
// readers see. Typical metadata errors are local time written as `Z`, AM for PM, the time of publication, or
// a later re-save.
// 2. Otherwise structured data ranks before meta tags, and these before <time> elements.
// 3. For publication, machine-readable dates rank before a visible "Published" label, unless they show the
// label's clock in another zone, are twelve hours off, or are midnight on the label's day. The URL comes
// last, and names only a day.
// 4. A machine-readable date later than now is ignored. An update before publication, from metadata alone, is
// replaced by the publication.
// 5. A stamp without an instant (ambiguous, a day alone) and an approximate stamp ("2 hours ago") settle
// nothing. But metadata is ignored where a label's day is more than a day away, or where it has a label's
// clock in a zone the label excludes. All candidates stay among the stamps, and each contradiction is
// reported in `conflicts`.
import { instantMs } from '../../instant.js';
import type { Origin, Stamp } from '../../story/story.js';

/** The stamps that decide the two times, null where none does, and a text for each contradiction. */
export type ResolvedTimes = { first: Stamp | null; version: Stamp | null; conflicts: string[] };

const MACHINE: Origin[] = ['json-ld', 'meta', 'time'];
const MINUTE = 60_000;
const DAY = 86_400_000;
const UTC_WORDS = /\b(?:UTC|GMT)\b|\d\s?Z\b/;
const OTHER_ZONE = /\d\s*(?:[ap]\.?m\.?)?\s*\(?([A-Z]{2,5})\)?[\s.)]*$/i;

const firstOf = (stamps: Stamp[], kind: Stamp['kind'], origins: Origin[]): Stamp | null =>
  origins
    .map((origin) => stamps.find((stamp) => stamp.from === origin && stamp.kind === kind && stamp.at !== null))
    .find((stamp) => stamp !== undefined) ?? null;

const timeOf = (stamp: Stamp): number => instantMs(stamp.at ?? '');
const distance = (one: Stamp, other: Stamp): number => Math.abs(timeOf(one) - timeOf(other));
const isSameMinute = (one: Stamp, other: Stamp): boolean => one.at?.slice(0, 16) === other.at?.slice(0, 16);
const hasClock = (stamp: Stamp): boolean => stamp.wall.includes('T');
/** The distance of a wall clock, read as UTC, from a stamp's instant, in ms. */
const wallApart = (wall: string, stamp: Stamp): number =>
  Math.abs(Date.parse(wall.includes('T') ? `${wall}Z` : `${wall}T12:00Z`) - timeOf(stamp));

function reasonOf(label: Stamp, machine: Stamp, published: Stamp | null): string {
  if (label.wall === machine.wall) return 'the same clock in another zone';
  if (distance(label, machine) === 12 * 60 * MINUTE) return 'morning for afternoon';
  if (published !== null && isSameMinute(machine, published)) return `${machine.from} only repeats publication`;
  return timeOf(machine) > timeOf(label) ? `${machine.from} was saved again later` : `${machine.from} is older`;
}

const conflictText = (field: string, taken: Stamp | null, rejected: Stamp, reason: string): string =>
  `${field}: ${taken === null ? 'none' : `${taken.from} ${taken.at}`}, not ${rejected.from} ${rejected.at ?? rejected.wall}: ${reason}`;

function resolveFirst(stamps: Stamp[], conflicts: string[]): Stamp | null {
  const machine = firstOf(stamps, 'published', MACHINE);
  const label = firstOf(stamps, 'published', ['label']);
  if (machine === null || label === null || isSameMinute(machine, label)) return machine ?? label;
  const misread =
    machine.wall === label.wall ||
    distance(machine, label) === 12 * 60 * MINUTE ||
    (machine.wall.endsWith('T00:00') && machine.wall.slice(0, 10) === label.wall.slice(0, 10));
  conflicts.push(
    misread
      ? conflictText('firstCreated', label, machine, reasonOf(label, machine, null))
      : conflictText('firstCreated', machine, label, 'the label says another time'),
  );
  return misread ? label : machine;
}

/** The update by machine-readable dates (rule 2), unless a label contradicts them (rule 5). */
function resolveByMachine(stamps: Stamp[], first: Stamp | null, conflicts: string[]): Stamp | null {
  const chosen = firstOf(stamps, 'updated', MACHINE);
  if (chosen === null) return null;
  const label = stamps.find(({ from, kind }) => from === 'label' && kind === 'updated');
  if (label !== undefined && !hasClock(label) && !label.ambiguous && wallApart(label.wall, chosen) > 1.6 * DAY) {
    conflicts.push(conflictText('versionCreated', null, chosen, `the label says ${label.wall}`));
    return null;
  }
  const zone = label === undefined ? null : (OTHER_ZONE.exec(label.text)?.[1] ?? null);
  if (
    label?.ambiguous === true &&
    hasClock(label) &&
    zone !== null &&
    !/^[ap]m$/i.test(zone) &&
    !UTC_WORDS.test(label.text) &&
    label.wall === chosen.at?.slice(0, 16)
  ) {
    conflicts.push(conflictText('versionCreated', null, chosen, `the label says ${label.text}`));
    return null;
  }
  if (first !== null && timeOf(chosen) < timeOf(first) - MINUTE && first.from !== 'url') {
    conflicts.push(conflictText('versionCreated', first, chosen, 'earlier than publication'));
    return first;
  }
  return chosen;
}

/**
 * Decides both times by the rules above. Pure. `now` is the time of reading in ms; without it, no date is too
 * late.
 */
export function resolveTimes(stamps: Stamp[], now = Number.POSITIVE_INFINITY): ResolvedTimes {
  const conflicts: string[] = [];
  const possible = stamps.filter((stamp) => {
    if (stamp.approximate === true) return false;
    const late = stamp.from !== 'label' && stamp.at !== null && timeOf(stamp) > now + 10 * MINUTE;
    if (late)
      conflicts.push(
        conflictText(stamp.kind === 'updated' ? 'versionCreated' : 'firstCreated', null, stamp, 'later than now'),
      );
    return !late;
  });
  const first = resolveFirst(possible, conflicts);
  const label = firstOf(possible, 'updated', ['label']);
  if (label === null) return { first, version: resolveByMachine(possible, first, conflicts), conflicts };
  const machine = firstOf(possible, 'updated', MACHINE);
  if (machine === null || isSameMinute(label, machine)) return { first, version: machine ?? label, conflicts };
  conflicts.push(conflictText('versionCreated', label, machine, reasonOf(label, machine, first)));
  return { first, version: label, conflicts };
}
