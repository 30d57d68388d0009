// The offset that a page's clocks run on, as the page itself gives it away, for labels that say a clock and no zone.
import type { Stamp } from '../../story/story.js';
import { formatOffset } from '../../stamp/zone-offset.js';

const OFFSET = /T\d{2}:?\d{2}.*?([+-])(\d{2}):?(\d{2})$/;
/** Offsets in use that are no whole hours, in minutes. */
const ODD = new Set([-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765]);
const MAX_DAYS = 45;

const isOffset = (minutes: number): boolean => minutes >= -720 && minutes <= 840 && (minutes % 60 === 0 || ODD.has(minutes));

/**
 * An offset from the machine-readable dates, where all that have one agree (not `Z`, which is also how a careless program writes
 * local time); else from a label's clock and the machine-readable instant of the same event, where they are a real offset apart.
 * Null where the page gives none away, or labels are from another season, when the clock may have been changed.
 */
export function pageOffset(machine: (string | null | undefined)[], stamps: Stamp[]): string | null {
  const open = stamps.filter(({ from, at, wall }) => from === 'label' && at === null && wall.includes('T'));
  if (open.length === 0) return null;
  const said = new Set(machine.flatMap((value) => {
    const [, sign, hours, minutes] = OFFSET.exec(value?.trim() ?? '') ?? [];
    return sign === undefined ? [] : [`${sign}${hours}:${minutes}`];
  }));
  said.delete('+00:00');
  said.delete('-00:00');
  const machineDays = stamps.filter(({ from, at }) => from !== 'label' && at !== null).map(({ at }) => Date.parse(at ?? ''));
  const near = open.every(({ wall }) => machineDays.some((day) => Math.abs(day - Date.parse(`${wall}Z`)) < MAX_DAYS * 86_400_000));
  const [only] = said;
  if (only !== undefined && said.size === 1) return near ? only : null;
  for (const label of open) {
    const same = stamps.filter(({ from, at, kind }) => from !== 'label' && from !== 'url' && at !== null && kind === label.kind);
    for (const { at } of same) {
      const minutes = Math.round((Date.parse(`${label.wall}Z`) - Date.parse(`${at?.slice(0, 16)}Z`)) / 60_000);
      if (minutes !== 0 && isOffset(minutes)) return formatOffset(minutes);
    }
  }
  return null;
}
