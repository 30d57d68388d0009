// Collects every candidate for a page's times, from all origins, with its text. story-times.ts decides.
import type { PageLabels } from './visible-label.js';
import { readVisibleLabels, readTimeElements, rereadStamp } from './visible-label.js';
import { guessDate } from './bare-date.js';
import { dayInUrl } from '../document/head.js';
import type { PageLayout } from '../part/layout.js';
import { pageOffset } from './clock-offset.js';
import { dateInScripts } from '../document/script-date.js';
import { readStamp, type StampContext } from '../../stamp/grammar.js';
import type { Origin, Stamp } from '../../story/story.js';

function readAll(values: (string | null)[], kind: Stamp['kind'], from: Origin, context: StampContext): Stamp[] {
  return values
    .map((value) => (value === null ? null : readStamp(value, kind, from, context)))
    .filter((stamp) => stamp !== null);
}

/** All candidates without duplicates: labels in page order, then machine-readable dates by rank. */
function gather(labelStamps: Stamp[], layout: PageLayout, address: string | null, context: StampContext): Stamp[] {
  const { tree, head, linked, regions, storyRange, isLiveBlog } = layout;
  const all = [
    ...labelStamps,
    ...readAll([linked?.modified ?? null], 'updated', 'json-ld', context),
    ...readAll([linked?.published ?? null], 'published', 'json-ld', context),
    ...readAll(head.modified, 'updated', 'meta', context),
    ...readAll(head.published, 'published', 'meta', context),
    ...readTimeElements(tree, regions, storyRange, isLiveBlog, context),
    ...readAll([dayInUrl(address, context.now)], 'published', 'url', context),
  ];
  // Without a reliable publication date, try scripts and dates without a label.
  if (!all.some(({ kind, from, approximate }) => kind === 'published' && from !== 'url' && approximate !== true)) {
    const guessed = guessDate(layout, context);
    all.push(
      ...readAll([dateInScripts(layout.tree.otherScripts)], 'published', 'meta', context),
      ...(guessed === null ? [] : [guessed]),
    );
  }
  return [...new Map(all.map((stamp) => [`${stamp.from} ${stamp.kind} ${stamp.text}`, stamp])).values()];
}

/**
 * The page's stamps. `within`: stamps of the story's own lines. Without a publisher's zone, derives the
 * page's own offset and reads labels without a zone again. A footer's label counts only where there is no
 * other date.
 */
export function collectStamps(
  layout: PageLayout,
  within: Stamp[],
  address: string | null,
  context: StampContext,
): { stamps: Stamp[]; labels: PageLabels } {
  const { head, linked } = layout;
  const labels = readVisibleLabels(layout, within, context);
  const others = labels.footer ? gather([], layout, address, context) : [];
  const stamps = others.length > 0 ? others : gather(labels.stamps, layout, address, context);
  const offset =
    context.zone === undefined
      ? pageOffset([linked?.modified, linked?.published, ...head.modified, ...head.published], stamps)
      : null;
  if (offset === null) return { stamps, labels };
  const clocked: StampContext = { ...context, zone: offset };
  const labelStamps = stamps.filter(({ from }) => from === 'label').map((stamp) => rereadStamp(stamp, clocked));
  return { stamps: gather(labelStamps, layout, address, clocked), labels };
}
