// Derives the UTC offset of a page from the page itself, for labels with a clock but no zone.
import { instantMs } from '../../instant.js';
import type { Stamp } from '../../story/story.js';
import { formatOffset } from '../../stamp/zone-offset.js';

const OFFSET = /T\d{2}:?\d{2}.*?([+-])(\d{2}):?(\d{2})$/;
/** Offsets in use that are not whole hours, in minutes. */
const FRACTIONAL_OFFSETS = new Set([-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765]);
const MAX_DAYS = 45;

const isOffset = (minutes: number): boolean =>
  minutes >= -720 && minutes <= 840 && (minutes % 60 === 0 || FRACTIONAL_OFFSETS.has(minutes));

/**
 * The offset of the machine-readable dates, if all agree (`Z` doesn't count: careless programs write local
 * time so). Else the difference between a label's clock and the machine-readable instant of the same event,
 * if it is a real offset. Null without either, and where labels are from another season, which may have
 * another offset.
 */
export function pageOffset(machine: (string | null | undefined)[], stamps: Stamp[]): string | null {
  const openLabels = stamps.filter(({ from, at, wall }) => from === 'label' && at === null && wall.includes('T'));
  if (openLabels.length === 0) return null;
  const offsets = new Set(
    machine.flatMap((value) => {
      const [, sign, hours, minutes] = OFFSET.exec(value?.trim() ?? '') ?? [];
      return sign === undefined ? [] : [`${sign}${hours}:${minutes}`];
    }),
  );
  offsets.delete('+00:00');
  offsets.delete('-00:00');
  const machineDays = stamps
    .filter(({ from, at }) => from !== 'label' && at !== null)
    .map(({ at }) => instantMs(at ?? ''));
  const isSameSeason = openLabels.every(({ wall }) =>
    machineDays.some((day) => Math.abs(day - Date.parse(`${wall}Z`)) < MAX_DAYS * 86_400_000),
  );
  const [only] = offsets;
  if (only !== undefined && offsets.size === 1) return isSameSeason ? only : null;
  for (const label of openLabels) {
    const same = stamps.filter(
      ({ from, at, kind }) => from !== 'label' && from !== 'url' && at !== null && kind === label.kind,
    );
    for (const { at } of same) {
      const minutes = Math.round((Date.parse(`${label.wall}Z`) - Date.parse(`${at?.slice(0, 16)}Z`)) / 60_000);
      if (minutes !== 0 && isOffset(minutes)) return formatOffset(minutes);
    }
  }
  return null;
}
