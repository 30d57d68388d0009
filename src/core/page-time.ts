// Which of a page's stamps say when the story was first and last published. The rules:
// 1. A visible "Updated" label whose instant is settled beats machine-readable dates that say another minute.
// 2. Else structured data before meta tags before <time> elements; a visible "Published" label after those; the address last.
// 3. A stamp without an instant (ambiguous, or a day alone) decides nothing. Every candidate stays among the stamps.
import type { Origin, Stamp } from './story.js';

const MACHINE: Origin[] = ['json-ld', 'meta', 'time'];

const firstOf = (stamps: Stamp[], kind: Stamp['kind'], origins: Origin[]): Stamp | undefined =>
  origins.map((origin) => stamps.find((stamp) => stamp.from === origin && stamp.kind === kind && stamp.at !== null)).find((stamp) => stamp !== undefined);

const minuteOf = (stamp: Stamp | undefined): string | undefined => stamp?.at?.slice(0, 16);

/** The stamps that settle `firstCreated` and `versionCreated`; null where none does. Pure. */
export function settleTimes(stamps: Stamp[]): { first: Stamp | null; version: Stamp | null } {
  const label = firstOf(stamps, 'updated', ['label']);
  const machine = firstOf(stamps, 'updated', MACHINE);
  const conflict = label !== undefined && minuteOf(label) !== minuteOf(machine);
  return { first: firstOf(stamps, 'published', [...MACHINE, 'label', 'url']) ?? null, version: (conflict ? label : machine) ?? firstOf(stamps, 'updated', ['url']) ?? null };
}
