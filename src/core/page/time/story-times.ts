// Which of a page's stamps say when the story was first and last published, where they contradict each other. The rules:
// 1. A visible "Updated" label whose instant is settled beats machine-readable dates that say another minute: it is what the publisher
//    tells readers. So it does where metadata writes local time as `Z`, has AM for PM, stands still at publication, or was re-saved later.
// 2. Else structured data goes before meta tags, and these before <time> elements.
// 3. For the publication, machine-readable dates go before a visible "Published" label, unless they have the label's very clock in
//    another zone, are twelve hours off, or are a bare midnight on the label's day. The address comes last, and names a day at most.
// 4. A machine-readable date later than now is none. An update earlier than its publication, by metadata alone, is none: publication stands.
// 5. A stamp without an instant (ambiguous, or a day alone) gives none, nor does an approximate one ("2 hours ago" moves with every reading); but a label whose day is more than a day from the metadata's,
//    or whose clock the metadata repeats in a zone that the label's words exclude, shows the metadata to be wrong: no instant then.
// Every candidate stays among the stamps, and each contradiction is told.
import type { Origin, Stamp } from '../../story/story.js';

/** The stamps that settle the two times, null where none does, and what contradicted them. */
export type ResolvedTimes = { first: Stamp | null; version: Stamp | null; conflicts: string[] };

const MACHINE: Origin[] = ['json-ld', 'meta', 'time'];
const MINUTE = 60_000;
const DAY = 86_400_000;
const UTC_WORDS = /\b(?:UTC|GMT)\b|\d\s?Z\b/;
const OTHER_ZONE = /\d\s*(?:[ap]\.?m\.?)?\s*\(?([A-Z]{2,5})\)?[\s.)]*$/i;

const firstOf = (stamps: Stamp[], kind: Stamp['kind'], origins: Origin[]): Stamp | null =>
  origins.map((origin) => stamps.find((stamp) => stamp.from === origin && stamp.kind === kind && stamp.at !== null)).find((stamp) => stamp !== undefined) ?? null;

const timeOf = (stamp: Stamp): number => Date.parse(stamp.at ?? '');
const apart = (one: Stamp, other: Stamp): number => Math.abs(timeOf(one) - timeOf(other));
const isSameMinute = (one: Stamp, other: Stamp): boolean => one.at?.slice(0, 16) === other.at?.slice(0, 16);
const hasClock = (stamp: Stamp): boolean => stamp.wall.includes('T');
/** How far a wall clock, read as UTC, is from an instant. */
const wallApart = (wall: string, stamp: Stamp): number => Math.abs(Date.parse(wall.includes('T') ? `${wall}Z` : `${wall}T12:00Z`) - timeOf(stamp));

function reasonOf(label: Stamp, machine: Stamp, published: Stamp | null): string {
  if (label.wall === machine.wall) return 'the same clock in another zone';
  if (apart(label, machine) === 12 * 60 * MINUTE) return 'morning for afternoon';
  if (published !== null && isSameMinute(machine, published)) return `${machine.from} only repeats publication`;
  return timeOf(machine) > timeOf(label) ? `${machine.from} was saved again later` : `${machine.from} is older`;
}

const conflictText = (field: string, taken: Stamp | null, left: Stamp, why: string): string => `${field}: ${taken === null ? 'none' : `${taken.from} ${taken.at}`}, not ${left.from} ${left.at ?? left.wall}: ${why}`;

function resolveFirst(stamps: Stamp[], conflicts: string[]): Stamp | null {
  const machine = firstOf(stamps, 'published', MACHINE);
  const label = firstOf(stamps, 'published', ['label']);
  if (machine === null || label === null || isSameMinute(machine, label)) return machine ?? label;
  const misread = machine.wall === label.wall || apart(machine, label) === 12 * 60 * MINUTE || (machine.wall.endsWith('T00:00') && machine.wall.slice(0, 10) === label.wall.slice(0, 10));
  conflicts.push(misread ? conflictText('firstCreated', label, machine, reasonOf(label, machine, null)) : conflictText('firstCreated', machine, label, 'the label says another time'));
  return misread ? label : machine;
}

/** Machine-readable dates by rule 2, with what contradicts the label by rule 5. */
function resolveByMachine(stamps: Stamp[], first: Stamp | null, conflicts: string[]): Stamp | null {
  const chosen = firstOf(stamps, 'updated', MACHINE);
  if (chosen === null) return null;
  const label = stamps.find(({ from, kind }) => from === 'label' && kind === 'updated');
  if (label !== undefined && !hasClock(label) && !label.ambiguous && wallApart(label.wall, chosen) > 1.6 * DAY) {
    conflicts.push(conflictText('versionCreated', null, chosen, `the label says ${label.wall}`));
    return null;
  }
  const zone = label === undefined ? null : (OTHER_ZONE.exec(label.text)?.[1] ?? null);
  if (label?.ambiguous === true && hasClock(label) && zone !== null && !/^[ap]m$/i.test(zone) && !UTC_WORDS.test(label.text) && label.wall === chosen.at?.slice(0, 16)) {
    conflicts.push(conflictText('versionCreated', null, chosen, `the label says ${label.text}`));
    return null;
  }
  if (first !== null && timeOf(chosen) < timeOf(first) - MINUTE && first.from !== 'url') {
    conflicts.push(conflictText('versionCreated', first, chosen, 'earlier than publication'));
    return first;
  }
  return chosen;
}

/** Settles both times by the rules above. Pure. `now`, in ms, is the time of reading; without it nothing is too late. */
export function resolveTimes(stamps: Stamp[], now = Number.POSITIVE_INFINITY): ResolvedTimes {
  const conflicts: string[] = [];
  const possible = stamps.filter((stamp) => {
    if (stamp.approximate === true) return false;
    const late = stamp.from !== 'label' && stamp.at !== null && timeOf(stamp) > now + 10 * MINUTE;
    if (late) conflicts.push(conflictText(stamp.kind === 'updated' ? 'versionCreated' : 'firstCreated', null, stamp, 'later than now'));
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
